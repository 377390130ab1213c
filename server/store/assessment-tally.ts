import { type Kysely, sql } from 'kysely';
import type { AssessmentStatus, Tally } from '../contract/check.js';
import type { RequirementLevel } from '../contract/isms.js';
import { withOpen } from '../isms/check/tally.js';
import type { DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/** A requirement that is not or only partly fulfilled where it was asked. */
export interface Gap {
  requirement: string;
  title: string;
  level: RequirementLevel;
  baustein: string;
  /** R1 to R3. */
  order: string;
  /** null: the whole domain. */
  target_object: string | null;
  status: Extract<AssessmentStatus, 'partial' | 'no'>;
  implementation: string;
  responsible: string;
  /** A day, such as 2026-11-22. */
  due: string | null;
  /** Euros. */
  cost_once: number | null;
  cost_yearly: number | null;
  /** Of the assessment. */
  version: number;
}

/**
 * @param catalog id of the catalogue that the domain is assessed by
 * @returns every answer 'partial' or 'no' whose Baustein is applied to its scope. What a member has from its group is
 * listed once, with the group.
 */
export async function listGaps(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  catalog: string,
): Promise<Gap[]> {
  const { rows } = await sql<Gap>`
    select a.requirement_id as requirement, r.title, r.level, a.baustein_id as baustein,
      b.implementation_order as order, a.target_object_id as target_object, a.status, a.implementation,
      a.responsible, a.due::text, a.cost_once, a.cost_yearly, a.version
    from assessment a
    join requirement r on r.catalog_id = a.catalog_id and r.id = a.requirement_id
    join baustein b on b.catalog_id = a.catalog_id and b.id = a.baustein_id
    where a.tenant_id = ${tenant} and a.domain_id = ${domain} and a.catalog_id = ${catalog}
      and a.status in ('partial', 'no')
      and exists (select from check_sheet s where s.scope_id = a.scope_id and s.catalog_id = a.catalog_id
        and s.baustein_id = a.baustein_id)
    order by r.position, a.scope_id`.execute(db);
  return rows;
}

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
    select r.id, count(*) as total,
      count(*) filter (where coalesce(a.status, g.status) = 'yes') as yes,
      count(*) filter (where coalesce(a.status, g.status) = 'partial') as partial,
      count(*) filter (where coalesce(a.status, g.status) = 'no') as no,
      count(*) filter (where coalesce(a.status, g.status) = 'dispensable') as dispensable
    from requirement r
    join check_sheet s on s.tenant_id = ${tenant} and s.domain_id = ${domain} and s.catalog_id = r.catalog_id
      and s.baustein_id = r.baustein_id
    left join target_object o on o.id = s.target_object_id
    left join assessment a on a.scope_id = s.scope_id and a.catalog_id = r.catalog_id and a.requirement_id = r.id
    left join assessment g on g.scope_id = o.group_id and g.catalog_id = r.catalog_id and g.requirement_id = r.id
    where r.catalog_id = ${catalog} and r.id = any(${requirements}::text[]) and not r.withdrawn
    group by r.id`.execute(db);
  return new Map(rows.map(({ id, ...counted }) => [id, withOpen(counted)]));
}
