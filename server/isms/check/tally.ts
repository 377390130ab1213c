import type { Tally } from '../../contract/check.js';

/** Of nothing. */
export const noTally: Tally = { total: 0, open: 0, yes: 0, partial: 0, no: 0, dispensable: 0 };

/** @returns both together */
export function addTallies(one: Tally, other: Tally): Tally {
  return {
    total: one.total + other.total,
    open: one.open + other.open,
    yes: one.yes + other.yes,
    partial: one.partial + other.partial,
    no: one.no + other.no,
    dispensable: one.dispensable + other.dispensable,
  };
}

/**
 * Sums rows up.
 * @param key what is summed up together
 * @param facts of a row that are the same for all of one key
 * @returns a sum for each key, in the order in which the keys came
 */
export function tallyBy<R extends Tally, T extends object>(
  rows: readonly R[],
  key: (row: R) => string,
  facts: (row: R) => T,
): (T & Tally)[] {
  const sums = new Map<string, T & Tally>();
  for (const row of rows) {
    const of = key(row);
    sums.set(of, { ...facts(row), ...addTallies(sums.get(of) ?? noTally, row) });
  }
  return [...sums.values()];
}

/** @returns a tally with the open requirements: what is left over */
export function withOpen({ total, yes, partial, no, dispensable }: Omit<Tally, 'open'>): Tally {
  return { total, open: total - yes - partial - no - dispensable, yes, partial, no, dispensable };
}
