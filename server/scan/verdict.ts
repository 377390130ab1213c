import type { RuleResult, ScanVerdict } from '../contract/scan.js';

/**
 * What the results of the rules of one requirement say together: one that failed contradicts; only when all that had
 * something to look at passed do they support; whatever a rule could not find out leaves it unknown.
 */
export function verdictOf(results: readonly RuleResult[]): ScanVerdict {
  if (results.includes('fail')) return 'contradicts';
  const silent: readonly RuleResult[] = ['notapplicable', 'notselected', 'informational'];
  const telling = results.filter((result) => !silent.includes(result));
  const good = telling.every((result) => result === 'pass' || result === 'fixed');
  return telling.length > 0 && good ? 'supports' : 'unknown';
}

const order: Record<RuleResult, number> = {
  fail: 0,
  error: 1,
  unknown: 2,
  notchecked: 3,
  pass: 4,
  fixed: 5,
  informational: 6,
  notapplicable: 7,
  notselected: 8,
};

/** Sorts what needs attention first. */
export const byAttention = (a: { result: RuleResult }, b: { result: RuleResult }): number =>
  order[a.result] - order[b.result];
