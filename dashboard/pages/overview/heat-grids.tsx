import type { RequirementLevel } from '../../../server/contract/isms.js';
import type { HeatMap, LevelTally, ObjectHeatMap } from '../../../server/contract/overview.js';
import { scopeOf } from '../../api/check.js';
import { levelKey } from '../../components/level-tag.js';
import type { Messages } from '../../i18n/messages.js';
import type { HeatRow } from './heat-grid.js';
import type { RequirementFilter } from './paths.js';

/** What a grid shows: columns, and rows of cells. */
export interface Grid {
  columns: { id: string; label: string; title?: string }[];
  rows: (HeatRow & { label: string })[];
}

/** @returns the grid of layers or Bausteine by level */
export function levelGrid(
  map: HeatMap,
  cut: 'layers' | 'bausteine',
  { t }: Messages,
  isControls: boolean,
  path: (filter: RequirementFilter) => string,
): Grid {
  const levels = map.levels.map(({ level }) => level);
  const row = (
    id: string,
    title: string,
    of: RequirementFilter,
    { levels: own, ...all }: { levels: readonly LevelTally[]; total: number } & Omit<LevelTally, 'level'>,
  ) => {
    const label = id === title ? title : `${id} ${title}`;
    const at = (level: RequirementLevel) => own.find((each) => each.level === level);
    return {
      id: id || 'all',
      name: label,
      label,
      header: id === title ? title : <IdTitle id={id} title={title} />,
      cells: [
        { tally: all, to: path(of) },
        ...levels.map((level) => ({ tally: at(level), to: path({ ...of, level }) })),
      ],
    };
  };
  const all = { ...map.all, levels: map.levels };
  return {
    columns: [
      { id: 'all', label: t('overview.all_levels') },
      ...levels.map((level) => ({ id: level, label: t(levelKey(level, isControls)) })),
    ],
    rows: [
      ...(cut === 'layers'
        ? map.layers.map((each) => row(each.layer, each.title, { layer: each.layer }, each))
        : map.bausteine.map((each) => row(each.baustein, each.title, { baustein: each.baustein }, each))),
      ...(map.all.total > 0 ? [{ ...row('', t('overview.whole'), {}, all) }] : []),
    ],
  };
}

/** @returns the grid of target objects by layer */
export function objectGrid(
  map: ObjectHeatMap,
  { t }: Messages,
  path: (filter: RequirementFilter) => string,
): Grid {
  return {
    columns: [
      { id: 'all', label: t('overview.all_layers') },
      ...map.layers.map(({ layer, title }) => ({ id: layer, label: layer, title: `${layer} ${title}` })),
    ],
    rows: map.items.map((item) => {
      const scope = scopeOf(item.target_object);
      const [id, title] =
        item.target_object === null ? ['', t('modelling.whole_domain')] : [item.target_key, item.target_name];
      return {
        id: scope,
        name: `${id} ${title}`.trim(),
        label: `${id} ${title}`.trim(),
        header: id === '' ? title : <IdTitle id={id} title={title} />,
        cells: [
          { tally: item, to: path({ scope }) },
          ...map.layers.map(({ layer }) => ({
            tally: item.layers.find((each) => each.layer === layer),
            to: path({ scope, layer }),
          })),
        ],
      };
    }),
  };
}

function IdTitle({ id, title }: { id: string; title: string }) {
  return (
    <>
      <span className="gw-mono">{id}</span> {title}
    </>
  );
}
