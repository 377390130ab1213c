import type { Signal } from '../../../server/contract/signal.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { LastRun } from './signal-table.js';

/** The definition of a signal, and when it is measured. */
export function SignalFacts({ signal }: { signal: Signal }) {
  const { t, language, number } = useMessages();
  const { requirements, parameters, run, next_run, query, freshness_hours, enabled } = signal;
  return (
    <>
      <p className="gw-lead">{signal.measures[language]}</p>
      <dl className="gw-facts gw-signal-facts">
        <div className="gw-facts__row">
          <dt>{t('signals.requirements')}</dt>
          <dd>
            <ul>
              {requirements.map(({ id, effect, strength }) => (
                <li key={id}>
                  <span className="gw-mono">{id}</span>{' '}
                  <span className="gw-muted">
                    {t(`signals.effect.${effect}`)}, {t(`signals.strength.${strength}`)}
                  </span>
                </li>
              ))}
            </ul>
          </dd>
        </div>
        <div className="gw-facts__row">
          <dt>{t('signals.thresholds')}</dt>
          <dd>
            <ul>
              {Object.entries(parameters).map(([name, value]) => (
                <li key={name}>
                  <span className="gw-mono">{name}</span>: {typeof value === 'number' ? number(value) : value}
                </li>
              ))}
            </ul>
          </dd>
        </div>
        <div className="gw-facts__row">
          <dt>{t('signals.measured')}</dt>
          <dd>
            {run === null ? t('signals.never') : <LastRun run={run} />}
            <span className="gw-muted gw-block">
              {enabled ? null : t('signals.off')}
              {enabled && next_run !== null ? (
                <>
                  {t('signals.next')} <Time at={next_run} full />
                </>
              ) : null}
            </span>
            <span className="gw-muted gw-block">
              {t('signals.freshness', { hours: number(freshness_hours) })}
            </span>
          </dd>
        </div>
        {query === undefined ? null : (
          <div className="gw-facts__row">
            <dt>{t('signals.query')}</dt>
            <dd className="gw-mono gw-break">{query}</dd>
          </div>
        )}
      </dl>
    </>
  );
}
