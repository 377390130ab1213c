import type { ManagementView } from '../../../server/contract/management.js';
import { LevelTag } from '../../components/level-tag.js';
import { TermMark } from '../../components/term.js';
import { useMessages } from '../../i18n/messages.js';
import { daysSince } from '../../i18n/zoned-time.js';
import { doneShare, TallyBar } from '../check/tally-bar.js';
import { Figure } from './figure.js';
import { pointsSince } from './summary.js';

/** The degree of implementation by level with its change, and what signals contradict. */
export function ImplementationBlock({ view }: { view: ManagementView }) {
  const { t, number, date, plural } = useMessages();
  const { all, levels, figures, previous, contradicted_since } = view;
  const days = contradicted_since === null ? 0 : daysSince(contradicted_since, Date.parse(view.at));
  const points = (value: number | null): string =>
    value === null
      ? '–'
      : t('management.points', {
          points: `${value > 0 ? '+' : value < 0 ? '−' : '±'}${number(Math.abs(value))}`,
        });
  return (
    <section className="gw-panel gw-management__implementation" aria-labelledby="board-implementation">
      <h2 id="board-implementation" className="gw-panel__title">
        {t('management.implementation')}{' '}
        <TermMark id="umsetzungsstatus" name={t('management.implementation')} />
      </h2>
      <table className="gw-management__levels">
        <caption className="kern-sr-only">{t('management.implementation')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('requirements.column.level')}</th>
            <th scope="col">{t('check.state')}</th>
            <th scope="col">{t('check.done')}</th>
            <th scope="col">{t('management.since', { date: date(previous.until) })}</th>
          </tr>
        </thead>
        <tbody>
          {levels.map(({ level, now, before }) => (
            <tr key={level}>
              <th scope="row">
                <LevelTag level={level} isControl={false} />
              </th>
              <td>
                <TallyBar tally={now} />
              </td>
              <td>{number(doneShare(now))} %</td>
              <td>{points(pointsSince(now, before))}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">{t('overview.whole')}</th>
            <td>
              <TallyBar tally={all.now} />
            </td>
            <td>
              <strong>{number(doneShare(all.now))} %</strong>
            </td>
            <td>{points(pointsSince(all.now, all.before))}</td>
          </tr>
        </tbody>
      </table>
      <p className="gw-management__definition">
        {t(previous.recomputed ? 'management.share_defined_history' : 'management.share_defined')}
      </p>
      <dl className="gw-management__figures">
        <Figure
          name={t('management.contradicted')}
          term="signal"
          definition={t('management.contradicted_defined')}
          value={number(figures.contradicted.now ?? 0)}
          before={figures.contradicted}
          warns={(figures.contradicted.now ?? 0) > 0}
        >
          {(figures.contradicted.now ?? 0) > 0 ? (
            <span className="gw-management__before">
              {days === 0 ? t('overview.since_today') : plural('management.longest', days)}
            </span>
          ) : null}
        </Figure>
        <Figure
          name={t('management.unmodelled')}
          term="modellierung"
          definition={t('management.unmodelled_defined')}
          value={number(figures.objects_unmodelled.now ?? 0)}
          before={figures.objects_unmodelled}
        />
      </dl>
    </section>
  );
}
