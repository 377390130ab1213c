import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { EventSearch } from '../../api/events.js';
import { Button } from '../../components/button.js';
import { SelectField } from '../../components/fields.js';
import { ErrorNotice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { Chart, laneColour, otherColour } from './chart.js';
import { histogramQuery } from './histogram-query.js';
import { HistogramTable } from './histogram-table.js';

interface HistogramProps {
  search: EventSearch;
  /** Field whose values are told apart; empty: none. */
  by: string;
  onSplit(by: string): void;
  onSelect(from: string, to: string): void;
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

/** Fields that are worth telling apart by. */
const splits = ['event.severity', 'event.dataset', 'event.outcome', 'host.name', 'user.name', 'source.ip'];

/** @returns the range with as much again around it */
function doubled({ from, to }: EventSearch): [from: string, to: string] {
  const half = (Date.parse(to) - Date.parse(from)) / 2;
  return [new Date(Date.parse(from) - half).toISOString(), new Date(Date.parse(to) + half).toISOString()];
}

/** Events over time; a range dragged or marked with the keyboard narrows the search. The same figures are there as a table. */
export function Histogram({ search, by, onSplit, onSelect }: HistogramProps) {
  const { t, plural } = useMessages();
  const [asTable, setAsTable] = useState(false);
  const { data, error, refetch, fetchStatus } = useQuery({
    ...histogramQuery(search, by),
    placeholderData: (before) => before,
  });
  const fields = by === '' || splits.includes(by) ? splits : [...splits, by];
  return (
    <section className="gw-panel gw-histogram" aria-label={t('events.histogram')}>
      <div className="gw-histogram__head">
        <p className="gw-histogram__total" role="status">
          {data
            ? plural('events.found', data.total)
            : t(fetchStatus === 'idle' ? 'events.cancelled' : 'state.loading')}
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
            label={t('events.zoom_out')}
            onPress={() => onSelect(...doubled(search))}
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
