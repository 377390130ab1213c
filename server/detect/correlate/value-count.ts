import type { Criterion } from '../sigma/correlation.js';
import { satisfies } from './criteria.js';
import type { Condition } from './window.js';

/** How many distinct values (correlation specification, "Value Count"). */
export function valueCount(criteria: readonly Criterion[]): Condition {
  return (entries, start, end) => {
    const distinct = new Set<string | number | undefined>();
    for (let i = start; i < end; i++) distinct.add(entries[i]!.value);
    return satisfies(criteria, distinct.size);
  };
}
