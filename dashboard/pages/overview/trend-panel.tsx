import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { RequirementLevel } from '../../../server/contract/isms.js';
import type { Profile } from '../../../server/contract/modelling.js';
import type { ComplianceTrend, TrendPoint } from '../../../server/contract/overview.js';
import type { EditionRef } from '../../api/check.js';
import { getHeatMap, getTrend } from '../../api/compliance.js';
import { Button } from '../../components/button.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { SelectField } from '../../components/fields.js';
import { levelKey } from '../../components/level-tag.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { doneShare } from '../check/tally-bar.js';

const TrendChart = lazy(() => import('./trend-chart.js'));
const spans = ['92', '366', '1500'] as const;

interface TrendPanelProps {
  edition: EditionRef;
  profile: Profile;
  isControls: boolean;
}

/** How the degree of implementation went, by level; of a layer or of all. */
export function TrendPanel({ edition, profile, isControls }: TrendPanelProps) {
  const messages = useMessages();
  const { t, date } = messages;
  const [layer, setLayer] = useState('');
  const [span, setSpan] = useState('366');
  const [asTable, setAsTable] = useState(false);
  const map = useQuery({
    queryKey: ['check', 'heat-map', edition, profile.id],
    queryFn: ({ signal }) => getHeatMap(edition, profile.id, signal),
  });
  const { data, error, refetch } = useQuery({
    queryKey: ['check', 'trend', edition, profile.id, layer, span],
    queryFn: ({ signal }) =>
      getTrend(edition, { profile: profile.id, layer: layer || undefined, days: Number(span) }, signal),
    placeholderData: keepPreviousData,
  });
  const levels = useMemo(() => levelsOf(data), [data]);
  const chart = useMemo(() => chartOf(data, levels), [data, levels]);
  const layers = map.data?.layers ?? [];
  return (
    <section className="gw-panel gw-trend" aria-labelledby="trend">
      <div className="gw-panel__head">
        <h2 id="trend" className="gw-panel__title">
          {t('overview.trend')}
        </h2>
        <div className="gw-toolbar gw-toolbar--end">
          <SelectField
            hideLabel
            label={t('overview.trend_of')}
            value={layer}
            options={[
              { value: '', label: t('overview.whole') },
              ...layers.map(({ layer: id, title }) => ({
                value: id,
                label: id === title ? id : `${id} ${title}`,
              })),
            ]}
            onChange={setLayer}
          />
          <SelectField
            hideLabel
            label={t('overview.span')}
            value={span}
            options={spans.map((value) => ({ value, label: t(`overview.span.${value}`) }))}
            onChange={setSpan}
          />
          <Button
            small
            variant="tertiary"
            label={t(asTable ? 'overview.trend_as_chart' : 'overview.as_table')}
            onPress={() => setAsTable(!asTable)}
          />
        </div>
      </div>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading rows={5} /> : null}
      {data && data.points.length < 2 ? <p className="gw-muted">{t('overview.trend_short')}</p> : null}
      {data && data.points.length > 1 && !asTable ? (
        <>
          <Suspense fallback={<div className="gw-trend__chart" />}>
            <TrendChart days={chart.days} series={chart.series} />
          </Suspense>
          <ul className="gw-trend__legend">
            {levels.map((level, at) => (
              <li key={level} className={`gw-trend__key gw-trend__key--${at}`}>
                {t(levelKey(level, isControls))} <strong>{changeOf(messages, data, level)}</strong>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {data && asTable ? (
        <DataTable
          caption={t('overview.trend')}
          columns={columns(messages, levels, isControls)}
          rows={data.points}
          rowId={({ day }) => day}
          initialSort={{ id: 'day', desc: true }}
          rowsAtOnce={20}
        />
      ) : null}
      {data?.recomputed_until ? (
        <p className="gw-muted gw-table-note">
          {t('overview.recomputed', { date: date(data.recomputed_until) })}
        </p>
      ) : null}
      {profile.tags.length + profile.excluded.length > 0 ? (
        <p className="gw-muted gw-table-note">{t('overview.trend_of_all')}</p>
      ) : null}
    </section>
  );
}

const levelsOf = (trend: ComplianceTrend | undefined): RequirementLevel[] => [
  ...new Set(trend?.points.at(-1)?.levels.map(({ level }) => level) ?? []),
];

const shareOf = ({ levels }: TrendPoint, wanted: RequirementLevel): number | null => {
  const tally = levels.find(({ level }) => level === wanted);
  return tally === undefined || tally.total === 0 ? null : doneShare(tally);
};

const chartOf = (trend: ComplianceTrend | undefined, levels: readonly RequirementLevel[]) => ({
  days: trend?.points.map(({ day }) => day) ?? [],
  series: levels.map((level) => trend!.points.map((point) => shareOf(point, level))),
});

/** From the first to the last point of what is shown. */
function changeOf({ t, number }: Messages, { points }: ComplianceTrend, level: RequirementLevel): string {
  const first = shareOf(points[0]!, level);
  const last = shareOf(points.at(-1)!, level);
  return t('overview.change', {
    from: first === null ? '–' : number(first),
    to: last === null ? '–' : number(last),
  });
}

function columns(
  { t, number, date }: Messages,
  levels: readonly RequirementLevel[],
  isControls: boolean,
): Column<TrendPoint>[] {
  return [
    {
      id: 'day',
      header: t('overview.day'),
      rowHeader: true,
      value: ({ day }) => day,
      cell: ({ day }) => date(day),
    },
    ...levels.map(
      (level): Column<TrendPoint> => ({
        id: level,
        header: t(levelKey(level, isControls)),
        align: 'end',
        value: (point) => shareOf(point, level) ?? -1,
        cell: (point) => {
          const share = shareOf(point, level);
          return share === null ? '–' : `${number(share)} %`;
        },
      }),
    ),
    {
      id: 'source',
      header: t('overview.source'),
      value: ({ recomputed }) => (recomputed ? 1 : 0),
      cell: ({ recomputed }) => t(recomputed ? 'overview.source_history' : 'overview.source_counted'),
      minor: true,
    },
  ];
}
