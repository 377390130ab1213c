import { type Kysely, sql } from 'kysely';
import type { EntityAsset, EntityFacts } from '../contract/entity.js';
import type { Database } from './tables.js';

/** Of what runs on an object as many are named. */
const mostSupported = 8;

/** @returns the target objects with their effective protection needs and what runs on them, by key */
export async function entityAssets(
  db: Kysely<Database>,
  tenant: string,
  objects: readonly string[],
): Promise<EntityAsset[]> {
  if (objects.length === 0) return [];
  const { rows } = await sql<EntityAsset>`
    select o.id, o.domain_id as domain, d.name as domain_name, o.key, o.name, o.type, o.status, o.owner, o.location,
      o.platform,
      json_build_object('confidentiality', coalesce(e.confidentiality, 'normal'), 'integrity',
        coalesce(e.integrity, 'normal'), 'availability', coalesce(e.availability, 'normal')) as needs,
      coalesce((select json_agg(s) from (
        select f.key, f.name from target_object_relation r join target_object f on f.id = r.from_id
        where r.tenant_id = o.tenant_id and r.domain_id = o.domain_id and r.to_id = o.id and r.kind = 'runs_on'
        order by f.key collate "C" limit ${mostSupported}) s), '[]'::json) as supports
    from target_object o
    join isms_domain d on d.id = o.domain_id
    left join protection_need_effective e on e.target_object_id = o.id
    where o.tenant_id = ${tenant} and o.id = any(${objects}::uuid[])
    order by o.key collate "C", o.id`.execute(db);
  return rows;
}

/** @returns how many alerts of the tenant are about the value, ignoring case; fire drills are none */
export async function entityAlerts(
  db: Kysely<Database>,
  tenant: string,
  value: string,
): Promise<EntityFacts['alerts']> {
  const { rows } = await sql<{ total: number; open: number; first: Date | null; last: Date | null }>`
    select count(*)::int as total, (count(*) filter (where state <> 'closed'))::int as open,
      min(first_seen) as first, max(last_seen) as last
    from alert where tenant_id = ${tenant} and drill_id is null
      and lower(entity_value) = ${value.toLowerCase()}`.execute(db);
  const { total, open, first, last } = rows[0]!;
  return { total, open, first_seen: first?.toISOString() ?? null, last_seen: last?.toISOString() ?? null };
}
