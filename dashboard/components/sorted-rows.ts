import { useRef } from 'react';

/** By which column a table is sorted. */
export interface Sort {
  id: string;
  desc: boolean;
}

type Value = string | number;
const collator = new Intl.Collator('de', { numeric: true });

/** @returns how two values of a column are ordered: numbers by size, texts with their numbers */
const compareValues = (a: Value, b: Value): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b));

/**
 * @param sample a value of the column
 * @returns what a click on a column's header asks for: figures with the largest first, texts upwards; then the reverse
 */
export const nextSort = (sort: Sort | undefined, id: string, sample: Value | undefined): Sort => ({
  id,
  desc: sort?.id === id ? !sort.desc : typeof sample === 'number',
});

/** @returns the rows in the order of their values; equal ones stay as they were */
export function sortRows<T>(rows: readonly T[], values: readonly Value[], desc: boolean): T[] {
  const direction = desc ? -1 : 1;
  return rows
    .map((_, at) => at)
    .sort((a, b) => direction * compareValues(values[a]!, values[b]!))
    .map((at) => rows[at]!);
}

const same = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((each, at) => each === b[at]);

interface Sorted<T> {
  rows: readonly T[];
  values: readonly Value[];
  desc: boolean;
  sorted: readonly T[];
}

/**
 * Pages make their rows and columns anew at every drawing: putting thousands in order is done only where rows or values
 * are others than before.
 * @param value of a row, by which they are sorted; undefined: they stay as they come
 */
export function useSorted<T>(
  rows: readonly T[],
  value: ((row: T) => Value) | undefined,
  desc: boolean,
): readonly T[] {
  const last = useRef<Sorted<T>>(undefined);
  if (value === undefined) return rows;
  const values = rows.map(value);
  const before = last.current;
  if (before?.desc === desc && same(before.rows, rows) && same(before.values, values)) return before.sorted;
  const sorted = sortRows(rows, values, desc);
  last.current = { rows, values, desc, sorted };
  return sorted;
}
