import { type CaseConfig, type CaseEvent, type ConformanceCase, type ErrorClass, rulesOf } from './case.js';
import { judge } from './judge.js';

/** A rule, by its title, that was true; for a correlation the event that completed it. */
export interface Report {
  rule: string;
  /** Index into the events of the case. */
  event: number;
}

export type LoadAnswer =
  | { loaded: true }
  /** At least one of the documents was refused. */
  | { refused: { class?: ErrorClass; message?: string } }
  /** The engine does not claim the feature that the case needs. */
  | { unsupported: string };

/** What an engine must offer to be examined. Each `load` begins anew, without earlier rules or state. */
export interface SigmaEngine {
  load(rules: readonly string[], config: CaseConfig): LoadAnswer | Promise<LoadAnswer>;
  /** Events in order of arrival; called at most once after each `load`. */
  evaluate(events: readonly CaseEvent[]): Report[] | Promise<Report[]>;
}

export interface CaseResult {
  case: ConformanceCase;
  outcome: 'pass' | 'fail' | 'unsupported';
  /** What differs, or the feature that is not supported. */
  faults: string[];
}

/** Counts by outcome; ambiguous cases are counted apart and are no part of the verdict. */
export interface Summary {
  required: Record<CaseResult['outcome'], number>;
  ambiguous: Record<CaseResult['outcome'], number>;
}

/**
 * Runs one case.
 * @returns its outcome; an engine that throws fails the case
 */
export async function runCase(engine: SigmaEngine, one: ConformanceCase): Promise<CaseResult> {
  try {
    const load = await engine.load(rulesOf(one), one.config ?? {});
    if ('unsupported' in load) return { case: one, outcome: 'unsupported', faults: [load.unsupported] };
    const asks = 'loaded' in load && !('error' in one.expect);
    const faults = judge(one, load, asks ? await engine.evaluate(one.events) : []);
    return { case: one, outcome: faults.length === 0 ? 'pass' : 'fail', faults };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { case: one, outcome: 'fail', faults: [`the engine failed: ${message}`] };
  }
}

/** Runs cases one after the other. */
export async function runSuite(
  engine: SigmaEngine,
  cases: readonly ConformanceCase[],
): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for (const one of cases) results.push(await runCase(engine, one));
  return results;
}

/** @returns counts by outcome */
export function summarise(results: readonly CaseResult[]): Summary {
  const none = (): Summary['required'] => ({ pass: 0, fail: 0, unsupported: 0 });
  const summary: Summary = { required: none(), ambiguous: none() };
  for (const { case: one, outcome } of results) {
    (one.status === 'ambiguous' ? summary.ambiguous : summary.required)[outcome]++;
  }
  return summary;
}
