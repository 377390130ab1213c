import type { RiskLevel } from '../../../server/contract/risk.js';
import { useMessages } from '../../i18n/messages.js';

/** A risk category as a word on its ground; a dash where there is none. */
export function RiskMark({ level }: { level: RiskLevel | null }) {
  const { t } = useMessages();
  if (level === null) return <span className="gw-muted">–</span>;
  return <span className={`gw-risk gw-risk--${level}`}>{t(`risk.level.${level}`)}</span>;
}
