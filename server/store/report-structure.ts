import { type Kysely, sql } from 'kysely';
import type { NeedRow, NetworkLink, ObjectRow } from '../isms/report/rows.js';
import { ofObject, type ReportScope } from './report-frame.js';
import type { Database } from './tables.js';

/** @returns a domain's target objects, or the one that is asked for, by type and key */
export async function reportObjects(db: Kysely<Database>, scope: ReportScope): Promise<ObjectRow[]> {
  const { rows } = await sql<ObjectRow>`
    select o.key, o.type, o.name, o.description, o.platform, o.count, o.location, o.status, o.users, o.owner,
      coalesce(g.key, '') as group, array_to_string(o.hostnames || o.addresses, ', ') as addresses,
      coalesce((select string_agg(t.key, ', ' order by t.key collate "C")
        from target_object_relation r join target_object t on t.id = r.to_id where r.from_id = o.id), '') as links
    from target_object o left join target_object g on g.id = o.group_id
    where o.tenant_id = ${scope.tenant} and o.domain_id = ${scope.domain}
      and ${ofObject('o.id', scope.options.target_object)}
    order by o.key collate "C"`.execute(db);
  return rows;
}

/** @returns connections between systems and networks, with the higher of the two ends' needs */
export async function reportLinks(
  db: Kysely<Database>,
  { tenant, domain }: ReportScope,
): Promise<NetworkLink[]> {
  const { rows } = await sql<NetworkLink>`
    select f.key as from, f.name as "fromName", f.type as "fromType", t.key as to, t.name as "toName",
      t.type as "toType", r.note, array(
        select d.dimension || ':' || d.level from (values
          ('confidentiality', case when 'very_high' in (x.confidentiality, y.confidentiality) then 'very_high'
            when 'high' in (x.confidentiality, y.confidentiality) then 'high' end),
          ('integrity', case when 'very_high' in (x.integrity, y.integrity) then 'very_high'
            when 'high' in (x.integrity, y.integrity) then 'high' end),
          ('availability', case when 'very_high' in (x.availability, y.availability) then 'very_high'
            when 'high' in (x.availability, y.availability) then 'high' end)
        ) as d(dimension, level) where d.level is not null) as needs
    from target_object_relation r
    join target_object f on f.id = r.from_id join target_object t on t.id = r.to_id
    left join protection_need_effective x on x.target_object_id = f.id
    left join protection_need_effective y on y.target_object_id = t.id
    where r.tenant_id = ${tenant} and r.domain_id = ${domain} and r.kind = 'connected_to'
    order by t.key collate "C", f.key collate "C"`.execute(db);
  return rows;
}

/** @returns a row for each target object and dimension of its protection needs, by key */
export async function reportNeeds(db: Kysely<Database>, scope: ReportScope): Promise<NeedRow[]> {
  const { rows } = await sql<NeedRow>`
    select o.key, o.name, o.type, d.dimension, d.level, e.derivation -> d.dimension ->> 'cause' as cause,
      coalesce(s.key, '') as source, coalesce(n.reason, '') as reason,
      coalesce(n.effect_reason, '') as "effectReason", n.scenarios
    from target_object o
    join protection_need_effective e on e.target_object_id = o.id
    cross join lateral (values (1, 'confidentiality', e.confidentiality), (2, 'integrity', e.integrity),
      (3, 'availability', e.availability)) as d(position, dimension, level)
    left join target_object s on s.id = (e.derivation -> d.dimension ->> 'from')::uuid
    left join protection_need n on n.target_object_id = o.id and n.dimension = d.dimension
    where o.tenant_id = ${scope.tenant} and o.domain_id = ${scope.domain}
      and ${ofObject('o.id', scope.options.target_object)}
    order by o.key collate "C", d.position`.execute(db);
  return rows;
}
