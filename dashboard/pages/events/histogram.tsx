import 'uplot/dist/uPlot.min.css';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import type { Histogram as HistogramData } from '../../../server/contract/event.js';
import { type EventSearch, getHistogram } from '../../api/events.js';
import { Button } from '../../components/button.js';
import { ErrorNotice } from '../../components/notice.js';
import { ScrollRegion } from '../../components/scroll-region.js';
import { useMessages } from '../../i18n/messages.js';
import { displayZone } from '../../i18n/zoned-time.js';
import { useTheme } from '../../state/theme.js';

const buckets = 60;
const heightPx = 132;

interface HistogramProps {
  search: EventSearch;
  onSelect(from: string, to: string): void;
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** @returns the axis' labels: the day where ticks are a day apart or more, the time otherwise */
function timeLabels(ticks: readonly number[], language: string): string[] {
  const daily = (ticks[1] ?? 0) - (ticks[0] ?? 0) >= 86_400;
  const shown = daily
    ? ({ day: '2-digit', month: '2-digit' } as const)
    : ({ hour: '2-digit', minute: '2-digit' } as const);
  const format = new Intl.DateTimeFormat(language === 'de' ? 'de-DE' : 'en-GB', {
    timeZone: displayZone,
    ...shown,
  });
  return ticks.map((tick) => format.format(tick * 1000));
}

function chartOptions(
  width: number,
  intervalSeconds: number,
  language: string,
  select: (a: number, b: number) => void,
): uPlot.Options {
  const text = colour('--gw-text-muted');
  const grid = { stroke: colour('--gw-line'), width: 1 };
  const font = '12px "Fira Sans", sans-serif';
  const compact = new Intl.NumberFormat(language, { notation: 'compact' });
  return {
    width,
    height: heightPx,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), displayZone),
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
    // The last bucket reaches beyond its start.
    scales: {
      x: { range: (_plot, min, max) => [min, max + intervalSeconds] },
      y: { range: (_plot, _min, max) => [0, Math.max(1, max * 1.05)] },
    },
    axes: [
      {
        stroke: text,
        font,
        grid: { show: false },
        ticks: grid,
        size: 28,
        space: 72,
        values: (_plot, ticks) => timeLabels(ticks, language),
      },
      {
        stroke: text,
        font,
        grid,
        ticks: { show: false },
        size: 52,
        values: (_plot, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? compact.format(tick) : '')),
      },
    ],
    series: [
      {},
      {
        fill: colour('--gw-chart'),
        stroke: colour('--gw-chart'),
        width: 0,
        points: { show: false },
        paths: uPlot.paths.bars!({ size: [0.86, 40], align: 1 }),
      },
    ],
    hooks: {
      setSelect: [
        (plot) => {
          if (plot.select.width < 4) return;
          select(
            plot.posToVal(plot.select.left, 'x'),
            plot.posToVal(plot.select.left + plot.select.width, 'x'),
          );
        },
      ],
    },
  };
}

function Chart({ data, onSelect }: { data: HistogramData; onSelect: HistogramProps['onSelect'] }) {
  const { language } = useMessages();
  const { theme } = useTheme();
  const target = useRef<HTMLDivElement>(null);
  const select = useRef(onSelect);
  select.current = onSelect;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has other colours
  useEffect(() => {
    const element = target.current;
    if (element === null) return;
    const iso = (seconds: number) => new Date(Math.round(seconds * 1000)).toISOString();
    const rows: uPlot.AlignedData = [
      data.buckets.map(({ start }) => Date.parse(start) / 1000),
      data.buckets.map(({ count }) => count),
    ];
    const options = chartOptions(element.clientWidth, data.interval_ms / 1000, language, (a, b) =>
      select.current(iso(a), iso(b)),
    );
    const plot = new uPlot(options, rows, element);
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: heightPx }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [data, language, theme]);
  return <div ref={target} className="gw-chart" aria-hidden="true" />;
}

function HistogramTable({ data }: { data: HistogramData }) {
  const { t, dateTime, number } = useMessages();
  const filled = data.buckets.filter(({ count }) => count > 0);
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
          </tr>
        </thead>
        <tbody>
          {filled.map(({ start, count }) => (
            <tr key={start}>
              <th scope="row" className="gw-table__cell">
                {dateTime(start)}
              </th>
              <td className="gw-table__cell gw-table__cell--end">{number(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

/** Events over time; a dragged range narrows the search. The same figures are there as a table. */
export function Histogram({ search, onSelect }: HistogramProps) {
  const { t, plural } = useMessages();
  const [asTable, setAsTable] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['events', 'histogram', search],
    queryFn: ({ signal }) => getHistogram(search, buckets, signal),
    placeholderData: (before) => before,
  });
  return (
    <section className="gw-panel gw-histogram" aria-label={t('events.histogram')}>
      <div className="gw-histogram__head">
        <p className="gw-histogram__total" role="status">
          {data ? plural('events.found', data.total) : t('state.loading')}
        </p>
        <Button
          small
          variant="tertiary"
          label={t(asTable ? 'events.as_chart' : 'events.as_table')}
          onPress={() => setAsTable(!asTable)}
        />
      </div>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {data && asTable ? <HistogramTable data={data} /> : null}
      {asTable ? null : data ? <Chart data={data} onSelect={onSelect} /> : <div className="gw-chart" />}
    </section>
  );
}
