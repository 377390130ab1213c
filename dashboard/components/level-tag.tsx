import type { RequirementLevel } from '../../server/contract/isms.js';
import { type MessageKey, useMessages } from '../i18n/messages.js';

/** @returns key of a level's name; that of a control is its modal verb or its raised security level */
export const levelKey = (level: RequirementLevel, isControl: boolean): MessageKey =>
  isControl ? `control_level.${level}` : `requirement_level.${level}`;

/** Level of a requirement of the Kompendium, or of a control. */
export function LevelTag({ level, isControl }: { level: RequirementLevel; isControl: boolean }) {
  const { t } = useMessages();
  return <span className={`gw-req gw-req--${level}`}>{t(levelKey(level, isControl))}</span>;
}
