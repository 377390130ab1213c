import type { Histogram } from '../../contract/event.js';
import { isTimeOver } from './limits.js';
import { partsNewestFirst, prunedSegments, type Reader } from './parts.js';
import type { RowQuery } from './query.js';
import type { Snapshot } from './snapshot.js';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Widths that a person can read off an axis. */
const widths = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
  ...[1, 2, 7, 14, 28].map((n) => n * day),
];

/**
 * Counts the events of a query by time, the newest first. When the time is over, what is counted by then.
 * @param buckets how many there may be at most (one more where the range does not begin at a bucket's start)
 * @throws GrundwachtError QUERY_TIMEOUT when nothing is counted yet; the signal's reason
 */
export async function countByTime(
  reader: Reader,
  snapshot: Snapshot,
  query: RowQuery,
  buckets: number,
): Promise<Histogram> {
  const range = timeRange(snapshot, query);
  if (!range) return { interval_ms: 0, total: 0, buckets: [] };
  const width = bucketWidth(range, buckets);
  const start = Math.floor(range.from / width) * width;
  const counts = new Array<number>(Math.floor((range.to - 1 - start) / width) + 1).fill(0);
  let looked = false;
  let missing: number | undefined;
  for (const part of partsNewestFirst(reader, snapshot, query)) {
    try {
      for (const { bucket, count } of await countsOf(reader, await part.source(), query, start, width)) {
        counts[bucket]! += count;
      }
      looked = true;
    } catch (error) {
      if (!looked || !isTimeOver(reader.signal)) throw error;
      missing = part.timeTo;
      break;
    }
  }
  return {
    interval_ms: width,
    total: counts.reduce((sum, count) => sum + count, 0),
    buckets: counts.map((count, n) => ({ start: new Date(start + n * width).toISOString(), count })),
    ...(missing !== undefined && { partial: { searched_from: new Date(missing).toISOString() } }),
  };
}

async function countsOf(
  { engine, signal }: Reader,
  source: string | undefined,
  query: RowQuery,
  start: number,
  width: number,
): Promise<{ bucket: number; count: number }[]> {
  if (source === undefined) return [];
  const rows = await engine.query(
    `select (epoch_ms("@timestamp") - ?) // ? as bucket, count(*) as count
     from ${source} where ${query.condition.sql} group by bucket`,
    [BigInt(start), BigInt(width), ...query.condition.values],
    signal,
  );
  return rows.map((row) => ({ bucket: Number(row['bucket']), count: Number(row['count']) }));
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

function bucketWidth({ from, to }: { from: number; to: number }, buckets: number): number {
  const least = (to - from) / Math.max(1, buckets);
  return widths.find((width) => width >= least) ?? Math.ceil(least / (28 * day)) * 28 * day;
}
