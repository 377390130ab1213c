import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { EditionRef } from '../../api/check.js';
import { getHeatMap, getObjectHeatMap } from '../../api/compliance.js';
import { Button } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { TableSearch } from '../../components/table-search.js';
import { TermMark } from '../../components/term.js';
import { Toggles } from '../../components/toggles.js';
import { useMessages } from '../../i18n/messages.js';
import { HeatGrid } from './heat-grid.js';
import { levelGrid, objectGrid } from './heat-grids.js';
import { HeatLegend } from './heat-legend.js';
import { tableColumns, tableRows } from './heat-table.js';
import { type RequirementFilter, requirementsPath } from './paths.js';

const cuts = ['layers', 'bausteine', 'objects'] as const;
type Cut = (typeof cuts)[number];
const objectsAtOnce = 25;

interface HeatMapPanelProps {
  edition: EditionRef;
  profile: string;
  isControls: boolean;
}

function HeatEmpty({ isNarrowed }: { isNarrowed: boolean }) {
  const { t } = useMessages();
  if (isNarrowed) {
    return (
      <Empty icon="targets" title={t('targets.empty_filtered')}>
        <p>{t('empty.narrowed')}</p>
      </Empty>
    );
  }
  return (
    <Empty icon="check" title={t('check.empty')}>
      <p>{t('check.empty_text')}</p>
      <Link to="/modelling">{t('overview.to_modelling')}</Link>
    </Empty>
  );
}

/** The degree of implementation as a heat map, by layer, Baustein or target object; the same as a table. */
export function HeatMapPanel({ edition, profile, isControls }: HeatMapPanelProps) {
  const messages = useMessages();
  const { t, number } = messages;
  const [cut, setCut] = useState<Cut>('layers');
  const [asTable, setAsTable] = useState(false);
  const [text, setText] = useState('');
  const [limit, setLimit] = useState(objectsAtOnce);
  const map = useQuery({
    queryKey: ['check', 'heat-map', edition, profile],
    queryFn: ({ signal }) => getHeatMap(edition, profile, signal),
  });
  const objects = useQuery({
    queryKey: ['check', 'heat-map', 'objects', edition, profile, text.trim(), limit],
    queryFn: ({ signal }) => getObjectHeatMap(edition, profile, { q: text.trim(), limit, offset: 0 }, signal),
    enabled: cut === 'objects',
    placeholderData: keepPreviousData,
  });
  const { data, error, refetch } = cut === 'objects' ? objects : map;
  const path = (filter: RequirementFilter): string => requirementsPath({ ...filter, profile });
  const grid =
    cut === 'objects'
      ? objects.data && objectGrid(objects.data, messages, path)
      : map.data && levelGrid(map.data, cut, messages, isControls, path);
  return (
    <section className="gw-panel" aria-labelledby="heat-map">
      <div className="gw-panel__head">
        <h2 id="heat-map" className="gw-panel__title">
          {t('overview.heat_map')} <TermMark id="umsetzungsstatus" name={t('overview.heat_map')} />
        </h2>
        <div className="gw-toolbar gw-toolbar--end">
          <Toggles
            single
            label={t('overview.cut')}
            options={cuts.map((value) => ({ value, label: t(`overview.cut.${value}`) }))}
            selected={[cut]}
            onChange={([next]) => setCut(next ?? 'layers')}
          />
          <Button
            small
            variant="tertiary"
            label={t(asTable ? 'overview.as_map' : 'overview.as_table')}
            onPress={() => setAsTable(!asTable)}
          />
        </div>
      </div>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading rows={8} /> : null}
      {cut === 'objects' ? (
        <div className="gw-filters">
          <TableSearch label={t('overview.search_objects')} value={text} onChange={setText} />
        </div>
      ) : null}
      {grid && grid.rows.length === 0 ? (
        <HeatEmpty isNarrowed={cut === 'objects' && text.trim() !== ''} />
      ) : null}
      {grid && grid.rows.length > 0 && !asTable ? (
        <>
          <HeatGrid
            caption={t(`overview.caption.${cut}`)}
            corner={t(`overview.corner.${cut}`)}
            columns={grid.columns}
            rows={grid.rows}
            isControls={isControls}
          />
          <HeatLegend />
        </>
      ) : null}
      {grid && grid.rows.length > 0 && asTable ? (
        <DataTable
          caption={t(`overview.caption.${cut}`)}
          columns={tableColumns(messages, grid.columns, t(`overview.corner.${cut}`), isControls)}
          rows={tableRows(grid)}
          rowId={({ id }) => id}
        />
      ) : null}
      {cut === 'objects' && objects.data && objects.data.total > objects.data.items.length ? (
        <div className="gw-load-more">
          <span className="gw-muted">
            {t('overview.objects_shown', {
              shown: number(objects.data.items.length),
              total: number(objects.data.total),
            })}
          </span>
          <Button
            small
            label={t('action.load_more')}
            isDisabled={limit >= 200}
            onPress={() => setLimit(Math.min(200, limit + 50))}
          />
        </div>
      ) : null}
    </section>
  );
}
