import type {
  SignalDefinition,
  SignalEffect,
  SignalKind,
  SignalParameters,
  SignalStrength,
  SignalVerdict,
} from '../contract/signal.js';
import type { Expectation, FactsOf, Observed } from './facts.js';
import { clockSkew, coverage, silentAssets, transport, unknownSources } from './kinds/sources.js';
import { eventQuery, integrity, retention } from './kinds/stored.js';
import { alertTimes, deadline, detectionLatency, fireDrill, privilegedChanges } from './kinds/watch.js';
import type { ParametersOf } from './parameters.js';

type Evaluators = {
  [K in SignalKind]: (
    facts: FactsOf<K>,
    parameters: ParametersOf<K>,
    now: number,
    expect: Expectation,
  ) => Observed[];
};

const evaluators: Evaluators = {
  'silent-assets': silentAssets,
  'unknown-sources': unknownSources,
  coverage,
  'clock-skew': clockSkew,
  transport,
  retention,
  integrity,
  'event-query': (facts, parameters, _now, expect) => eventQuery(facts, parameters, expect),
  'alert-times': alertTimes,
  'detection-latency': detectionLatency,
  deadline,
  'privileged-changes': privilegedChanges,
  'fire-drill': fireDrill,
  // Observations of scans are made where scans are imported.
  scan: () => [],
};

/**
 * @param kind of the definition
 * @param facts that this kind looks at
 * @param parameters in force, checked
 * @param now milliseconds since the epoch
 * @returns what follows, for each target object or for the whole domain
 */
export function evaluate<K extends SignalKind>(
  kind: K,
  facts: FactsOf<K>,
  parameters: SignalParameters,
  now: number,
  expect: Expectation,
): Observed[] {
  return evaluators[kind](facts, parameters as ParametersOf<K>, now, expect);
}

const admits: Record<SignalEffect, readonly SignalVerdict[]> = {
  both: ['supports', 'contradicts'],
  supports: ['supports'],
  contradicts: ['contradicts'],
};

/** @returns what a verdict says of each requirement of a definition */
export function requirementVerdicts(
  { catalog, requirements }: Pick<SignalDefinition, 'catalog' | 'requirements'>,
  verdict: SignalVerdict,
): { catalog: string; requirement: string; verdict: SignalVerdict; strength: SignalStrength }[] {
  return requirements.map(({ id, effect, strength }) => ({
    catalog,
    requirement: id,
    verdict: admits[effect].includes(verdict) ? verdict : 'unknown',
    strength,
  }));
}

const ranks: Record<SignalStrength, number> = { weak: 0, medium: 1, strong: 2 };

/** @returns how strongly a definition speaks at most */
export const strengthOf = ({ requirements }: Pick<SignalDefinition, 'requirements'>): SignalStrength =>
  requirements.map(({ strength }) => strength).reduce((a, b) => (ranks[a] >= ranks[b] ? a : b));

/**
 * @param last observation of the same signal and scope; undefined: none
 * @returns whether an observation is to be stored: what says the same is kept until half of its freshness is over
 */
export function isNews(
  observed: Observed,
  version: string,
  last: { verdict: SignalVerdict; version: string; observedAt: number; freshUntil: number } | undefined,
  now: number,
): boolean {
  if (last === undefined || last.verdict !== observed.verdict || last.version !== version) return true;
  return now - last.observedAt >= (last.freshUntil - last.observedAt) / 2;
}
