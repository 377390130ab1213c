import type { Segment } from './segment.js';
import { otherDatasets } from './segments/dataset-counts.js';

/** Rows that a merged segment holds at most, as far as merging goes. */
export const mostMergedRows = 1_000_000;
const dayMs = 86_400_000;
/** Segments of the running day are merged when so many small ones lie there: each row is rewritten a few times only. */
const leastSegments = 8;

/** Segments of one tenant and day that become one, or one for each class of datasets. */
export interface Merge {
  tenant: string;
  /** In the order of the journal. */
  sources: Segment[];
  /** Datasets of each segment to write; all of the sources' are in one of them. */
  outputs: string[][];
}

/** @returns the class of a dataset: rows of different classes leave at different times and so do not lie together */
export type DatasetClass = (tenant: string, dataset: string) => string;

/**
 * Chooses what to merge next. A segment never spans more than a day of receipt, so that whole segments become due.
 * @param classOf retention class
 * @param now milliseconds since the epoch
 * @returns undefined when nothing is worth merging
 */
export function nextMerge(
  segments: readonly Segment[],
  classOf: DatasetClass,
  now: number,
  mostRows: number = mostMergedRows,
): Merge | undefined {
  for (const group of groupsOf(segments, classOf, mostRows).values()) {
    const sources = chosen(group, mostRows, dayOf(group[0]!.receivedFrom) < dayOf(now));
    if (sources) return { tenant: group[0]!.tenant, sources, outputs: outputsOf(sources, classOf) };
  }
  return undefined;
}

/**
 * Segments that may lie together: of one tenant, day and class, or of several classes. Rows of datasets that are not named
 * have no class.
 */
function groupsOf(
  segments: readonly Segment[],
  classOf: DatasetClass,
  mostRows: number,
): Map<string, Segment[]> {
  const groups = new Map<string, Segment[]>();
  for (const segment of [...segments].sort((a, b) => a.positionFrom - b.positionFrom)) {
    if (segment.rows > mostRows / 2 || Object.hasOwn(segment.datasets, otherDatasets)) continue;
    const [name, another] = classesOf(segment, classOf).keys();
    const key = JSON.stringify([segment.tenant, dayOf(segment.receivedFrom), another ? null : name]);
    const group = groups.get(key);
    if (group) group.push(segment);
    else groups.set(key, [segment]);
  }
  return groups;
}

const dayOf = (time: number): number => Math.floor(time / dayMs);

function classesOf({ tenant, datasets }: Segment, classOf: DatasetClass): Map<string, string[]> {
  const classes = new Map<string, string[]>();
  for (const dataset of Object.keys(datasets)) {
    const name = classOf(tenant, dataset);
    classes.set(name, [...(classes.get(name) ?? []), dataset]);
  }
  return classes;
}

/** @param over whether nothing more comes for the day */
function chosen(group: readonly Segment[], mostRows: number, over: boolean): Segment[] | undefined {
  if (over) return group.length > 1 ? firstOf(group, mostRows) : undefined;
  for (const rows of [mostRows / 64, mostRows / 8]) {
    const small = group.filter((segment) => segment.rows <= rows);
    if (small.length >= leastSegments) return firstOf(small, mostRows);
  }
  return undefined;
}

/** As many as fit; two at least, which are half as large each. */
function firstOf(segments: readonly Segment[], mostRows: number): Segment[] {
  let rows = 0;
  const fitting = segments.findIndex((segment) => {
    rows += segment.rows;
    return rows > mostRows;
  });
  return fitting < 0 ? [...segments] : segments.slice(0, Math.max(2, fitting));
}

function outputsOf(sources: readonly Segment[], classOf: DatasetClass): string[][] {
  const classes = new Map<string, Set<string>>();
  for (const source of sources) {
    for (const [name, datasets] of classesOf(source, classOf)) {
      classes.set(name, new Set([...(classes.get(name) ?? []), ...datasets]));
    }
  }
  return [...classes.values()].map((datasets) => [...datasets]);
}
