import type { Criterion } from '../sigma/correlation.js';
import { satisfies } from './criteria.js';
import type { Condition } from './window.js';

/** How many events (correlation specification, "Event Count"). */
export function eventCount(criteria: readonly Criterion[]): Condition {
  return (_, start, end) => satisfies(criteria, end - start);
}
