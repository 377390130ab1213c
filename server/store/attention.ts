import { type Kysely, sql } from 'kysely';
import { dayOf, yearBefore } from '../contract/german-day.js';
import type { Attention } from '../contract/overview.js';
import type { VersionedSignal } from '../signal/definitions.js';
import { listContradictions } from './contradictions.js';
import { expiringDays } from './evidence-list.js';
import { soonDays } from './measure-list.js';
import type { DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/** Of each kind so many are told in full; how many there are is always told. */
const told = 50;

/** The whole of a list is counted in the same statement. */
type Listed<T> = T & { total: number };
type ItemOf<K extends 'overdue' | 'evidence' | 'reviews' | 'unmodelled'> = Attention[K]['items'][number];

/**
 * What needs a person today: contradicted answers, overdue measures, evidence that expires, reviews, objects without a
 * Baustein.
 * @param now milliseconds since the epoch
 */
export async function attention(
  db: Kysely<Database>,
  key: DomainKey,
  catalog: string,
  signals: readonly VersionedSignal[],
  now: number,
): Promise<Attention> {
  const [contradictions, overdue, evidence, reviews, unmodelled] = await Promise.all([
    listContradictions(db, key, catalog, signals, now),
    overdueMeasures(db, key, now),
    expiringEvidence(db, key, now),
    reviewsDue(db, key, catalog, now),
    unmodelledObjects(db, key, catalog),
  ]);
  return {
    at: new Date(now).toISOString(),
    contradicted: {
      total: contradictions.length,
      items: contradictions.slice(0, told).map(({ scopes: _, ...item }) => item),
    },
    overdue: listed(overdue),
    evidence: listed(evidence),
    reviews: listed(reviews),
    unmodelled: listed(unmodelled),
  };
}

function listed<T extends object>(rows: readonly Listed<T>[]) {
  return { total: rows[0]?.total ?? 0, items: rows.map(({ total: _, ...item }) => item as unknown as T) };
}

async function overdueMeasures(db: Kysely<Database>, { tenant, domain }: DomainKey, now: number) {
  const overdue = sql`tenant_id = ${tenant} and domain_id = ${domain} and closed_at is null
    and deadline < ${dayOf(now)}::date`;
  const { rows } = await sql<Listed<ItemOf<'overdue'>>>`
    select m.id, m.version, coalesce(nullif(m.title, ''), r.title, '') as title, m.requirement_id as requirement,
      o.id as target_object, coalesce(o.key, '') as target_key, coalesce(o.name, '') as target_name,
      m.priority, m.responsible, m.deadline::text as deadline,
      (select count(*)::int from measure where ${overdue}) as total
    from (select * from measure where ${overdue} order by deadline, priority, id limit ${told}) m
    left join requirement r on r.catalog_id = m.catalog_id and r.id = m.requirement_id
    left join risk k on k.id = m.risk_id
    left join finding f on f.id = m.finding_id
    left join target_object o on o.id = coalesce(m.target_object_id, k.target_object_id, f.target_object_id)
    order by m.deadline, m.priority, m.id`.execute(db);
  return rows;
}

/**
 * @param now milliseconds since the epoch
 * @returns how many items of evidence have expired or soon will, and how many target objects have no Baustein
 */
export async function attentionCounts(db: Kysely<Database>, key: DomainKey, catalog: string, now: number) {
  const [evidence, unmodelled] = await Promise.all([
    expiringEvidence(db, key, now),
    unmodelledObjects(db, key, catalog),
  ]);
  return { evidence: listed(evidence).total, unmodelled: listed(unmodelled).total };
}

async function expiringEvidence(db: Kysely<Database>, { tenant, domain }: DomainKey, now: number) {
  const today = dayOf(now);
  const { rows } = await sql<Listed<ItemOf<'evidence'>>>`
    select e.id, e.title, e.valid_until::text as valid_until,
      case when e.valid_until < ${today}::date then 'expired' else 'expiring' end as state,
      array(select requirement_id from evidence_requirement q where q.evidence_id = e.id
        order by requirement_id collate "C" limit 20) as requirements,
      count(*) over ()::int as total
    from evidence e
    where e.tenant_id = ${tenant} and e.domain_id = ${domain} and e.withdrawn_at is null
      and e.valid_until <= ${today}::date + ${expiringDays}::int
    order by e.valid_until, e.title, e.id limit ${told}`.execute(db);
  return rows;
}

/** An answer is to be looked at again after a year (reference document A.4), a guideline when its review says so. */
async function reviewsDue(db: Kysely<Database>, { tenant, domain }: DomainKey, catalog: string, now: number) {
  const today = dayOf(now);
  const { rows } = await sql<Listed<ItemOf<'reviews'>>>`
    select due.*, count(*) over ()::int as total from (
      select 'answers' as kind, b.title, a.baustein_id as baustein, a.target_object_id as target_object,
        coalesce(o.key, '') as target_key, coalesce(o.name, '') as target_name, count(*)::int as count,
        (min(a.assessed_on) + interval '1 year')::date::text as due
      from assessment a
      join check_sheet s on s.scope_id = a.scope_id and s.catalog_id = a.catalog_id and s.baustein_id = a.baustein_id
      join baustein b on b.catalog_id = a.catalog_id and b.id = a.baustein_id
      left join target_object o on o.id = a.target_object_id
      where a.tenant_id = ${tenant} and a.domain_id = ${domain} and a.catalog_id = ${catalog}
        and a.assessed_on < ${yearBefore(today)}::date
      group by b.title, a.baustein_id, a.target_object_id, o.key, o.name
      union all
      select 'guideline', title, null, null, '', '', 1, review_due::text from guideline
      where tenant_id = ${tenant} and domain_id = ${domain} and review_due <= ${today}::date + ${soonDays}::int
    ) due order by due.due, due.title limit ${told}`.execute(db);
  return rows;
}

/** Processes and information have no Baustein of their own; a member has what its group has. */
async function unmodelledObjects(db: Kysely<Database>, { tenant, domain }: DomainKey, catalog: string) {
  const { rows } = await sql<Listed<ItemOf<'unmodelled'>>>`
    with modelled as (
      select distinct scope_id from baustein_assignment
      where tenant_id = ${tenant} and domain_id = ${domain} and catalog_id = ${catalog} and state = 'accepted')
    select o.id, o.key, o.name, o.type, o.owner, count(*) over ()::int as total
    from target_object o
    where o.tenant_id = ${tenant} and o.domain_id = ${domain} and o.status <> 'retired'
      and o.type not in ('process', 'information')
      and o.id not in (select scope_id from modelled)
      and (o.group_id is null or o.group_id not in (select scope_id from modelled))
    order by o.key collate "C" limit ${told}`.execute(db);
  return rows;
}
