import type { BacktestResult } from '../../../server/contract/backtest.js';
import { useMessages } from '../../i18n/messages.js';

const heightPx = 96;
const leastPx = 2;

/** Matches a day as bars; the same figures are there as a table for those who do not see them. */
export function DayBars({ days }: { days: BacktestResult['days'] }) {
  const { t, date, number } = useMessages();
  const most = Math.max(1, ...days.map(({ matches }) => matches));
  const dayOf = (day: string) => date(`${day}T12:00:00Z`);
  return (
    <figure className="gw-bars">
      <div className="gw-bars__plot" style={{ height: heightPx }} aria-hidden="true">
        {days.map(({ day, matches }) => (
          <span
            key={day}
            className="gw-bars__bar"
            title={`${dayOf(day)}: ${number(matches)}`}
            style={{ height: matches === 0 ? 0 : Math.max(leastPx, (matches / most) * heightPx) }}
          />
        ))}
      </div>
      <figcaption className="gw-bars__axis" aria-hidden="true">
        <span>{days[0] ? dayOf(days[0].day) : ''}</span>
        <span>{t('rules.backtest.most', { count: number(most) })}</span>
        <span>{days.length > 1 ? dayOf(days.at(-1)!.day) : ''}</span>
      </figcaption>
      <table className="kern-sr-only">
        <caption>{t('rules.backtest.per_day')}</caption>
        <tbody>
          {days
            .filter(({ matches }) => matches > 0)
            .map(({ day, matches }) => (
              <tr key={day}>
                <th scope="row">{dayOf(day)}</th>
                <td>{number(matches)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </figure>
  );
}
