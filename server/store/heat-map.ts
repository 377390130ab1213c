import { type Kysely, sql } from 'kysely';
import type { Tally } from '../contract/check.js';
import type { Profile } from '../contract/modelling.js';
import type { HeatMap, LevelTally, ObjectHeatMap } from '../contract/overview.js';
import { addTallies, noTally, tallyBy, withOpen } from '../isms/check/tally.js';
import { countedSheets, tallyRows } from './check-overview.js';
import { tallyColumns } from './check-sheets.js';
import type { DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/**
 * The check of a domain by layer, Baustein and level, from its summary alone: no assessment is read.
 * @param profile what counts
 */
export async function heatMap(
  db: Kysely<Database>,
  key: DomainKey,
  catalog: string,
  profile: Profile,
): Promise<HeatMap> {
  const rows = await tallyRows(db, key, catalog, profile);
  const byLevel = (some: typeof rows): LevelTally[] =>
    tallyBy(
      some,
      ({ level }) => level,
      ({ level }) => ({ level }),
    );
  return {
    catalog,
    profile,
    all: rows.reduce<Tally>(addTallies, noTally),
    levels: byLevel(rows),
    layers: tallyBy(
      rows,
      ({ layer }) => layer,
      ({ layer, layer_title: title }) => ({ layer, title }),
    ).map((layer) => ({ ...layer, levels: byLevel(rows.filter((row) => row.layer === layer.layer)) })),
    bausteine: tallyBy(
      rows,
      ({ baustein }) => baustein,
      ({ baustein, title, layer, scopes }) => ({ baustein, title, layer, scopes }),
    ).map((each) => ({
      ...each,
      levels: byLevel(rows.filter(({ baustein }) => baustein === each.baustein)),
    })),
  };
}

interface Counted extends Omit<Tally, 'open'> {
  scope_id: string;
}
interface ScopeRow extends Counted {
  target_object: string | null;
  key: string | null;
  name: string | null;
  scopes: number;
}
interface CellRow extends Counted {
  layer: string;
}

/**
 * The check by scope and layer. Of a domain with thousands of target objects a page is read: those with the most gaps first.
 * @param page q: text in key or name, ignoring case; offset: scopes before
 */
export async function objectHeatMap(
  db: Kysely<Database>,
  key: DomainKey,
  catalog: string,
  profile: Profile,
  { q = '', limit, offset }: { q?: string | undefined; limit: number; offset: number },
): Promise<ObjectHeatMap> {
  const counted = countedSheets(key, catalog, profile);
  const sums = tallyColumns(profile.levels, true);
  const { rows: scopes } = await sql<ScopeRow>`
    select x.*, o.key, o.name, count(*) over ()::int as scopes from (
      select s.scope_id, s.target_object_id as target_object, ${sums}
      from check_sheet s where ${counted} group by s.scope_id, s.target_object_id) x
    left join target_object o on o.id = x.target_object
    where ${q === '' ? sql`true` : sql`strpos(lower(concat_ws(' ', o.key, o.name)), lower(${q})) > 0`}
    order by x.partial + x.no desc, x.total - x.yes - x.dispensable desc, o.key collate "C" nulls first
    limit ${limit} offset ${offset}`.execute(db);
  const { rows: cells } = await sql<CellRow>`
    select s.scope_id, b.layer, ${sums}
    from check_sheet s join baustein b on b.catalog_id = s.catalog_id and b.id = s.baustein_id
    where ${counted} and s.scope_id = any(${scopes.map(({ scope_id }) => scope_id)}::uuid[])
    group by s.scope_id, b.layer`.execute(db);
  const { rows: layers } = await sql<{ layer: string; title: string }>`
    select id as layer, title from catalog_layer where catalog_id = ${catalog} order by position`.execute(db);
  const present = new Set(cells.map(({ layer }) => layer));
  const cellsOf = (scope: string) => cells.filter(({ scope_id }) => scope_id === scope);
  return {
    total: scopes[0]?.scopes ?? 0,
    layers: layers.filter(({ layer }) => present.has(layer)),
    items: scopes.map((row) => ({
      target_object: row.target_object,
      target_key: row.key ?? '',
      target_name: row.name ?? '',
      ...withOpen(row),
      layers: cellsOf(row.scope_id).map((cell) => ({ layer: cell.layer, ...withOpen(cell) })),
    })),
  };
}
