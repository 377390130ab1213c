import type { ManagementView } from '../../../server/contract/management.js';
import { LevelMark } from '../../components/level.js';
import { useMessages } from '../../i18n/messages.js';
import { Figure } from './figure.js';

/** Incidents with their reporting deadlines, alerts with the time to take them up, and what of the systems is heard. */
export function OperationBlock({ view }: { view: ManagementView }) {
  const { t, number, date } = useMessages();
  const { cases, alerts, figures, quarter, systems_measured_at } = view;
  const { systems_heard: heard, systems_to_log: systems } = figures;
  const late = cases.late + cases.missed;
  const share = heard.now === null || !systems.now ? null : Math.floor((heard.now / systems.now) * 100);
  const shareBefore =
    heard.before === null || !systems.before ? null : Math.floor((heard.before / systems.before) * 100);
  return (
    <section className="gw-panel gw-management__operation" aria-labelledby="board-operation">
      <h2 id="board-operation" className="gw-panel__title">
        {t('management.operation', { from: date(quarter.from) })}
      </h2>
      <dl className="gw-management__figures">
        <Figure
          name={t('management.cases')}
          definition={t('management.cases_defined', { open: number(cases.open) })}
          value={number(cases.opened)}
          before={{ now: cases.opened, before: cases.opened_before, recomputed: false }}
        />
        <Figure
          name={t('management.reports')}
          definition={t('management.reports_defined', {
            late: number(cases.late),
            missed: number(cases.missed),
          })}
          value={
            cases.in_time + late === 0
              ? '–'
              : t('management.of', { part: number(cases.in_time), whole: number(cases.in_time + late) })
          }
          warns={late > 0}
        />
        <Figure
          name={t('management.coverage')}
          term="protokollquelle"
          definition={
            systems_measured_at === null
              ? t('management.coverage_never')
              : t('management.coverage_defined', {
                  heard: number(heard.now ?? 0),
                  systems: number(systems.now ?? 0),
                  date: date(systems_measured_at),
                })
          }
          value={share === null ? '–' : `${number(share)} %`}
          {...(share === null
            ? {}
            : { before: { now: share, before: shareBefore, recomputed: heard.recomputed } })}
        />
      </dl>
      <table className="gw-management__alerts">
        <caption>{t('management.alerts', { before: number(alerts.before) })}</caption>
        <thead>
          <tr>
            <th scope="col">{t('management.alert_level')}</th>
            <th scope="col">{t('management.alert_count')}</th>
            <th scope="col">{t('management.alert_taken')}</th>
            <th scope="col">{t('management.alert_median')}</th>
          </tr>
        </thead>
        <tbody>
          {alerts.levels.map(({ level, count, acknowledged, median_minutes }) => (
            <tr key={level}>
              <th scope="row">
                <LevelMark level={level} />
              </th>
              <td>{number(count)}</td>
              <td>{number(acknowledged)}</td>
              <td>
                {median_minutes === null ? '–' : t('management.minutes', { count: number(median_minutes) })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
