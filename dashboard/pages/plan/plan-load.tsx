import type { Measure } from '../../../server/contract/plan.js';
import { addDays, weekNumber } from '../../components/calendar.js';
import { ScrollRegion } from '../../components/scroll-region.js';
import { useMessages } from '../../i18n/messages.js';
import { loadByPerson } from './load.js';
import { windowAround } from './timeline.js';

const shownWeeks = 13;
/** So many measures in a week are the strongest shade. */
const muchAWeek = 8;

interface PlanLoadProps {
  measures: readonly Measure[];
  /** `YYYY-MM-DD`. */
  today: string;
  onPerson(responsible: string): void;
}

/** Who has how much to do in which week. */
export function PlanLoad({ measures, today, onPerson }: PlanLoadProps) {
  const { t, number, date } = useMessages();
  const window = windowAround(today, shownWeeks, 0);
  const people = loadByPerson(measures, window, today);
  const weeks = Array.from({ length: shownWeeks }, (_, week) => addDays(window.from, week * 7));
  return (
    <>
      <p className="gw-muted gw-hint">{t('plan.load.lead')}</p>
      <ScrollRegion className="gw-table-scroll" label={t('plan.view.load')}>
        <table className="kern-table gw-table gw-load">
          <caption className="kern-sr-only">{t('plan.view.load')}</caption>
          <thead>
            <tr>
              <th scope="col" className="gw-table__cell">
                {t('plan.responsible')}
              </th>
              <th scope="col" className="gw-table__cell gw-table__cell--end">
                {t('plan.figure.open')}
              </th>
              <th scope="col" className="gw-table__cell gw-table__cell--end">
                {t('plan.due.overdue')}
              </th>
              <th scope="col" className="gw-table__cell gw-table__cell--end">
                {t('plan.due.none')}
              </th>
              <th scope="col" className="gw-table__cell gw-table__cell--end">
                {t('plan.figure.cost')}
              </th>
              {weeks.map((monday) => (
                <th key={monday} scope="col" className="gw-table__cell gw-load__week" title={date(monday)}>
                  {t('plan.time.week', { number: weekNumber(monday) })}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {people.map((person) => (
              <tr key={person.responsible} className="gw-table__row">
                <th scope="row" className="gw-table__cell">
                  {person.responsible === '' ? (
                    <span className="gw-muted">{t('plan.nobody')}</span>
                  ) : (
                    <button type="button" className="gw-linkish" onClick={() => onPerson(person.responsible)}>
                      {person.responsible}
                    </button>
                  )}
                </th>
                <td className="gw-table__cell gw-table__cell--end">{number(person.open)}</td>
                <td
                  className={`gw-table__cell gw-table__cell--end${person.overdue > 0 ? ' gw-figure--warning' : ''}`}
                >
                  {number(person.overdue)}
                </td>
                <td className="gw-table__cell gw-table__cell--end">{number(person.withoutDeadline)}</td>
                <td className="gw-table__cell gw-table__cell--end gw-nowrap">
                  {t('plan.euros', { amount: number(person.costOnce) })}
                </td>
                {person.weeks.map((count, week) => (
                  <td
                    key={weeks[week]}
                    className="gw-table__cell gw-load__cell"
                    style={{ '--gw-share': Math.min(1, count / muchAWeek) } as React.CSSProperties}
                  >
                    {count === 0 ? <span className="gw-muted">·</span> : number(count)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </>
  );
}
