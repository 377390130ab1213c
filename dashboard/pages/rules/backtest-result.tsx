import type { Backtest, BacktestResult as Result } from '../../../server/contract/backtest.js';
import { LevelMark } from '../../components/level.js';
import { Notice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { DayBars } from './day-bars.js';
import { EventDisclosure } from './event-disclosure.js';

function RuleResult({ result, titled }: { result: Result; titled: boolean }) {
  const { t, plural, number } = useMessages();
  const { rule, matches, days, hosts, examples } = result;
  const Subtitle = titled ? 'h4' : 'h3';
  const aDay = days.length === 0 ? 0 : matches / days.length;
  return (
    <section className="gw-backtest__rule" aria-label={rule.title}>
      {titled ? (
        <h3 className="gw-panel__title">
          {rule.title} <LevelMark level={rule.level} />
        </h3>
      ) : null}
      <p className="gw-backtest__figure">
        <strong>{plural('rules.backtest.matches', matches)}</strong>{' '}
        <span className="gw-muted">{t('rules.backtest.a_day', { count: number(aDay, 1) })}</span>
      </p>
      {matches > 0 ? <DayBars days={days} /> : null}
      {hosts.length > 0 ? (
        <>
          <Subtitle className="gw-panel__subtitle">{t('rules.backtest.hosts')}</Subtitle>
          <ul className="gw-tags">
            {hosts.map(({ host, matches: count }) => (
              <li key={host} className="gw-tag">
                {host || '–'} ({number(count)})
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {examples.length > 0 ? (
        <>
          <Subtitle className="gw-panel__subtitle">{t('rules.backtest.examples')}</Subtitle>
          <ol className="gw-tested">
            {examples.map((event) => (
              <li key={event.id}>
                <EventDisclosure event={event} />
              </li>
            ))}
          </ol>
        </>
      ) : null}
    </section>
  );
}

interface BacktestResultProps {
  backtest: Backtest;
  /** Whether the rules are named: where the page is not about the one that was tried. */
  titled: boolean;
}

/** What a backtest has found, so far or in the end. */
export function BacktestResult({ backtest, titled }: BacktestResultProps) {
  const { t, plural, number } = useMessages();
  const { state, examined, excepted, left_out, duration_ms, error, results, problems } = backtest;
  if (problems.some(({ severity }) => severity === 'error')) {
    return <Notice tone="danger" title={t('rules.test.faulty')} />;
  }
  const figures = {
    events: number(examined),
    seconds: number(duration_ms / 1000, 1),
  };
  return (
    <div className="gw-stack">
      {state === 'failed' ? (
        <Notice tone="danger" title={t('rules.backtest.failed')}>
          <p>{error}</p>
        </Notice>
      ) : null}
      {state === 'running' ? null : (
        <p className="gw-muted" role="status">
          {t(`rules.backtest.state.${state}`)} · {t('rules.backtest.examined', figures)}
        </p>
      )}
      {left_out > 0 ? <p className="gw-muted">{plural('rules.backtest.left_out', left_out)}</p> : null}
      {excepted > 0 ? <p className="gw-muted">{plural('rules.backtest.excepted', excepted)}</p> : null}
      {results.map((result) => (
        <RuleResult key={result.rule.id} result={result} titled={titled} />
      ))}
    </div>
  );
}
