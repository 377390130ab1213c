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
  const share = Math.min(100, Math.max(0, percentile)) / 100;
  return ({ values }, start, end) => {
    const rank = share * (end - start - 1);
    const numbers = values.slice(start, end);
    const below = nth(numbers, Math.floor(rank));
    const above = Number.isInteger(rank) ? below : leastFrom(numbers, Math.ceil(rank));
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

/** Hoare's selection. @returns the number at an index of the sorted array; those behind it are then not smaller */
function nth(numbers: Float64Array, index: number): number {
  let [left, right] = [0, numbers.length - 1];
  while (left < right) {
    const pivot = numbers[(left + right) >>> 1]!;
    let [i, j] = [left, right];
    while (i <= j) {
      while (numbers[i]! < pivot) i++;
      while (numbers[j]! > pivot) j--;
      if (i > j) break;
      const swap = numbers[i]!;
      numbers[i++] = numbers[j]!;
      numbers[j--] = swap;
    }
    if (index <= j) right = j;
    else if (index >= i) left = i;
    else break;
  }
  return numbers[index]!;
}

function leastFrom(numbers: Float64Array, start: number): number {
  let least = numbers[start]!;
  for (let i = start + 1; i < numbers.length; i++) if (numbers[i]! < least) least = numbers[i]!;
  return least;
}
