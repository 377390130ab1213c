/** Stands in the counts of a segment for all datasets that are not named there. */
export const otherDatasets = '(other)';

/**
 * Datasets that a segment names. What senders write becomes a part of many names, so that there could be as many as
 * rows, and the manifest with all of them is held in memory.
 */
const mostNamed = 500;

/**
 * @param counts rows of each dataset, in any order; a dataset may come several times
 * @param names those that are counted apart; undefined: the largest ones
 * @returns the same for a manifest
 */
export function namedCounts(
  counts: Iterable<readonly [dataset: string, rows: number]>,
  names?: ReadonlySet<string>,
): Record<string, number> {
  const sums = new Map<string, number>();
  for (const [dataset, rows] of counts) sums.set(dataset, (sums.get(dataset) ?? 0) + rows);
  const named = names ?? largest(sums);
  let others = 0;
  const result: [string, number][] = [];
  for (const [dataset, rows] of sums) {
    if (dataset !== otherDatasets && named.has(dataset)) result.push([dataset, rows]);
    else others += rows;
  }
  if (others > 0) result.push([otherDatasets, others]);
  // Unlike an assignment this takes every name, `__proto__` as well.
  return Object.fromEntries(result);
}

function largest(sums: ReadonlyMap<string, number>): ReadonlySet<string> {
  if (sums.size <= mostNamed) return new Set(sums.keys());
  const sorted = [...sums].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return new Set(sorted.slice(0, mostNamed - 1).map(([dataset]) => dataset));
}
