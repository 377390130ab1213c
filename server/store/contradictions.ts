import { type Kysely, sql } from 'kysely';
import type { RequirementLevel } from '../contract/isms.js';
import type { ContradictedAnswer } from '../contract/overview.js';
import type { Figures } from '../contract/signal.js';
import type { VersionedSignal } from '../signal/definitions.js';
import { sentence } from '../signal/sentence.js';
import type { DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

interface Row {
  requirement: string;
  title: string;
  level: RequirementLevel;
  baustein: string;
  target_object: string | null;
  target_key: string | null;
  target_name: string | null;
  observed_key: string | null;
  observed_name: string | null;
  scopes: string[];
  signal: string;
  observation: string;
  observed_at: Date;
  since: Date;
  figures: Figures;
}

/** An answer, and the scopes whose 'ja' its observation contradicts. */
export interface Contradiction extends ContradictedAnswer {
  /** Ids of target objects, or of the domain. */
  scopes: string[];
}

/**
 * What signals see otherwise than the check says: each fresh observation that contradicts a 'ja', by requirement. A
 * target object's observation speaks of its own answer, its group's and its members', and of what is asked of the whole
 * domain; an observation of the whole domain speaks of all.
 * @param now milliseconds since the epoch
 * @returns the longest first
 */
export async function listContradictions(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  catalog: string,
  signals: readonly VersionedSignal[],
  now: number,
): Promise<Contradiction[]> {
  const { rows } = await sql<Row>`
    with claim as materialized (
      select distinct on (s.signal_id, s.scope_id, said.requirement_id)
        s.signal_id, s.target_object_id, t.group_id, t.key, t.name, s.observation_id, s.observed_at, s.since, said.requirement_id
      from signal_state s
      join observation_requirement r on r.observation_id = s.observation_id and r.catalog_id = ${catalog}
        and r.verdict = 'contradicts'
      cross join lateral (
        select coalesce(substring(r.requirement_id from '^.*\\.A[0-9]+'), r.requirement_id) as requirement_id) said
      left join target_object t on t.id = s.target_object_id
      where s.tenant_id = ${tenant} and s.domain_id = ${domain} and s.fresh_until >= ${new Date(now)}
    )
    select c.requirement_id as requirement, q.title, q.sheet_level as level, q.sheet_id as baustein,
      yes.objects[1] as target_object, o.key as target_key, o.name as target_name, c.key as observed_key,
      c.name as observed_name, yes.scopes,
      c.signal_id as signal, c.observation_id as observation, c.observed_at, c.since, seen.figures
    from claim c
    join requirement q on q.catalog_id = ${catalog} and q.id = c.requirement_id
    join observation seen on seen.id = c.observation_id
    cross join lateral (
      select array_agg(a.target_object_id order by near, a.scope_id) as objects,
        array_agg(a.scope_id order by near, a.scope_id) as scopes
      from assessment a
      left join target_object m on m.id = a.target_object_id
      cross join lateral (select case when a.target_object_id = c.target_object_id then 0
        when a.target_object_id = c.group_id then 1 when a.target_object_id is null then 2 else 3 end as near) n
      where a.tenant_id = ${tenant} and a.domain_id = ${domain} and a.catalog_id = ${catalog}
        and a.requirement_id = c.requirement_id and a.status = 'yes'
        and (c.target_object_id is null or a.target_object_id is null or a.target_object_id = c.target_object_id
          or m.group_id = c.target_object_id
          or (a.target_object_id = c.group_id and not exists (
            select from assessment own where own.scope_id = c.target_object_id
              and own.catalog_id = a.catalog_id and own.requirement_id = a.requirement_id)))
        and exists (select from check_sheet x where x.scope_id = a.scope_id and x.catalog_id = a.catalog_id
          and x.baustein_id = a.baustein_id)) yes
    left join target_object o on o.id = yes.objects[1]
    where yes.scopes is not null
    order by c.since, c.requirement_id, o.key collate "C" nulls first, c.signal_id`.execute(db);
  const definitions = new Map(signals.map((signal) => [signal.id, signal]));
  return rows.map(({ figures, observed_at, since, ...row }) => ({
    ...row,
    target_key: row.target_key ?? '',
    target_name: row.target_name ?? '',
    observed_key: row.observed_key ?? '',
    observed_name: row.observed_name ?? '',
    answers: row.scopes.length,
    signal_title: definitions.get(row.signal)?.title ?? { de: row.signal, en: row.signal },
    statement: sentence(definitions.get(row.signal), 'contradicts', figures),
    observed_at: observed_at.toISOString(),
    since: since.toISOString(),
  }));
}
