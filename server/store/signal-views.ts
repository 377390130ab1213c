import { type Kysely, sql } from 'kysely';
import type { Observation, Signal, SignalState, SignalTally } from '../contract/signal.js';
import type { VersionedSignal } from '../signal/definitions.js';
import { parametersInForce } from '../signal/parameters.js';
import { sentence } from '../signal/sentence.js';
import { type AskedScope, type ObservedState, observedStates, signalsOf } from './observations.js';
import { asShipped, signalRuns, signalSettings } from './signal-settings.js';
import type { DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/**
 * @param nextRun when a signal is due, milliseconds since the epoch
 * @param now milliseconds since the epoch
 * @returns the signals with what they say of a domain; those that contradict first, then by title
 */
export async function signalViews(
  db: Kysely<Database>,
  key: DomainKey,
  signals: readonly VersionedSignal[],
  nextRun: (signal: string) => number | null,
  now: number,
): Promise<Signal[]> {
  const [settings, runs, states, findings] = await Promise.all([
    signalSettings(db, key.tenant),
    signalRuns(db, key.tenant),
    observedStates(db, key, {}, now),
    openFindings(db, key),
  ]);
  const tallies = new Map<string, SignalTally>();
  for (const state of states) {
    const tally = tallies.get(state.signal) ?? none();
    tally[state.freshness === 'stale' ? 'stale' : state.verdict]++;
    tallies.set(state.signal, tally);
  }
  const views = signals.map(({ version: _digest, parameters: defaults = {}, ...signal }): Signal => {
    const { enabled, parameters, version } = settings.get(signal.id) ?? asShipped;
    const next = enabled ? nextRun(signal.id) : null;
    return {
      ...signal,
      parameters: parametersInForce({ parameters: defaults }, parameters),
      defaults,
      enabled,
      version,
      tally: tallies.get(signal.id) ?? none(),
      findings: findings.get(signal.id) ?? 0,
      run: runs.get(signal.id) ?? null,
      next_run: next === null ? null : new Date(next).toISOString(),
    };
  });
  return views.sort((a, b) => rank(a) - rank(b) || (a.title.de < b.title.de ? -1 : 1));
}

const none = (): SignalTally => ({ supports: 0, contradicts: 0, unknown: 0, stale: 0 });
const rank = ({ tally }: Signal): number =>
  tally.contradicts > 0 ? 0 : tally.supports > 0 ? 1 : tally.unknown + tally.stale > 0 ? 2 : 3;

async function openFindings(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
): Promise<Map<string, number>> {
  const { rows } = await sql<{ signal: string; count: number }>`
    select s.signal_id as signal, count(*)::int as count from signal_finding s
    join finding f on f.id = s.finding_id and f.closed_at is null
    where s.tenant_id = ${tenant} and s.domain_id = ${domain} group by s.signal_id`.execute(db);
  return new Map(rows.map(({ signal, count }) => [signal, count]));
}

/** @returns what a signal says of each scope of a domain, contradictions first */
export async function signalStates(
  db: Kysely<Database>,
  key: DomainKey,
  signals: readonly VersionedSignal[],
  filter: { signal?: string; object?: string | null },
  now: number,
): Promise<SignalState[]> {
  const states = await observedStates(db, key, filter, now);
  return described(db, signals, states);
}

/** @returns what signals say of a requirement where it is asked, see {@link signalsOf} */
export async function requirementStates(
  db: Kysely<Database>,
  key: DomainKey,
  signals: readonly VersionedSignal[],
  { catalog, ...asked }: AskedScope & { catalog: string },
  now: number,
): Promise<SignalState[]> {
  const [said = []] = await signalsOf(db, key, catalog, [asked], now);
  const all = await observedStates(db, key, {}, now);
  const byId = new Map(all.map((state) => [state.observation, state]));
  const spoken = said.flatMap(({ observation, verdict, strength }) => {
    const state = byId.get(observation);
    return state === undefined ? [] : [{ ...state, said: verdict, strength }];
  });
  return described(db, signals, spoken);
}

async function described(
  db: Kysely<Database>,
  signals: readonly VersionedSignal[],
  states: readonly (ObservedState & { said?: ObservedState['verdict'] })[],
): Promise<SignalState[]> {
  const objects = await namesOf(db, [...new Set(states.flatMap(({ object }) => object ?? []))]);
  const definitions = new Map(signals.map((signal) => [signal.id, signal]));
  return states.map((state) => {
    const definition = definitions.get(state.signal);
    const object = state.object === null ? undefined : objects.get(state.object);
    return {
      signal: state.signal,
      title: definition?.title ?? { de: state.signal, en: state.signal },
      observation: state.observation,
      target_object: state.object,
      target_key: object?.key ?? '',
      target_name: object?.name ?? '',
      verdict: state.said ?? state.verdict,
      strength: state.strength,
      freshness: state.freshness,
      observed_at: new Date(state.observedAt).toISOString(),
      fresh_until: new Date(state.freshUntil).toISOString(),
      since: new Date(state.since).toISOString(),
      statement: sentence(definition, state.verdict, state.figures),
    };
  });
}

async function namesOf(
  db: Kysely<Database>,
  ids: readonly string[],
): Promise<Map<string, { key: string; name: string }>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('target_object')
    .select(['id', 'key', 'name'])
    .where(sql<boolean>`id = any(${[...ids]}::uuid[])`)
    .execute();
  return new Map(rows.map(({ id, ...named }) => [id, named]));
}

/** @returns the observations of a signal and scope, latest first */
export async function observationHistory(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  signals: readonly VersionedSignal[],
  signal: string,
  object: string | null,
  limit: number,
): Promise<Observation[]> {
  const rows = await db
    .selectFrom('observation')
    .select([
      'id',
      'signal_version',
      'target_object_id',
      'observed_at',
      'fresh_until',
      'verdict',
      'strength',
      'origin',
      'figures',
    ])
    .where('tenant_id', '=', tenant)
    .where('domain_id', '=', domain)
    .where('signal_id', '=', signal)
    .where('scope_id', '=', object ?? domain)
    .orderBy('observed_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
  const definition = signals.find(({ id }) => id === signal);
  return rows.map(({ target_object_id, observed_at, fresh_until, ...row }) => ({
    ...row,
    signal,
    target_object: target_object_id,
    observed_at: observed_at.toISOString(),
    fresh_until: fresh_until.toISOString(),
    // A later edition of the definition may measure under other names: its sentences still say what was meant.
    statement: sentence(definition, row.verdict, row.figures),
  }));
}
