import type { BlockFilter } from './segment-filter.js';

/** Rows of a file, both inclusive. */
export interface RowRange {
  first: number;
  last: number;
}

/** Ranges at most: each is a condition that every row of the others is compared with, too. */
const mostRanges = 64;

/**
 * @param blocks in the order of their rows
 * @returns their rows in as few ranges as it takes; of many ranges, those that are next to each other become one
 */
export function rangesOf(blocks: readonly Pick<BlockFilter, 'firstRow' | 'rows'>[]): RowRange[] {
  const ranges: RowRange[] = [];
  for (const { firstRow, rows } of blocks) {
    const before = ranges.at(-1);
    if (before && before.last + 1 === firstRow) before.last += rows;
    else ranges.push({ first: firstRow, last: firstRow + rows - 1 });
  }
  return ranges.length > mostRanges ? withoutSmallGaps(ranges) : ranges;
}

function withoutSmallGaps(ranges: readonly RowRange[]): RowRange[] {
  const gaps = ranges.slice(1).map(({ first }, n) => first - ranges[n]!.last);
  // So many of the largest gaps stay.
  const least = [...gaps].sort((a, b) => b - a)[mostRanges - 1]!;
  const joined: RowRange[] = [{ ...ranges[0]! }];
  for (const [n, { first, last }] of ranges.slice(1).entries()) {
    if (gaps[n]! > least) joined.push({ first, last });
    else joined.at(-1)!.last = last;
  }
  return joined;
}
