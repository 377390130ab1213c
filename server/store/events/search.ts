import type { DuckDBValue } from '@duckdb/node-api';
import type { EventDocument, EventPage } from '../../contract/event.js';
import { encodeCursor, type Place } from './cursor.js';
import { type Row, rowColumns, rowDocument, rowTime } from './document.js';
import { isTimeOver } from './limits.js';
import { type Part, partsNewestFirst, type Reader, segmentsSource } from './parts.js';
import type { RowQuery } from './query.js';
import type { Snapshot } from './snapshot.js';
import { parquetSource } from './sources.js';

/** Behind every event of a time: the texts of ids end before it. */
const lastId = '\u{10ffff}';

/**
 * The page of newest events, newest segments first and only as many as needed. When the time is over, what is
 * certain by then, and the place to go on from.
 * @throws GrundwachtError QUERY_TIMEOUT when nothing is certain yet; the signal's reason
 */
export async function searchPage(
  reader: Reader,
  snapshot: Snapshot,
  query: RowQuery,
  limit: number,
): Promise<EventPage> {
  let rows: Row[] = [];
  let looked = false;
  for (const part of partsNewestFirst(reader, snapshot, query)) {
    // Equal times are ordered by id: a part that ends exactly there may still hold a row of the page.
    const last = rows[limit];
    if (last && rowTime(last) > part.timeTo) break;
    try {
      rows = mergeRows(rows, await newestOf(reader, part, query, limit + 1), limit + 1);
      looked = true;
    } catch (error) {
      if (!looked || !isTimeOver(reader.signal)) throw error;
      return partialPage(rows, limit, part.timeTo);
    }
  }
  return page(rows, limit);
}

async function newestOf(reader: Reader, part: Part, query: RowQuery, limit: number): Promise<Row[]> {
  reader.signal.throwIfAborted();
  const source = await part.source();
  if (source === undefined) return [];
  return reader.engine.query(
    `select ${rowColumns} from ${source} where ${query.condition.sql}
     order by "@timestamp" desc, id desc limit ${limit}`,
    query.condition.values,
    reader.signal,
  );
}

function page(rows: readonly Row[], limit: number): EventPage {
  return {
    items: rows.slice(0, limit).map(rowDocument),
    next: rows.length > limit ? next(rows[limit - 1]!) : null,
  };
}

/** @param timeTo event time of the newest row that has not been looked at */
function partialPage(rows: readonly Row[], limit: number, timeTo: number): EventPage {
  const certain = rows.filter((row) => rowTime(row) > timeTo);
  if (certain.length > limit) return page(certain, limit);
  return {
    items: certain.map(rowDocument),
    next: encodeCursor({ time: timeTo, id: lastId }),
    partial: { searched_from: new Date(timeTo).toISOString() },
  };
}

function next(last: Row): string {
  return encodeCursor({ time: rowTime(last), id: last['id'] as string } satisfies Place);
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

/**
 * @returns the event of an id, looked for only where its id can be
 * @throws the signal's reason
 */
export async function findById(
  { engine, dir, signal }: Reader,
  snapshot: Snapshot,
  tenants: readonly string[],
  id: string,
): Promise<EventDocument | undefined> {
  const hot = snapshot.hot.flatMap(({ files }) => files);
  const allowed = new Set(tenants);
  const segments = snapshot.segments.filter(
    (segment) => allowed.has(segment.tenant) && segment.idFrom <= id && id <= segment.idTo,
  );
  const sources = [hot.length > 0 ? parquetSource(hot) : undefined, segmentsSource(dir, segments)];
  const values: DuckDBValue[] = [id, ...tenants];
  const marks = tenants.map(() => '?').join(', ');
  for (const source of sources) {
    if (source === undefined) continue;
    const [row] = await engine.query(
      `select ${rowColumns} from ${source} where id = ? and tenant in (${marks}) limit 1`,
      values,
      signal,
    );
    if (row) return rowDocument(row);
  }
  return undefined;
}
