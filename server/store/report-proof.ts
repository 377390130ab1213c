import { type Kysely, sql } from 'kysely';
import type { Proof, SeenBySignal } from '../isms/report/rows.js';
import type { ReportScope } from './report-frame.js';
import type { Database } from './tables.js';

/** Of evidence that names no target object: it is for all of them. */
const anyScope = '';

/**
 * Reads what there is of evidence and observations in a domain, all at once: a look-up for each of 400,000 answers
 * would take longer than the answers.
 * @param now against which an observation is fresh, milliseconds since the epoch
 */
export async function reportProof(db: Kysely<Database>, scope: ReportScope, now: number): Promise<Proof> {
  const evidence = await evidenceBy(db, scope);
  const observations = await observationsBy(db, scope, now);
  return {
    evidenceFor: (of, requirement) => [
      ...(evidence.get(key(of, requirement)) ?? []),
      ...(evidence.get(key(anyScope, requirement)) ?? []),
    ],
    observationsFor: (of, requirement) => observations.get(key(of, requirement)) ?? [],
  };
}

const key = (scope: string, requirement: string): string => `${scope} ${requirement}`;

async function evidenceBy(
  db: Kysely<Database>,
  { tenant, domain, catalog }: ReportScope,
): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ scope: string; requirement: string; title: string; dates: string }>`
    select distinct coalesce(o.target_object_id::text, '') as scope, coalesce(s.requirement_id, r.requirement_id) as requirement,
      e.title, e.effective_on::text || coalesce(' – ' || e.valid_until::text, '') as dates
    from evidence e
    join evidence_requirement r on r.evidence_id = e.id and r.catalog_id = ${catalog}
    left join sub_requirement s on s.catalog_id = r.catalog_id and s.id = r.requirement_id
    left join evidence_target_object o on o.evidence_id = e.id
    where e.tenant_id = ${tenant} and e.domain_id = ${domain} and e.withdrawn_at is null
    order by dates, e.title`.execute(db);
  return grouped(rows, ({ title, dates }) => `${title} (${dates})`);
}

async function observationsBy(
  db: Kysely<Database>,
  { tenant, domain, catalog }: ReportScope,
  now: number,
): Promise<Map<string, SeenBySignal[]>> {
  const { rows } = await sql<SeenBySignal & { scope: string; requirement: string }>`
    select distinct on (t.scope_id, t.signal_id, coalesce(s.requirement_id, r.requirement_id)) t.scope_id as scope,
      coalesce(s.requirement_id, r.requirement_id) as requirement, t.signal_id as signal, r.verdict,
      (t.observed_at at time zone 'UTC')::date::text as "observedOn", t.fresh_until >= ${new Date(now)} as fresh
    from signal_state t
    join observation_requirement r on r.observation_id = t.observation_id and r.catalog_id = ${catalog}
    left join sub_requirement s on s.catalog_id = r.catalog_id and s.id = r.requirement_id
    where t.tenant_id = ${tenant} and t.domain_id = ${domain}
    order by t.scope_id, t.signal_id, coalesce(s.requirement_id, r.requirement_id), array_position(array['contradicts', 'supports', 'unknown'], r.verdict)`.execute(
    db,
  );
  return grouped(rows, ({ signal, verdict, observedOn, fresh }) => ({ signal, verdict, observedOn, fresh }));
}

function grouped<R extends { scope: string; requirement: string }, T>(
  rows: readonly R[],
  of: (row: R) => T,
): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const at = key(row.scope, row.requirement);
    const group = groups.get(at);
    if (group === undefined) groups.set(at, [of(row)]);
    else group.push(of(row));
  }
  return groups;
}
