import { useEffect, useState } from 'react';
import { useMessages } from '../i18n/messages.js';
import { useLive } from '../live/live-context.js';

/** Seconds until the next attempt, counted down. */
function useCountdown(ms: number | undefined): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (ms === undefined) return;
    const until = Date.now() + ms;
    const tick = () => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000)));
    tick();
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, [ms]);
  return left;
}

/** Whether the live connection stands, and how many events arrive. */
export function ConnectionStatus() {
  const { t, number } = useMessages();
  const { status, rate } = useLive();
  const seconds = useCountdown(status.state === 'waiting' ? status.retryInMs : undefined);
  const open = status.state === 'open';
  const perSecond = rate?.events_per_second ?? 0;
  return (
    <div className={`gw-connection gw-connection--${status.state}`}>
      <span className="gw-connection__state" role="status">
        <span className="gw-connection__dot" aria-hidden="true" />
        {t(`live.${status.state}`)}
      </span>
      {status.state === 'waiting' ? (
        <span className="gw-connection__detail">{t('live.retry_in', { seconds })}</span>
      ) : null}
      {open && rate ? (
        <span className="gw-connection__detail" title={t('live.total', { count: number(rate.events_total) })}>
          {t('live.rate', { rate: number(perSecond, perSecond < 10 ? 1 : 0) })}
        </span>
      ) : null}
    </div>
  );
}
