import type { Criterion } from '../sigma/correlation.js';
import { satisfies } from './criteria.js';
import type { EntryPool } from './entry-pool.js';
import type { Condition } from './window.js';

/** Sum of a number field (correlation specification, "Value Sum"). */
export function valueSum(criteria: readonly Criterion[]): Condition {
  return (entries, start, end) => satisfies(criteria, sum(entries, start, end));
}

/** Mean of a number field ("Value Average"). */
export function valueAverage(criteria: readonly Criterion[]): Condition {
  return (entries, start, end) => satisfies(criteria, sum(entries, start, end) / (end - start));
}

/** Percentile of a number field, by nearest rank with linear interpolation; the median is percentile 50. */
export function valuePercentile(criteria: readonly Criterion[], percentile: number): Condition {
  return (entries, start, end) => {
    const numbers = entries.values.slice(start, end).sort();
    const rank = (Math.min(100, Math.max(0, percentile)) / 100) * (numbers.length - 1);
    const [below, above] = [numbers[Math.floor(rank)]!, numbers[Math.ceil(rank)]!];
    return satisfies(criteria, below + (above - below) * (rank - Math.floor(rank)));
  };
}

/**
 * Share of the last event's value among all values of the window, in percent ("Value Percentile": a process name
 * that makes less than 1 % of all).
 */
export function valueShare(criteria: readonly Criterion[]): Condition {
  return (entries, start, end) => {
    const { values } = entries;
    const last = values[end - 1];
    let equal = 0;
    for (let i = start; i < end; i++) if (values[i] === last) equal++;
    return satisfies(criteria, (100 * equal) / (end - start));
  };
}

function sum({ values }: EntryPool, start: number, end: number): number {
  let total = 0;
  for (let i = start; i < end; i++) total += values[i]!;
  return total;
}
