import type { Histogram } from '../../contract/event.js';
import { isTimeOver } from './limits.js';
import { partsNewestFirst, prunedSegments, type Reader } from './parts.js';
import type { Condition } from './query/condition.js';
import type { RowQuery } from './query.js';
import type { Snapshot } from './snapshot.js';
import { TimeBuckets } from './time-buckets.js';
import { firstValueOf } from './values.js';

/** Values of a field that are counted apart. */
export interface Split {
  field: string;
  series: readonly string[];
}

/**
 * Counts the events of a query by time, the newest first. When the time is over, what is counted by then.
 * @param most buckets at most (one more where the range does not begin at a bucket's start)
 * @param split counts each of these values of a field apart, too
 * @throws GrundwachtError QUERY_TIMEOUT when nothing is counted yet; the signal's reason
 */
export async function countByTime(
  reader: Reader,
  snapshot: Snapshot,
  query: RowQuery,
  most: number,
  split?: Split,
): Promise<Histogram> {
  const range = timeRange(snapshot, query);
  const series = split && { series: [...split.series] };
  if (!range) return { interval_ms: 0, total: 0, ...series, buckets: [] };
  const buckets = new TimeBuckets(range, most);
  const lanes = (split?.series.length ?? 0) + 1;
  const counts = buckets.spans.map(() => new Array<number>(lanes).fill(0));
  let looked = false;
  let missing: number | undefined;
  for (const part of partsNewestFirst(reader, snapshot, query)) {
    try {
      const source = await part.source();
      for (const { bucket, lane, count } of await countsOf(reader, source, query, buckets, split)) {
        counts[bucket]![lane]! += count;
      }
      looked = true;
    } catch (error) {
      if (!looked || !isTimeOver(reader.signal)) throw error;
      missing = part.timeTo;
      break;
    }
  }
  return {
    interval_ms: buckets.width,
    total: counts.flat().reduce(add, 0),
    ...series,
    buckets: counts.map((by, n) => ({
      ...buckets.spans[n]!,
      count: by.reduce(add, 0),
      ...(split && { by }),
    })),
    ...(missing !== undefined && { partial: { searched_from: new Date(missing).toISOString() } }),
  };
}

const add = (a: number, b: number): number => a + b;

async function countsOf(
  { engine, signal }: Reader,
  source: string | undefined,
  query: RowQuery,
  buckets: TimeBuckets,
  split: Split | undefined,
): Promise<{ bucket: number; lane: number; count: number }[]> {
  if (source === undefined) return [];
  const lane = split ? laneOf(split) : { sql: '0', values: [] };
  const bucket = buckets.sql;
  const rows = await engine.query(
    `select ${bucket.sql} as bucket, ${lane.sql} as lane, count(*) as count
     from ${source} where ${query.condition.sql} group by bucket, lane`,
    [...bucket.values, ...lane.values, ...query.condition.values],
    signal,
  );
  return rows.map((row) => ({
    bucket: Number(row['bucket']),
    lane: Number(row['lane']),
    count: Number(row['count']),
  }));
}

/** Index of the value in the series; that behind the last for every other. */
function laneOf({ field, series }: Split): Pick<Condition, 'sql' | 'values'> {
  const { sql, values } = firstValueOf(field);
  const cases = series.map((_, n) => `when ? then ${n}`).join(' ');
  if (series.length === 0) return { sql: '0', values: [] };
  return { sql: `case (${sql})::varchar ${cases} else ${series.length} end`, values: [...values, ...series] };
}

/** @returns the asked range, with open ends closed by what is stored; undefined when nothing can match */
function timeRange(snapshot: Snapshot, query: RowQuery): { from: number; to: number } | undefined {
  const hot = snapshot.hot.flatMap((table) => query.tenants.map((tenant) => table.spans.get(tenant)));
  const spans = [...hot.filter((span) => span !== undefined), ...prunedSegments(snapshot, query)];
  let oldest = Number.POSITIVE_INFINITY;
  let newest = Number.NEGATIVE_INFINITY;
  for (const { timeFrom, timeTo } of spans) {
    oldest = Math.min(oldest, timeFrom);
    newest = Math.max(newest, timeTo);
  }
  const from = Number.isFinite(query.from) ? query.from : oldest;
  const to = Number.isFinite(query.to) ? query.to : newest + 1;
  return Number.isFinite(from) && Number.isFinite(to) && from < to ? { from, to } : undefined;
}
