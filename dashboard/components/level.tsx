import type { Level } from '../../server/contract/detection.js';
import { useMessages } from '../i18n/messages.js';

export { levelOrder } from './level-order.js';

/** Each level has its own shape, so that it is told apart without its colour. */
const shapes: Record<Level, string> = {
  informational: 'M8 2.500a5.500 5.500 0 1 1 0 11 5.500 5.500 0 0 1 0-11z',
  low: 'M2.500 4h11L8 13.500z',
  medium: 'M8 1.500 14.500 8 8 14.500 1.500 8z',
  high: 'M8 2l6 11.500H2z',
  critical: 'M5.200 1.500h5.600l3.700 3.700v5.600l-3.700 3.700H5.200l-3.700-3.700V5.200z',
};

/** A rule's level: shape, colour and word. */
export function LevelMark({ level }: { level: Level }) {
  const { t } = useMessages();
  return (
    <span className={`gw-level gw-level--${level}`}>
      <svg className="gw-level__shape" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        <path d={shapes[level]} />
      </svg>
      {t(`level.${level}`)}
    </span>
  );
}
