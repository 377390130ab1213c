import { type Kysely, sql } from 'kysely';
import type { DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/** Where a requirement is asked for. */
export interface AskedScope {
  /** null: the whole domain. */
  object: string | null;
  /** By itself or by its group. */
  answered: boolean;
}

/** @returns by requirement: the scopes that its Baustein or category is accepted for, the whole domain first */
export async function askedScopes(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  catalog: string,
  requirements: readonly string[],
): Promise<Map<string, AskedScope[]>> {
  const { rows } = await sql<AskedScope & { requirement: string }>`
    select r.id as requirement, b.target_object_id as object, a.id is not null or g.id is not null as answered
    from requirement r
    join baustein_assignment b on b.catalog_id = r.catalog_id and b.baustein_id = r.sheet_id
    left join target_object o on o.id = b.target_object_id
    left join assessment a on a.scope_id = b.scope_id and a.catalog_id = r.catalog_id and a.requirement_id = r.id
    left join assessment g on g.scope_id = o.group_id and g.catalog_id = r.catalog_id and g.requirement_id = r.id
    where r.catalog_id = ${catalog} and r.id = any(${requirements}::text[]) and not r.withdrawn
      and b.tenant_id = ${tenant} and b.domain_id = ${domain} and b.state = 'accepted'
    order by o.key collate "C" nulls first`.execute(db);
  const scopes = new Map<string, AskedScope[]>();
  for (const { requirement, ...scope } of rows) {
    const list = scopes.get(requirement) ?? [];
    list.push(scope);
    scopes.set(requirement, list);
  }
  return scopes;
}
