import { type CompiledQuery, type Kysely, type RawBuilder, sql } from 'kysely';
import type { CheckOverview, Tally } from '../contract/check.js';
import type { RequirementLevel } from '../contract/isms.js';
import type { Profile } from '../contract/modelling.js';
import { addTallies, noTally, tallyBy, withOpen } from '../isms/check/tally.js';
import type { DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

interface Counted {
  total: number;
  yes: number;
  partial: number;
  no: number;
  dispensable: number;
}
interface BausteinRow extends Counted {
  baustein: string;
  title: string;
  layer: string;
  layer_title: string;
  level: RequirementLevel;
  scopes: number;
}
interface ScopeRow extends Counted {
  target_object: string | null;
  key: string | null;
  name: string | null;
  bausteine: number;
}

const sums = sql`sum(total)::int as total, sum(yes)::int as yes, sum(partial)::int as partial, sum(no)::int as no,
  sum(dispensable)::int as dispensable`;

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
  const { rows: byBaustein } = await bausteinQuery(key, catalog, profile).execute(db);
  const { rows: byScope } = await scopeQuery(key, catalog, profile).execute(db);
  const rows = byBaustein.map((row) => ({ ...row, ...withOpen(row) }));
  const scopes = new Map<string, number>();
  for (const { baustein, scopes: count } of rows) {
    scopes.set(baustein, Math.max(scopes.get(baustein) ?? 0, count));
  }
  const levels = tallyBy(
    rows,
    ({ level }) => level,
    ({ level }) => ({ level }),
  );
  return {
    catalog,
    profile,
    all: levels.reduce<Tally>(addTallies, noTally),
    levels: profile.levels.flatMap((level) => levels.find((each) => each.level === level) ?? []),
    layers: tallyBy(
      rows,
      ({ layer }) => layer,
      ({ layer, layer_title: title }) => ({ layer, title }),
    ),
    bausteine: tallyBy(
      rows,
      ({ baustein }) => baustein,
      ({ baustein, title }) => ({ baustein, title, scopes: scopes.get(baustein) ?? 0 }),
    ),
    scopes: byScope.map(({ target_object, key, name, bausteine, ...counted }) => ({
      ...{ target_object, key: key ?? '', name: name ?? '', bausteine },
      ...withOpen(counted),
    })),
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

function counted({ tenant, domain }: DomainKey, catalog: string, profile: Profile): RawBuilder<unknown> {
  const { levels, excluded, tags } = profile;
  return sql`s.tenant_id = ${tenant} and s.domain_id = ${domain} and s.catalog_id = ${catalog}
    ${levels.length === 3 ? sql`` : sql`and s.level = any(${levels}::text[])`}
    ${excluded.length === 0 ? sql`` : sql`and not s.baustein_id = any(${excluded}::text[])`}
    ${
      tags.length === 0
        ? sql``
        : sql`and (s.target_object_id is null or exists (
            select from target_object t where t.id = s.target_object_id and t.tags && ${tags}::text[]))`
    }`;
}

function bausteinQuery(key: DomainKey, catalog: string, profile: Profile): RawBuilder<BausteinRow> {
  return sql<BausteinRow>`
    select x.*, b.title, b.layer, l.title as layer_title from (
      select s.catalog_id, s.baustein_id as baustein, s.level, count(*)::int as scopes, ${sums}
      from check_summary s where ${counted(key, catalog, profile)}
      group by s.catalog_id, s.baustein_id, s.level) x
    join baustein b on b.catalog_id = x.catalog_id and b.id = x.baustein
    join catalog_layer l on l.catalog_id = b.catalog_id and l.id = b.layer
    order by b.position, x.level`;
}

function scopeQuery(key: DomainKey, catalog: string, profile: Profile): RawBuilder<ScopeRow> {
  return sql<ScopeRow>`
    select x.*, o.key, o.name from (
      select s.target_object_id as target_object, count(distinct s.baustein_id)::int as bausteine, ${sums}
      from check_summary s where ${counted(key, catalog, profile)}
      group by s.scope_id, s.target_object_id) x
    left join target_object o on o.id = x.target_object
    order by o.key collate "C" nulls first`;
}
