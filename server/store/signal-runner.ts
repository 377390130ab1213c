import type { SignalKind } from '../contract/signal.js';
import type { VersionedSignal } from '../signal/definitions.js';
import { evaluate, isNews, requirementVerdicts, strengthOf } from '../signal/evaluate.js';
import { parametersInForce } from '../signal/parameters.js';
import { sentence } from '../signal/sentence.js';
import { addObservations, type NewObservation, observedStates } from './observations.js';
import { type FactQuestion, type FactSources, gatherFacts } from './signal-facts.js';
import { raiseFindings } from './signal-findings.js';
import { asShipped, noteSignalRun, signalSettings } from './signal-settings.js';
import { type DomainSources, matchedSources } from './source-matches.js';

const hourMs = 3_600_000;

/** What a run of a signal did. */
export interface SignalRunResult {
  /** That were stored; what says the same as before is kept until it is soon stale. */
  observations: number;
  findings: number;
}

/**
 * Measures a signal in every active domain of a tenant, stores what is news, and raises findings where it contradicts
 * a 'ja'. How it went is noted as the signal's last run.
 * @param by user name, or `schedule`
 * @param now milliseconds since the epoch
 * @returns undefined when the tenant has switched it off
 * @throws whatever kept it from being measured; it is noted, too
 */
export async function runSignal(
  from: FactSources,
  tenant: string,
  signal: VersionedSignal,
  by: string,
  now: () => number,
): Promise<SignalRunResult | undefined> {
  const setting = (await signalSettings(from.db, tenant)).get(signal.id) ?? asShipped;
  if (!setting.enabled) return undefined;
  const startedAt = now();
  await noteSignalRun(from.db, tenant, signal.id, { startedAt, by });
  try {
    const parameters = parametersInForce(signal, setting.parameters);
    const result = await measure(from, { tenant, signal, parameters, now: startedAt });
    const { observations } = result;
    await noteSignalRun(from.db, tenant, signal.id, { startedAt, by, endedAt: now(), observations });
    return result;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await noteSignalRun(from.db, tenant, signal.id, {
      startedAt,
      by,
      endedAt: now(),
      error: reason || 'failed',
    });
    throw error;
  }
}

async function measure(from: FactSources, question: FactQuestion): Promise<SignalRunResult> {
  const all = await matchedSources(from.db, question.tenant);
  const domains = all.filter(({ catalog }) => catalog === question.signal.catalog);
  const total = { observations: 0, findings: 0 };
  if (domains.length === 0) return total;
  // Whatever another domain knows is no stranger, so all of them are looked at.
  const factsOf = await gatherFacts<SignalKind>(question.signal.kind, from, question, all);
  for (const domain of domains) {
    const { observations, findings } = await observe(from, question, domain, factsOf(domain));
    total.observations += observations;
    total.findings += findings;
  }
  return total;
}

async function observe(
  { db }: FactSources,
  { tenant, signal, parameters, now }: FactQuestion,
  { domain }: DomainSources,
  facts: Parameters<typeof evaluate>[1],
): Promise<SignalRunResult> {
  const key = { tenant, domain };
  const observed = evaluate(signal.kind, facts, parameters, now, signal.expect);
  const states = await observedStates(db, key, { signal: signal.id }, now);
  const last = new Map(states.map((state) => [state.object, state]));
  const news = observed.filter((each) => isNews(each, signal.version, last.get(each.object), now));
  // Of what says the same as before the observation is known; a 'ja' may have been given since.
  const again = observed.filter((each) => each.verdict === 'contradicts' && !news.includes(each));
  if (news.length + again.length === 0) return { observations: 0, findings: 0 };
  const rows = news.map(
    ({ object, verdict, figures }): NewObservation => ({
      domain,
      signal: signal.id,
      version: signal.version,
      object,
      observedAt: now,
      freshUntil: now + signal.freshness_hours * hourMs,
      verdict,
      strength: strengthOf(signal),
      origin: 'query',
      figures,
      requirements: requirementVerdicts(signal, verdict),
    }),
  );
  return db.transaction().execute(async (trx) => {
    const ids = await addObservations(trx, tenant, rows);
    const stored = [
      ...news.map((each, n) => ({ each, id: ids[n]! })),
      ...again.map((each) => ({ each, id: last.get(each.object)!.observation })),
    ].map(({ each: { object, verdict, figures }, id }) => ({
      id,
      signal: signal.id,
      title: signal.title.de,
      statement: sentence(signal, verdict, figures).de,
      object,
      requirements: requirementVerdicts(signal, verdict),
    }));
    return { observations: ids.length, findings: await raiseFindings(trx, key, stored, now) };
  });
}
