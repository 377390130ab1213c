import type { NeedCause, NeedLevel } from '../../../server/contract/protection.js';
import { useMessages } from '../../i18n/messages.js';

/** A protection need as a word on a ground that gets stronger with it; an effect and a missing word are marked. */
export function NeedMark({ level, cause }: { level: NeedLevel; cause?: NeedCause }) {
  const { t } = useMessages();
  if (cause === 'default') return <span className="gw-muted">{t('need.unknown')}</span>;
  return (
    <span className={`gw-need gw-need--${level}`}>
      {t(`need.level.${level}`)}
      {cause === 'cumulation' || cause === 'distribution' ? (
        <span className="gw-need__effect" title={t(`need.cause.${cause}`)}>
          <span aria-hidden="true">{cause === 'cumulation' ? '↑' : '↓'}</span>
          <span className="kern-sr-only">{t(`need.cause.${cause}`)}</span>
        </span>
      ) : null}
    </span>
  );
}
