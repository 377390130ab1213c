import type { ScanFormat, ScanSignature, ScanVerdict } from '../contract/scan.js';
import type { Figures, SignalDefinition, SignalStrength } from '../contract/signal.js';
import { type ScanMapping, type ScanTopic, topicsOf } from './mapping.js';
import { type ScannedRule, shorten } from './parsed-scan.js';
import { verdictOf } from './verdict.js';

/** What is needed of a signal's definition. */
export type ScanSignalDefinition = Pick<SignalDefinition, 'id' | 'freshness_hours' | 'requirements'> & {
  version: string;
};

/** What a scan says by the rules of one topic. */
export interface TopicObservation {
  signal: string;
  version: string;
  verdict: ScanVerdict;
  strength: SignalStrength;
  observedAt: number;
  freshUntil: number;
  figures: Figures;
  requirements: { requirement: string; verdict: ScanVerdict; strength: SignalStrength }[];
}

export interface ObservedScan {
  format: ScanFormat;
  tool: string;
  signature: ScanSignature;
  finishedAt: number;
  rules: readonly ScannedRule[];
}

/** Characters that a figure may have (contract `Figures`). */
const figureLength = 480;
const weakest: readonly SignalStrength[] = ['weak', 'medium', 'strong'];

/**
 * One observation for each topic that the scan has rules of.
 * @param definitions of signals, of which those of scans are used; a topic without one says nothing
 * @param catalog whose requirements the mappings name
 * @param now milliseconds since the epoch: nothing is observed later than that
 */
export function observationsOf(
  scan: ObservedScan,
  mappings: readonly ScanMapping[],
  definitions: readonly ScanSignalDefinition[],
  { catalog, now }: { catalog: string; now: number },
): TopicObservation[] {
  const byId = new Map(definitions.map((definition) => [definition.id, definition]));
  const topics = topicsOf(mappings, scan.format, catalog);
  const rules = new Map<string, { topic: ScanTopic; rules: ScannedRule[] }>();
  for (const rule of scan.rules) {
    for (const topic of topics(rule.rule)) {
      const entry = rules.get(topic.signal) ?? { topic, rules: [] };
      entry.rules.push(rule);
      rules.set(topic.signal, entry);
    }
  }
  return [...rules].flatMap(([signal, entry]) => {
    const definition = byId.get(signal);
    return definition === undefined ? [] : [observe(scan, definition, entry.rules, now)];
  });
}

function observe(
  { tool, signature, finishedAt }: ObservedScan,
  { id, version, freshness_hours, requirements }: ScanSignalDefinition,
  rules: readonly ScannedRule[],
  now: number,
): TopicObservation {
  const verdict = verdictOf(rules.map(({ result }) => result));
  const observedAt = Math.min(finishedAt, now);
  // Anybody could have written an audit that nobody signed.
  const said = requirements.map(({ id: requirement, strength }) => ({
    requirement,
    verdict,
    strength: signature === 'unsigned' ? 'weak' : strength,
  }));
  return {
    signal: id,
    version,
    verdict,
    strength: weakest.findLast((strength) => said.some((one) => one.strength === strength)) ?? 'weak',
    observedAt,
    freshUntil: observedAt + freshness_hours * 3_600_000,
    figures: figuresOf(tool, rules),
    requirements: said,
  };
}

function figuresOf(tool: string, rules: readonly ScannedRule[]): Figures {
  const count = (...results: readonly ScannedRule['result'][]): number =>
    rules.filter(({ result }) => results.includes(result)).length;
  const failed = rules.filter(({ result }) => result === 'fail');
  const passed = count('pass', 'fixed');
  return {
    tool: shorten(tool, 100),
    passed,
    failed: failed.length,
    checked: passed + failed.length,
    undecided: count('error', 'unknown', 'notchecked'),
    not_applicable: count('notapplicable', 'notselected', 'informational'),
    failed_rules: shorten(failed.map(({ title }) => title).join('; '), figureLength),
  };
}
