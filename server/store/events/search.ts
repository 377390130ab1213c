import { join } from 'node:path';
import type { DuckDBValue } from '@duckdb/node-api';
import type { EventDocument } from '../../contract/event.js';
import { encodeCursor } from './cursor.js';
import { type Row, rowColumns, rowDocument, rowTime } from './document.js';
import type { Engine } from './duckdb.js';
import type { RowQuery } from './query.js';
import type { Segment } from './segment-file.js';
import type { Snapshot } from './snapshot.js';
import { parquetSource } from './sources.js';

/** A part of the store that one SQL statement reads. */
export interface Part {
  /** What stands behind FROM. */
  source: string;
  /** Event time of the newest row. */
  timeTo: number;
}

/** Segments read at once at first; doubled with every step of a search that has not found enough. */
const firstStep = 4;
const largestStep = 64;

/**
 * The page of newest events, newest segments first and only as many as needed.
 * @param dir the store's folder
 */
export async function searchPage(
  engine: Engine,
  dir: string,
  snapshot: Snapshot,
  query: RowQuery,
  limit: number,
): Promise<{ items: EventDocument[]; next: string | null }> {
  let rows: Row[] = [];
  for (const part of partsNewestFirst(dir, snapshot, query)) {
    // Equal times are ordered by id: a part that ends exactly there may still hold a row of the page.
    const last = rows[limit];
    if (last && rowTime(last) > part.timeTo) break;
    const found = await engine.query(
      `select ${rowColumns} from ${part.source} where ${query.condition.sql} order by "@timestamp" desc, id desc limit ${limit + 1}`,
      query.condition.values,
    );
    rows = mergeRows(rows, found, limit + 1);
  }
  const items = rows.slice(0, limit).map(rowDocument);
  const last = rows.length > limit ? rows[limit - 1]! : undefined;
  return { items, next: last ? encodeCursor({ time: rowTime(last), id: last['id'] as string }) : null };
}

/** @returns the parts that can hold rows of the query, in order of their newest row */
export function* partsNewestFirst(dir: string, snapshot: Snapshot, query: RowQuery): Generator<Part> {
  const hot = hotPart(snapshot, query);
  if (hot) yield hot;
  const segments = prunedSegments(snapshot, query).sort((a, b) => b.timeTo - a.timeTo);
  for (let n = 0, step = firstStep; n < segments.length; n += step, step = Math.min(step * 2, largestStep)) {
    yield segmentsPart(dir, segments.slice(n, n + step));
  }
}

/** @returns segments of the query's tenants and time range */
export function prunedSegments(snapshot: Snapshot, query: RowQuery): Segment[] {
  const tenants = new Set(query.tenants);
  return snapshot.segments.filter(
    (segment) => tenants.has(segment.tenant) && segment.timeTo >= query.from && segment.timeFrom < query.to,
  );
}

/** @returns the hot files as one part, if they can hold rows of the query */
export function hotPart(snapshot: Snapshot, query: RowQuery): Part | undefined {
  const hot = snapshot.hot.filter(({ spans }) =>
    query.tenants.some((tenant) => overlaps(spans.get(tenant), query)),
  );
  const files = hot.flatMap((part) => part.files);
  return files.length > 0 ? { source: parquetSource(files), timeTo: Number.POSITIVE_INFINITY } : undefined;
}

function overlaps(span: { timeFrom: number; timeTo: number } | undefined, query: RowQuery): boolean {
  return span !== undefined && span.timeTo >= query.from && span.timeFrom < query.to;
}

export function segmentsPart(dir: string, segments: readonly Segment[]): Part {
  return { source: parquetSource(segments.map(({ path }) => join(dir, path))), timeTo: segments[0]!.timeTo };
}

function mergeRows(a: Row[], b: Row[], limit: number): Row[] {
  return [...a, ...b].sort(newestFirst).slice(0, limit);
}

function newestFirst(a: Row, b: Row): number {
  const byTime = rowTime(b) - rowTime(a);
  return byTime !== 0 ? byTime : compare(b['id'] as string, a['id'] as string);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** @returns the event of an id, looked for only where its id can be */
export async function findById(
  engine: Engine,
  dir: string,
  snapshot: Snapshot,
  tenants: readonly string[],
  id: string,
): Promise<EventDocument | undefined> {
  const hot = snapshot.hot.flatMap(({ files }) => files);
  const allowed = new Set(tenants);
  const segments = snapshot.segments.filter(
    (segment) => allowed.has(segment.tenant) && segment.idFrom <= id && id <= segment.idTo,
  );
  const sources = [
    ...(hot.length > 0 ? [parquetSource(hot)] : []),
    ...(segments.length > 0 ? [segmentsPart(dir, segments).source] : []),
  ];
  const values: DuckDBValue[] = [id, ...tenants];
  const marks = tenants.map(() => '?').join(', ');
  for (const source of sources) {
    const [row] = await engine.query(
      `select ${rowColumns} from ${source} where id = ? and tenant in (${marks}) limit 1`,
      values,
    );
    if (row) return rowDocument(row);
  }
  return undefined;
}
