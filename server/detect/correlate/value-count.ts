import type { Criterion } from '../sigma/correlation.js';
import { satisfies } from './criteria.js';
import type { Condition } from './window.js';

/** How many distinct values (correlation specification, "Value Count"). */
export function valueCount(criteria: readonly Criterion[]): Condition {
  const least = leastOf(criteria);
  return ({ values }, start, end) => {
    if (end - start < least) return false;
    const distinct = new Set<number>();
    for (let i = start; i < end; i++) distinct.add(values[i]!);
    return satisfies(criteria, distinct.size);
  };
}

/** Fewer entries than that need not be compared. */
function leastOf(criteria: readonly Criterion[]): number {
  const limits = criteria.filter(({ name }) => name === 'gte' || name === 'gt' || name === 'eq');
  return Math.max(0, ...limits.map(({ number }) => number));
}
