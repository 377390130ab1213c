import { type Kysely, sql } from 'kysely';
import type { Tally } from '../contract/check.js';
import { withOpen } from '../isms/check/tally.js';
import type { DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/**
 * @param requirements ids
 * @returns for each requirement in how many scopes it is in which state; one that is applied nowhere is left out
 */
export async function requirementTallies(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  catalog: string,
  requirements: readonly string[],
): Promise<Map<string, Tally>> {
  const { rows } = await sql<Omit<Tally, 'open'> & { id: string }>`
    with asked as (
      select id, sheet_id as baustein_id from requirement
      where catalog_id = ${catalog} and id = any(${requirements}::text[]) and not withdrawn
    ), sheet as (
      select baustein_id, scope_id, target_object_id from check_sheet
      where tenant_id = ${tenant} and domain_id = ${domain} and catalog_id = ${catalog}
        and baustein_id in (select baustein_id from asked)
    ), answer as (
      select a.requirement_id, a.status from assessment a join sheet s using (scope_id, baustein_id)
      where a.tenant_id = ${tenant} and a.domain_id = ${domain} and a.catalog_id = ${catalog}
        and a.requirement_id = any(${requirements}::text[])
      union all
      select g.requirement_id, g.status
      from sheet s join target_object o on o.id = s.target_object_id and o.group_id is not null
      join assessment g on g.scope_id = o.group_id and g.catalog_id = ${catalog} and g.baustein_id = s.baustein_id
        and g.requirement_id = any(${requirements}::text[])
      where not exists (select from assessment own where own.scope_id = s.scope_id
        and own.catalog_id = g.catalog_id and own.requirement_id = g.requirement_id)
    ), counted as (select requirement_id, status, count(*) as count from answer group by requirement_id, status)
    select asked.id, sheets.count as total,
      coalesce(sum(c.count) filter (where status = 'yes'), 0)::int as yes,
      coalesce(sum(c.count) filter (where status = 'partial'), 0)::int as partial,
      coalesce(sum(c.count) filter (where status = 'no'), 0)::int as no,
      coalesce(sum(c.count) filter (where status = 'dispensable'), 0)::int as dispensable
    from asked join (select baustein_id, count(*) as count from sheet group by baustein_id) sheets using (baustein_id)
    left join counted c on c.requirement_id = asked.id
    group by asked.id, sheets.count`.execute(db);
  return new Map(rows.map(({ id, ...counted }) => [id, withOpen(counted)]));
}
