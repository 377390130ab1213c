import { ProgressBar } from 'react-aria-components';
import type { Hunt } from '../../../server/contract/indicator.js';
import { useMessages } from '../../i18n/messages.js';

/** How far a hunt has come that is not over. */
export function HuntProgress({ hunt }: { hunt: Hunt }) {
  const { t, number } = useMessages();
  const { state, segments, segments_done, events, events_done } = hunt;
  const waits = state === 'waiting' || segments === 0;
  const text = waits
    ? t('indicators.hunt.waiting')
    : t('indicators.hunt.progress', { done: number(events_done), events: number(events) });
  return (
    <ProgressBar
      aria-label={t('indicators.hunt.title')}
      valueLabel={text}
      value={segments_done}
      maxValue={Math.max(1, segments)}
      isIndeterminate={waits}
      className="gw-progress"
    >
      {({ percentage }) => (
        <>
          <span>{text}</span>
          <span className="gw-progress__track">
            <span className="gw-progress__fill" style={{ width: `${percentage ?? 0}%` }} />
          </span>
        </>
      )}
    </ProgressBar>
  );
}
