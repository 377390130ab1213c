import type { Histogram } from '../../../server/contract/event.js';
import { ScrollRegion } from '../../components/scroll-region.js';
import { useMessages } from '../../i18n/messages.js';

/** The figures of the chart. */
export function HistogramTable({ data }: { data: Histogram }) {
  const { t, dateTime, number } = useMessages();
  const filled = data.buckets.filter(({ count }) => count > 0);
  const lanes = data.series ? [...data.series, t('events.split_other')] : [];
  return (
    <ScrollRegion className="gw-histogram__table" label={t('events.histogram_table')}>
      <table className="kern-table gw-table">
        <caption className="kern-sr-only">{t('events.histogram')}</caption>
        <thead>
          <tr>
            <th scope="col" className="gw-table__cell">
              {t('events.column.time')}
            </th>
            <th scope="col" className="gw-table__cell gw-table__cell--end">
              {t('events.column.count')}
            </th>
            {lanes.map((lane) => (
              <th key={lane} scope="col" className="gw-table__cell gw-table__cell--end">
                {lane}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {filled.map(({ start, count, by = [] }) => (
            <tr key={start}>
              <th scope="row" className="gw-table__cell">
                {dateTime(start)}
              </th>
              <td className="gw-table__cell gw-table__cell--end">{number(count)}</td>
              {lanes.map((lane, n) => (
                <td key={lane} className="gw-table__cell gw-table__cell--end">
                  {number(by[n] ?? 0)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
