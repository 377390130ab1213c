import { type CompiledQuery, type Kysely, type RawBuilder, sql } from 'kysely';
import type { CheckOverview, Tally } from '../contract/check.js';
import type { RequirementLevel } from '../contract/isms.js';
import type { Profile } from '../contract/modelling.js';
import { addTallies, noTally, tallyBy, withOpen } from '../isms/check/tally.js';
import { columnOf, states, tallyColumns } from './check-sheets.js';
import type { DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

interface Counted {
  total: number;
  yes: number;
  partial: number;
  no: number;
  dispensable: number;
}
interface BausteinFacts {
  baustein: string;
  title: string;
  layer: string;
  layer_title: string;
  scopes: number;
}
/** The part of a profile that says what counts. */
export type Counting = Pick<Profile, 'levels' | 'excluded' | 'tags'>;
/** With the columns of {@link columnOf}. */
type BausteinRow = BausteinFacts & Record<string, number | string>;
interface ScopeRow extends Counted {
  target_object: string | null;
  key: string | null;
  name: string | null;
  bausteine: number;
}

/**
 * How far the check of a domain has come, from its summary alone: no assessment is read.
 * @param profile what counts
 */
export async function checkOverview(
  db: Kysely<Database>,
  key: DomainKey,
  catalog: string,
  profile: Profile,
): Promise<CheckOverview> {
  const rows = await tallyRows(db, key, catalog, profile);
  const { rows: byScope } = await scopeQuery(key, catalog, profile).execute(db);
  const levels = tallyBy(
    rows,
    ({ level }) => level,
    ({ level }) => ({ level }),
  );
  return {
    catalog,
    profile,
    all: levels.reduce<Tally>(addTallies, noTally),
    levels,
    layers: tallyBy(
      rows,
      ({ layer }) => layer,
      ({ layer, layer_title: title }) => ({ layer, title }),
    ),
    bausteine: tallyBy(
      rows,
      ({ baustein }) => baustein,
      ({ baustein, title, scopes }) => ({ baustein, title, scopes }),
    ),
    scopes: byScope.map(toScope),
  };
}

/** @returns what is counted of the check, a row for each Baustein and level in the catalogue's order */
export async function tallyRows(db: Kysely<Database>, key: DomainKey, catalog: string, profile: Counting) {
  const { rows } = await bausteinQuery(key, catalog, profile).execute(db);
  return rows.flatMap((row) => profile.levels.map((level) => tallyOf(row, level)));
}

/** Written out: of 5,000 rows copying by spread takes most of the time. */
function toScope({ target_object, key, name, bausteine, total, yes, partial, no, dispensable }: ScopeRow) {
  const open = total - yes - partial - no - dispensable;
  return {
    target_object,
    key: key ?? '',
    name: name ?? '',
    bausteine,
    total,
    open,
    yes,
    partial,
    no,
    dispensable,
  };
}

/** @returns the statements of {@link checkOverview}, whose plans the benchmark looks at */
export function overviewQueries(
  db: Kysely<Database>,
  key: DomainKey,
  catalog: string,
  profile: Profile,
): CompiledQuery[] {
  return [bausteinQuery(key, catalog, profile), scopeQuery(key, catalog, profile)].map((query) =>
    query.compile(db),
  );
}

/** @returns a condition for the rows `s` of check_sheet that a profile counts */
export function countedSheets(
  { tenant, domain }: DomainKey,
  catalog: string,
  { excluded, tags }: Counting,
): RawBuilder<unknown> {
  return sql`s.tenant_id = ${tenant} and s.domain_id = ${domain} and s.catalog_id = ${catalog}
    ${excluded.length === 0 ? sql`` : sql`and not s.baustein_id = any(${excluded}::text[])`}
    ${
      tags.length === 0
        ? sql``
        : sql`and (s.target_object_id is null or exists (
            select from target_object t where t.id = s.target_object_id and t.tags && ${tags}::text[]))`
    }`;
}

function bausteinQuery(key: DomainKey, catalog: string, profile: Counting): RawBuilder<BausteinRow> {
  const sums = profile.levels.flatMap((level) =>
    states.map(
      (state) => sql`sum(${sql.ref(columnOf(level, state))})::int as ${sql.ref(columnOf(level, state))}`,
    ),
  );
  return sql<BausteinRow>`
    select x.*, b.title, b.layer, l.title as layer_title from (
      select s.catalog_id, s.baustein_id as baustein, count(*)::int as scopes, ${sql.join(sums)}
      from check_sheet s where ${countedSheets(key, catalog, profile)}
      group by s.catalog_id, s.baustein_id) x
    join baustein b on b.catalog_id = x.catalog_id and b.id = x.baustein
    join catalog_layer l on l.catalog_id = b.catalog_id and l.id = b.layer
    order by b.position`;
}

function tallyOf(row: BausteinRow, level: RequirementLevel) {
  const count = (state: (typeof states)[number]): number => Number(row[columnOf(level, state)]);
  const { baustein, title, layer, layer_title, scopes } = row;
  return {
    ...{ baustein, title, layer, layer_title, scopes, level },
    ...withOpen({
      total: count('total'),
      yes: count('yes'),
      partial: count('partial'),
      no: count('no'),
      dispensable: count('dispensable'),
    }),
  };
}

function scopeQuery(key: DomainKey, catalog: string, profile: Profile): RawBuilder<ScopeRow> {
  return sql<ScopeRow>`
    select x.*, o.key, o.name from (
      select s.scope_id, s.target_object_id as target_object, count(*)::int as bausteine,
        ${tallyColumns(profile.levels, true)}
      from check_sheet s where ${countedSheets(key, catalog, profile)}
      group by s.scope_id, s.target_object_id) x
    left join target_object o on o.id = x.target_object
    order by o.key collate "C" nulls first`;
}
