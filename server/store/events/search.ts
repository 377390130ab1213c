import type { DuckDBValue } from '@duckdb/node-api';
import type { EventDocument, EventPage } from '../../contract/event.js';
import { encodeCursor } from './cursor.js';
import { rowColumns, rowDocument } from './document.js';
import { isTimeOver } from './limits.js';
import { type Part, partsNewestFirst, type Reader, segmentsSource } from './parts.js';
import { type Found, foundColumns, foundRow, newestFirst, readDocuments } from './places.js';
import type { RowQuery } from './query.js';
import type { Snapshot } from './snapshot.js';
import { parquetSource } from './sources.js';

/** Behind every event of a time: the texts of ids end before it. */
const lastId = '\u{10ffff}';
/** Time to read the rows that were found when the time for finding them was over. */
const fetchMs = 5000;

/**
 * The page of newest events, newest segments first and only as many as needed. When the time is over, what is
 * certain by then, and the place to go on from.
 * @param now what it was for the query
 * @throws GrundwachtError QUERY_TIMEOUT when nothing is certain yet; the signal's reason
 */
export async function searchPage(
  reader: Reader,
  snapshot: Snapshot,
  query: RowQuery,
  limit: number,
  now: number,
): Promise<EventPage> {
  let found: Found[] = [];
  let looked = false;
  for (const part of partsNewestFirst(reader, snapshot, query)) {
    // Equal times are ordered by id: a part that ends exactly there may still hold a row of the page.
    const last = found[limit];
    if (last && last.time > part.timeTo) break;
    try {
      const more = await newestOf(reader, part, query, limit + 1);
      found = [...found, ...more].sort(newestFirst).slice(0, limit + 1);
      looked = true;
    } catch (error) {
      if (!looked || !isTimeOver(reader.signal)) throw error;
      return partialPage(reader, found, limit, { timeTo: part.timeTo, now });
    }
  }
  return wholePage(reader, found, limit, now);
}

async function newestOf(reader: Reader, part: Part, query: RowQuery, limit: number): Promise<Found[]> {
  reader.signal.throwIfAborted();
  const source = await part.source();
  if (source === undefined) return [];
  const rows = await reader.engine.query(
    `select ${foundColumns} from ${source} where ${query.condition.sql}
     order by "@timestamp" desc, id desc limit ${limit}`,
    query.condition.values,
    reader.signal,
  );
  return rows.map(foundRow);
}

async function wholePage(
  reader: Reader,
  found: readonly Found[],
  limit: number,
  now: number,
): Promise<EventPage> {
  const { time, id } = found[limit - 1] ?? {};
  return {
    items: await readDocuments(reader, found.slice(0, limit)),
    next: found.length > limit ? encodeCursor({ time: time!, id: id!, now }) : null,
  };
}

/** @param end `timeTo`: event time of the newest row that has not been looked at */
async function partialPage(
  reader: Reader,
  found: readonly Found[],
  limit: number,
  { timeTo, now }: { timeTo: number; now: number },
): Promise<EventPage> {
  const extra: Reader = { ...reader, signal: AbortSignal.timeout(fetchMs) };
  const certain = found.filter(({ time }) => time > timeTo);
  if (certain.length > limit) return wholePage(extra, certain, limit, now);
  return {
    items: await readDocuments(extra, certain),
    next: encodeCursor({ time: timeTo, id: lastId, now }),
    partial: { searched_from: new Date(timeTo).toISOString() },
  };
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
