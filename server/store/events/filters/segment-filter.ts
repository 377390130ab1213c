import { fold } from './fold.js';
import type { GramSet } from './gram-set.js';
import { type ValueSet, valueKey } from './value-set.js';

/** What a segment, or a block of its rows, certainly does not hold: searches do not read it for that. */
export interface SegmentFilter {
  grams: GramSet;
  values: ValueSet;
  /** Whether the values are there without case, too; filters of earlier versions have them as they are only. */
  caseless: boolean;
}

/** Text columns whose values are in the filter: what investigations begin with. */
export const filteredColumns = [
  'host.name',
  'source.ip',
  'destination.ip',
  'user.name',
  'process.name',
  'process.executable',
  'event.dataset',
  'event.code',
  'log.source',
] as const;
const filtered = new Set<string>(filteredColumns);

/** What a row must have to be found, as far as a filter can tell. */
export type Need =
  | { column: string; value: string; caseless?: true }
  /** One of these texts is in one of the row's texts: message, command line, fields, original. */
  | { texts: readonly string[] }
  /** All the needs of one of these. */
  | { any: readonly (readonly Need[])[] };

/** @returns whether segments' filters can tell anything about the column's exact values */
export function hasValues(column: string): boolean {
  return filtered.has(column);
}

/** @returns the keys of a value: as it is, and without case where that differs */
export function valueKeys(column: string, value: string): string[] {
  const folded = fold(value);
  const key = valueKey(column, value);
  return folded === value ? [key] : [key, foldedKey(column, folded)];
}

/** @returns the key of a value that was folded because it differs from the value itself */
export function foldedKey(column: string, folded: string): string {
  return valueKey(`~${column}`, folded);
}

/** Rows of a segment that follow each other, with what they certainly do not hold. */
export interface BlockFilter {
  /** Number of the first row in the file, and how many follow. */
  firstRow: number;
  rows: number;
  filter: SegmentFilter;
}

/** Both kinds of filters of a segment, as its file has them. */
export interface SegmentFilters {
  whole: SegmentFilter;
  /** In the order of the rows, all of them; none in segments that were not merged yet, or by an earlier version. */
  blocks: readonly BlockFilter[];
}
