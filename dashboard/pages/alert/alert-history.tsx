import type { AlertDetail } from '../../api/alerts.js';
import { StateMark } from '../../components/state-mark.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';

/** Who changed the alert, when and why; latest first. */
export function AlertHistory({ history }: { history: AlertDetail['history'] }) {
  const { t } = useMessages();
  return (
    <section className="gw-panel" aria-labelledby="history">
      <h2 id="history" className="gw-panel__title">
        {t('alert.history')}
      </h2>
      {history.length === 0 ? (
        <p className="gw-muted">{t('alert.no_history')}</p>
      ) : (
        <ol className="gw-history">
          {[...history]
            .sort((a, b) => b.at.localeCompare(a.at))
            .map((entry) => (
              <li key={entry.at + entry.to} className="gw-history__entry">
                <span className="gw-history__line">
                  <StateMark state={entry.to} reason={entry.reason} />
                  <span>{entry.by}</span>
                  <Time at={entry.at} full />
                </span>
                {entry.comment ? <p className="gw-history__comment">{entry.comment}</p> : null}
              </li>
            ))}
        </ol>
      )}
    </section>
  );
}
