import 'uplot/dist/uPlot.min.css';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import type { Histogram as HistogramData } from '../../../server/contract/event.js';
import { type EventSearch, getHistogram } from '../../api/events.js';
import { Button } from '../../components/button.js';
import { SelectField } from '../../components/fields.js';
import { ErrorNotice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { useTheme } from '../../state/theme.js';
import { chartOptions, colour, heightPx } from './chart-options.js';
import { HistogramTable } from './histogram-table.js';

const buckets = 60;

interface HistogramProps {
  search: EventSearch;
  /** Field whose values are told apart; empty: none. */
  by: string;
  onSplit(by: string): void;
  onSelect(from: string, to: string): void;
}

const laneColour = (n: number): string => `--gw-lane-${n + 1}`;
const otherColour = '--gw-lane-other';

/** @returns the heights of the bars, the highest of the stack first: each is drawn over those before it */
function stacked({ buckets, series }: HistogramData): number[][] {
  if (!series) return [buckets.map(({ count }) => count)];
  const heights = [...series, ''].map((_, lane) =>
    buckets.map(({ by = [] }) => by.slice(0, lane + 1).reduce((sum, count) => sum + count, 0)),
  );
  return heights.reverse();
}

/** Which colour is which value. */
function Legend({ series }: { series: readonly string[] }) {
  const { t } = useMessages();
  const lanes = [...series.map((name, n) => [name, laneColour(n)]), [t('events.split_other'), otherColour]];
  return (
    <ul className="gw-legend">
      {lanes.map(([name, property]) => (
        <li key={property} className="gw-legend__item">
          <span className="gw-legend__swatch" style={{ background: `var(${property})` }} aria-hidden="true" />
          {name}
        </li>
      ))}
    </ul>
  );
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
    const colours = data.series ? [...data.series.map((_, n) => laneColour(n)), otherColour] : ['--gw-chart'];
    const rows: uPlot.AlignedData = [
      data.buckets.map(({ start }) => Date.parse(start) / 1000),
      ...stacked(data),
    ];
    const options = chartOptions(
      element.clientWidth,
      data.interval_ms / 1000,
      language,
      colours.map(colour).reverse(),
      (a, b) => select.current(iso(a), iso(b)),
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

/** Fields that are worth telling apart by. */
const splits = ['event.severity', 'event.dataset', 'event.outcome', 'host.name', 'user.name', 'source.ip'];

/** Events over time; a dragged range narrows the search. The same figures are there as a table. */
export function Histogram({ search, by, onSplit, onSelect }: HistogramProps) {
  const { t, plural } = useMessages();
  const [asTable, setAsTable] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['events', 'histogram', search, by],
    queryFn: ({ signal }) => getHistogram(search, buckets, by, signal),
    placeholderData: (before) => before,
  });
  const fields = by === '' || splits.includes(by) ? splits : [...splits, by];
  return (
    <section className="gw-panel gw-histogram" aria-label={t('events.histogram')}>
      <div className="gw-histogram__head">
        <p className="gw-histogram__total" role="status">
          {data ? plural('events.found', data.total) : t('state.loading')}
        </p>
        <div className="gw-histogram__choices">
          <SelectField
            label={t('events.split')}
            hideLabel
            value={by}
            options={[
              { value: '', label: t('events.split_none') },
              ...fields.map((field) => ({ value: field, label: t('events.split_by', { field }) })),
            ]}
            onChange={onSplit}
          />
          <Button
            small
            variant="tertiary"
            label={t(asTable ? 'events.as_chart' : 'events.as_table')}
            onPress={() => setAsTable(!asTable)}
          />
        </div>
      </div>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {data?.partial ? <p className="gw-muted">{t('events.partly_counted')}</p> : null}
      {data && asTable ? <HistogramTable data={data} /> : null}
      {asTable ? null : data ? <Chart data={data} onSelect={onSelect} /> : <div className="gw-chart" />}
      {data?.series && !asTable ? <Legend series={data.series} /> : null}
    </section>
  );
}
