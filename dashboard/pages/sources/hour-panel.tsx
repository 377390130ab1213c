import { useState } from 'react';
import type { SourceHour } from '../../../server/contract/source.js';
import { Button } from '../../components/button.js';
import { ScrollRegion } from '../../components/scroll-region.js';
import { useMessages } from '../../i18n/messages.js';

const hourMs = 3_600_000;
const shownHours = 14 * 24;
const barPx = 3;
const heightPx = 96;
const counts = ['received', 'stored', 'rejected', 'unparsed'] as const;

/** @returns the counts of each of the last hours, the latest last */
function filled(history: readonly SourceHour[], now: number): number[] {
  const first = Math.floor(now / hourMs) - shownHours + 1;
  const bars = new Array<number>(shownHours).fill(0);
  for (const { hour, received } of history) {
    const at = Math.floor(Date.parse(hour) / hourMs) - first;
    if (at >= 0 && at < shownHours) bars[at] = received;
  }
  return bars;
}

function Bars({ history }: { history: readonly SourceHour[] }) {
  const { t, number, date } = useMessages();
  const [now] = useState(Date.now);
  const bars = filled(history, now);
  const most = Math.max(1, ...bars);
  return (
    <div className="gw-hours">
      <span className="gw-muted gw-hours__most">{number(most)}</span>
      <svg
        className="gw-sparkline gw-hours__bars"
        role="img"
        aria-label={t('sources.hours_label', { most: number(most) })}
        viewBox={`0 0 ${shownHours * barPx} ${heightPx}`}
        preserveAspectRatio="none"
      >
        {bars.map((value, at) =>
          value === 0 ? null : (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
              key={at}
              x={at * barPx}
              y={heightPx - Math.max(2, (value / most) * heightPx)}
              width={barPx - 0.5}
              height={Math.max(2, (value / most) * heightPx)}
            />
          ),
        )}
      </svg>
      <p className="gw-muted gw-hours__ends">
        <span>{date(new Date(now - shownHours * hourMs).toISOString())}</span>
        <span>{date(new Date(now).toISOString())}</span>
      </p>
    </div>
  );
}

/** What came in each hour of two weeks, as a chart or as a table. */
export function HourPanel({ history }: { history: readonly SourceHour[] }) {
  const { t, shortTime, number } = useMessages();
  const [asTable, setAsTable] = useState(false);
  return (
    <section className="gw-panel" aria-labelledby="hours">
      <div className="gw-panel__head">
        <h2 id="hours" className="gw-panel__title">
          {t('sources.hours')}
        </h2>
        <Button
          small
          variant="tertiary"
          label={t(asTable ? 'events.as_chart' : 'events.as_table')}
          onPress={() => setAsTable(!asTable)}
        />
      </div>
      {asTable ? (
        <ScrollRegion className="gw-histogram__table" label={t('sources.hours')}>
          <table className="kern-table gw-table">
            <caption className="kern-sr-only">{t('sources.hours')}</caption>
            <thead>
              <tr>
                <th scope="col" className="gw-table__cell">
                  {t('events.column.time')}
                </th>
                {counts.map((count) => (
                  <th key={count} scope="col" className="gw-table__cell gw-table__cell--end">
                    {t(`sources.column.${count}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {history.toReversed().map((each) => (
                <tr key={each.hour}>
                  <th scope="row" className="gw-table__cell">
                    {shortTime(each.hour)}
                  </th>
                  {counts.map((count) => (
                    <td key={count} className="gw-table__cell gw-table__cell--end">
                      {number(each[count])}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      ) : (
        <Bars history={history} />
      )}
    </section>
  );
}
