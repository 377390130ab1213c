import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { AssessmentStatus } from '../contract/check.js';
import type { RequirementLevel } from '../contract/isms.js';
import type { Profile } from '../contract/modelling.js';
import type { AskedRequirementRow, AskedRequirements } from '../contract/overview.js';
import type { VersionedSignal } from '../signal/definitions.js';
import { type AskedPart, countParts, partsOfPage, statusOrder } from './asked-parts.js';
import { countedSheets } from './check-overview.js';
import { tallyColumns } from './check-sheets.js';
import { listContradictions } from './contradictions.js';
import type { DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/** A cell of the heat map, and which page of what is behind it. */
export interface AskedFilter {
  layer?: string | undefined;
  baustein?: string | undefined;
  level?: RequirementLevel | undefined;
  /** null: what is asked of the whole domain. */
  object?: string | null | undefined;
  status?: readonly AssessmentStatus[] | undefined;
  contradicted?: boolean | undefined;
  limit: number;
  offset: number;
}

interface Pair {
  requirement: string;
  scope: string;
}
type Row = Omit<AskedRequirementRow, 'contradicted'> & { scope_id: string; total: number };

/**
 * @param profile what counts
 * @param now milliseconds since the epoch
 * @returns requirements where they are asked, with the answers that count: gaps first, then in the catalogue's order
 */
export async function listAskedRequirements(
  db: Kysely<Database>,
  key: DomainKey,
  catalog: string,
  profile: Profile,
  signals: readonly VersionedSignal[],
  filter: AskedFilter,
  now: number,
): Promise<AskedRequirements> {
  const { layer, baustein, level, object, status = [], contradicted, limit, offset } = filter;
  const levels = level === undefined ? profile.levels : profile.levels.filter((each) => each === level);
  if (levels.length === 0) return { total: 0, items: [] };
  const contradictions = await listContradictions(db, key, catalog, signals, now);
  const denied = contradictions.flatMap(({ requirement, scopes }) =>
    scopes.map((scope): Pair => ({ requirement, scope })),
  );
  const sheets = sql.join(
    [
      countedSheets(key, catalog, profile),
      ...(layer === undefined ? [] : [sql`b.layer = ${layer}`]),
      ...(baustein === undefined ? [] : [sql`s.baustein_id = ${baustein}`]),
      ...(object === undefined ? [] : [sql`s.scope_id = ${object ?? key.domain}`]),
    ],
    sql` and `,
  );
  const list = (source: RawBuilder<unknown>, page: Page) => pageQuery(key, catalog, source, page).execute(db);
  const isDenied = deniedTest(denied);
  const items = (rows: readonly Row[]) =>
    rows.map(({ scope_id, total: _, ...row }) => ({
      ...row,
      contradicted: isDenied({ requirement: row.requirement, scope: scope_id }),
    }));
  if (contradicted) {
    const { rows } = await list(pairSource(catalog, denied, sheets, levels), { status, limit, offset });
    return { total: rows[0]?.total ?? 0, items: items(rows) };
  }
  const page = partsOfPage(await countParts(db, sheets, levels, status), { limit, offset });
  if (page.parts.length === 0) return { total: page.total, items: [] };
  const source = partSource(catalog, page.parts, sheets, levels);
  const { rows } = await list(source, { limit, offset: page.offset });
  return { total: page.total, items: items(rows) };
}

function deniedTest(denied: readonly Pair[]): (pair: Pair) => boolean {
  const text = ({ requirement, scope }: Pair): string => `${requirement} ${scope}`;
  const all = new Set(denied.map(text));
  return (pair) => all.has(text(pair));
}

/** Requirements of some parts: only of sheets that have any in that state. */
function partSource(
  catalog: string,
  parts: readonly AskedPart[],
  sheets: RawBuilder<unknown>,
  levels: readonly RequirementLevel[],
): RawBuilder<unknown> {
  return sql`
    from unnest(${parts.map((part) => part.baustein)}::text[], ${parts.map((part) => part.status)}::text[])
      w(baustein_id, status)
    join baustein b on b.catalog_id = ${catalog} and b.id = w.baustein_id
    cross join lateral (
      select s.*, ${tallyColumns(levels, false)} from check_sheet s
      where ${sheets} and s.baustein_id = b.id offset 0) s
    join requirement r on r.catalog_id = ${catalog} and r.sheet_id = b.id and not r.withdrawn
      and r.sheet_level = any(${levels}::text[])
      and case w.status when 'no' then s.no when 'partial' then s.partial when 'yes' then s.yes
        when 'dispensable' then s.dispensable else s.total - s.yes - s.partial - s.no - s.dispensable end > 0`;
}

/** Requirements that are named with their scopes. */
function pairSource(
  catalog: string,
  pairs: readonly Pair[],
  sheets: RawBuilder<unknown>,
  levels: readonly RequirementLevel[],
): RawBuilder<unknown> {
  return sql`
    from unnest(${pairs.map((pair) => pair.requirement)}::text[], ${pairs.map((pair) => pair.scope)}::uuid[])
      d(requirement_id, scope_id)
    join requirement r on r.catalog_id = ${catalog} and r.id = d.requirement_id and not r.withdrawn
      and r.sheet_level = any(${levels}::text[])
    join check_sheet s on s.scope_id = d.scope_id and s.catalog_id = r.catalog_id and s.baustein_id = r.sheet_id
    join baustein b on b.catalog_id = s.catalog_id and b.id = s.baustein_id and ${sheets}
    cross join lateral (select null::text as status) w`;
}

interface Page {
  /** Only these; without it the source says which. */
  status?: readonly AssessmentStatus[];
  limit: number;
  offset: number;
}

/** @param source rows `s` of check_sheet, `b` of baustein and `r` of requirement, and `w` with the wanted status */
function pageQuery(
  { tenant, domain }: DomainKey,
  catalog: string,
  source: RawBuilder<unknown>,
  { status = [], limit, offset }: Page,
) {
  const counts = sql`coalesce(a.status, g.status, 'open')`;
  const wanted = status.length === 0 ? sql`coalesce(w.status, ${counts})` : sql`any(${status}::text[])`;
  const rank = (of: RawBuilder<unknown>) => sql`array_position(${statusOrder}::text[], ${of})`;
  // What the answers say beside their status is read of the page alone. offset 0: answers are looked up, one by one,
  // whatever the planner believes about how many there will be.
  return sql<Row>`
    with page as materialized (
      select s.scope_id, s.baustein_id, s.target_object_id, b.position as of_baustein, r.id, r.title, r.sheet_level,
        r.position, o.group_id, o.key, o.name, ${counts} as status,
        a.status is null and g.status is not null as inherited, count(*) over ()::int as total
      ${source}
      left join target_object o on o.id = s.target_object_id
      left join lateral (
        select status from assessment
        where scope_id = s.scope_id and catalog_id = ${catalog} and requirement_id = r.id offset 0) a on true
      left join lateral (
        select status from assessment
        where scope_id = o.group_id and catalog_id = ${catalog} and requirement_id = r.id offset 0) g on true
      where ${counts} = ${wanted}
      order by ${rank(counts)}, b.position, r.position, o.key collate "C" nulls first
      limit ${limit} offset ${offset}
    ),
    named as materialized (
      select id, id as name from page group by id
      union select requirement_id, id from sub_requirement
        where catalog_id = ${catalog} and requirement_id in (select id from page)
      union select parent_id, id from requirement
        where catalog_id = ${catalog} and parent_id in (select id from page)
    ),
    proof as materialized (
      select distinct n.id, e.id as evidence,
        array(select t.target_object_id from evidence_target_object t where t.evidence_id = e.id) as objects
      from named n
      cross join catalog c
      join evidence_requirement q on q.catalog_id = c.id and q.requirement_id = n.name
      join evidence e on e.id = q.evidence_id
      where e.tenant_id = ${tenant} and e.domain_id = ${domain} and e.withdrawn_at is null
    )
    select page.scope_id, page.id as requirement, page.title, page.sheet_level as level, page.baustein_id as baustein,
      page.target_object_id as target_object, coalesce(page.key, '') as target_key, coalesce(page.name, '') as target_name,
      page.status, page.inherited, page.total, said.assessed_on::text as assessed_on,
      coalesce(said.responsible, '') as responsible, (
        select count(*)::int from proof p where p.id = page.id
          and (page.target_object_id = any(p.objects) or cardinality(p.objects) = 0)) as evidence
    from page
    left join lateral (
      select assessed_on, responsible from assessment
      where scope_id = case when page.inherited then page.group_id else page.scope_id end
        and catalog_id = ${catalog} and requirement_id = page.id offset 0) said on true
    order by ${rank(sql`page.status`)}, page.of_baustein, page.position, page.key collate "C" nulls first`;
}
