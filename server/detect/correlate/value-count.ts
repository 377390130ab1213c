import type { Criterion } from '../sigma/correlation.js';
import { leastOf } from '../sigma/correlation-size.js';
import { satisfies } from './criteria.js';
import type { Condition } from './window.js';

/** How many distinct values (correlation specification, "Value Count"). */
export function valueCount(criteria: readonly Criterion[]): Condition {
  const least = leastOf(criteria);
  const enough = criteria.every(({ name }) => name === 'gte' || name === 'gt')
    ? least
    : Number.POSITIVE_INFINITY;
  const distinct = new DistinctCounter();
  return ({ values }, start, end) => {
    if (end - start < least) return false;
    return satisfies(criteria, distinct.count(values, start, end, enough));
  };
}

/**
 * Counts distinct numbers without leaving garbage: the condition is checked with every event, over all entries of
 * the window. Slots of an earlier count are empty because their round is another.
 */
class DistinctCounter {
  private values = new Float64Array(64);
  private rounds = new Uint32Array(64);
  private round = 0;

  /** @returns number of distinct values from `start` to before `end`, at most `enough` */
  count(from: Float64Array, start: number, end: number, enough: number): number {
    this.prepare(end - start);
    const { values, rounds, round } = this;
    const mask = values.length - 1;
    let distinct = 0;
    for (let i = start; i < end; i++) {
      const value = from[i]!;
      // Values are hashes: their lower bits are as good as any.
      let slot = value & mask;
      while (rounds[slot] === round && values[slot] !== value) slot = (slot + 1) & mask;
      if (rounds[slot] === round) continue;
      rounds[slot] = round;
      values[slot] = value;
      if (++distinct >= enough) break;
    }
    return distinct;
  }

  private prepare(count: number): void {
    if (count * 2 > this.values.length) {
      const size = 2 ** Math.ceil(Math.log2(count * 2));
      this.values = new Float64Array(size);
      this.rounds = new Uint32Array(size);
      this.round = 0;
    }
    if (++this.round < 2 ** 32) return;
    this.rounds.fill(0);
    this.round = 1;
  }
}
