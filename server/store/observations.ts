import { type Kysely, sql, type Transaction } from 'kysely';
import type {
  DecisionSignal,
  Figures,
  ObservationOrigin,
  SignalStrength,
  SignalVerdict,
} from '../contract/signal.js';
import type { DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/** An observation to be stored; times in milliseconds since the epoch. */
export interface NewObservation {
  domain: string;
  /** Id of the definition. */
  signal: string;
  /** Digest of the definition. */
  version: string;
  /** null: the whole domain. */
  object: string | null;
  observedAt: number;
  freshUntil: number;
  verdict: SignalVerdict;
  strength: SignalStrength;
  origin: ObservationOrigin;
  figures: Figures;
  scanImport?: string;
  /** What it says of each requirement; catalogue and id as the check has them. */
  requirements: readonly {
    catalog: string;
    requirement: string;
    verdict: SignalVerdict;
    strength: SignalStrength;
  }[];
}

/** PostgreSQL takes 65,535 parameters a statement; an observation has 11. */
const rowsAStatement = 1000;

/**
 * Stores what was observed, and makes it the state of its signal and scope unless something later is known.
 * @returns ids in the order of the rows
 */
export async function addObservations(
  executor: Transaction<Database> | Kysely<Database>,
  tenant: string,
  rows: readonly NewObservation[],
): Promise<string[]> {
  const ids: string[] = [];
  for (let at = 0; at < rows.length; at += rowsAStatement) {
    ids.push(...(await addSome(executor, tenant, rows.slice(at, at + rowsAStatement))));
  }
  return ids;
}

async function addSome(
  executor: Kysely<Database>,
  tenant: string,
  rows: readonly NewObservation[],
): Promise<string[]> {
  const ids = rows.map(() => crypto.randomUUID());
  await executor
    .insertInto('observation')
    .values(
      rows.map((row, n) => ({
        id: ids[n]!,
        tenant_id: tenant,
        domain_id: row.domain,
        signal_id: row.signal,
        signal_version: row.version,
        target_object_id: row.object,
        observed_at: new Date(row.observedAt),
        fresh_until: new Date(row.freshUntil),
        verdict: row.verdict,
        strength: row.strength,
        origin: row.origin,
        figures: JSON.stringify(row.figures),
        scan_import_id: row.scanImport ?? null,
      })),
    )
    .execute();
  const said = rows.flatMap((row, n) =>
    row.requirements.map(({ catalog, requirement, verdict, strength }) => ({
      observation_id: ids[n]!,
      tenant_id: tenant,
      catalog_id: catalog,
      requirement_id: requirement,
      verdict,
      strength,
    })),
  );
  for (let at = 0; at < said.length; at += 5 * rowsAStatement) {
    await executor
      .insertInto('observation_requirement')
      .values(said.slice(at, at + 5 * rowsAStatement))
      .execute();
  }
  await setStates(executor, ids);
  return ids;
}

/** What was observed before what is known already changes nothing; of objects that are gone there is no state. */
async function setStates(executor: Kysely<Database>, ids: readonly string[]): Promise<void> {
  await sql`
    insert into signal_state as s (tenant_id, domain_id, signal_id, scope_id, target_object_id, observation_id,
      verdict, observed_at, fresh_until, since)
    select distinct on (o.tenant_id, o.domain_id, o.signal_id, o.scope_id)
      o.tenant_id, o.domain_id, o.signal_id, o.scope_id, o.target_object_id, o.id,
      o.verdict, o.observed_at, o.fresh_until, o.observed_at
    from observation o
    join isms_domain d on d.tenant_id = o.tenant_id and d.id = o.domain_id
    left join target_object t on t.tenant_id = o.tenant_id and t.id = o.target_object_id
    where o.id = any(${[...ids]}::uuid[]) and (o.target_object_id is null or t.id is not null)
    order by o.tenant_id, o.domain_id, o.signal_id, o.scope_id, o.observed_at desc, o.id
    on conflict (tenant_id, domain_id, signal_id, scope_id) do update set
      observation_id = excluded.observation_id,
      verdict = excluded.verdict,
      observed_at = excluded.observed_at,
      fresh_until = excluded.fresh_until,
      since = case when s.verdict = excluded.verdict then s.since else excluded.since end
    where s.observed_at <= excluded.observed_at`.execute(executor);
}

/** The latest observation of a signal and a scope. */
export interface ObservedState {
  signal: string;
  version: string;
  observation: string;
  /** null: the whole domain. */
  object: string | null;
  verdict: SignalVerdict;
  strength: SignalStrength;
  freshness: 'fresh' | 'stale';
  observedAt: number;
  freshUntil: number;
  /** When the verdict began. */
  since: number;
  figures: Figures;
}

/**
 * @param filter signal: of this one; object: of this scope (null: the domain itself)
 * @param now milliseconds since the epoch
 * @returns the latest observation of each signal and scope of the domain, contradictions first
 */
export async function observedStates(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  filter: { signal?: string; object?: string | null },
  now: number,
): Promise<ObservedState[]> {
  let query = db
    .selectFrom('signal_state as s')
    .innerJoin('observation as o', 'o.id', 's.observation_id')
    .select([
      's.signal_id',
      'o.signal_version',
      's.observation_id',
      's.target_object_id',
      's.verdict',
      'o.strength',
      's.observed_at',
      's.fresh_until',
      's.since',
      'o.figures',
    ])
    .where('s.tenant_id', '=', tenant)
    .where('s.domain_id', '=', domain);
  if (filter.signal !== undefined) query = query.where('s.signal_id', '=', filter.signal);
  if (filter.object !== undefined) query = query.where('s.scope_id', '=', filter.object ?? domain);
  const rows = await query
    .orderBy(
      sql`case s.verdict when 'contradicts' then 0 when 'supports' then 1 else 2 end, s.signal_id, s.since desc, s.scope_id`,
    )
    .execute();
  return rows.map((row) => ({
    signal: row.signal_id,
    version: row.signal_version,
    observation: row.observation_id,
    object: row.target_object_id,
    verdict: row.verdict,
    strength: row.strength,
    freshness: freshnessOf(row.fresh_until.getTime(), now),
    observedAt: row.observed_at.getTime(),
    freshUntil: row.fresh_until.getTime(),
    since: row.since.getTime(),
    figures: row.figures,
  }));
}

/** @returns whether an observation can still be relied on */
export const freshnessOf = (freshUntil: number, now: number): 'fresh' | 'stale' =>
  freshUntil >= now ? 'fresh' : 'stale';

/** A question of the check: a requirement asked of a scope. */
export interface AskedScope {
  requirement: string;
  /** null: the whole domain. */
  object: string | null;
}

/**
 * What signals say of requirements where they are asked: of a target object its own observations, those of its
 * members or its group, and those of the whole domain; of the whole domain all. A sub-requirement speaks for its
 * requirement.
 * @param now milliseconds since the epoch
 * @returns one list for each question, contradictions first
 */
export async function signalsOf(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  catalog: string,
  asked: readonly AskedScope[],
  now: number,
): Promise<DecisionSignal[][]> {
  const lists = asked.map((): DecisionSignal[] => []);
  if (asked.length === 0) return lists;
  const { rows } = await sql<{
    at: number;
    signal: string;
    observation: string;
    target_object: string | null;
    verdict: SignalVerdict;
    strength: SignalStrength;
    observed_at: Date;
    fresh_until: Date;
  }>`
    with spoken as materialized (
      select s.signal_id, s.observation_id, s.target_object_id, s.observed_at, s.fresh_until, t.group_id,
        coalesce(substring(r.requirement_id from '^.*\\.A[0-9]+'), r.requirement_id) as requirement_id, r.verdict, r.strength
      from signal_state s
      join observation_requirement r on r.observation_id = s.observation_id
      left join target_object t on t.id = s.target_object_id
      where s.tenant_id = ${tenant} and s.domain_id = ${domain} and r.catalog_id = ${catalog}
    )
    select distinct on (a.at, s.signal_id, s.target_object_id)
      a.at::int as at, s.signal_id as signal, s.observation_id as observation, s.target_object_id as target_object,
      s.verdict, s.strength, s.observed_at, s.fresh_until
    from unnest(${asked.map(({ requirement }) => requirement)}::text[],
      ${asked.map(({ object }) => object)}::uuid[]) with ordinality a (requirement, object, at)
    left join target_object o on o.id = a.object
    join spoken s on s.requirement_id = a.requirement
      and (a.object is null or s.target_object_id is null or s.target_object_id in (a.object, o.group_id)
        or s.group_id = a.object)
    -- A requirement and its sub-requirements may be said different things of: the clearest counts.
    order by a.at, s.signal_id, s.target_object_id,
      case s.verdict when 'contradicts' then 0 when 'supports' then 1 else 2 end`.execute(db);
  for (const { at, observed_at, fresh_until, ...row } of rows) {
    lists[at - 1]!.push({
      ...row,
      freshness: freshnessOf(fresh_until.getTime(), now),
      observed_at: observed_at.toISOString(),
    });
  }
  for (const list of lists) list.sort((a, b) => rank(a) - rank(b));
  return lists;
}

const order: Record<SignalVerdict, number> = { contradicts: 0, supports: 1, unknown: 2 };
const rank = ({ verdict }: DecisionSignal): number => order[verdict];
