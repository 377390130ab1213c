import { setImmediate as turn } from 'node:timers/promises';
import type { DuckDBValue } from '@duckdb/node-api';
import type { EventDocument } from '../../contract/event.js';
import type { HuntRange, Quarry, WantedTexts } from '../../contract/event-store.js';
import { askNeeds } from './filters/asked-needs.js';
import type { Need, SegmentFilter } from './filters/segment-filter.js';
import { type Reader, segmentsSource } from './parts.js';
import { type Found, foundColumns, foundRow, readDocuments } from './places.js';
import { type Condition, every, some } from './query/condition.js';
import { jsonText } from './query/text.js';
import { timestamp } from './query/translate.js';
import type { Segment } from './segment.js';

/** Texts that one query looks for: each takes time for every row. */
const textsPerQuery = 100;
const addressesPerQuery = 1000;
/** Texts that are looked up in a filter before others get their turn. */
const lookUpsAtOnce = 2000;
const eventsAtOnce = 200;
const rowsAtOnce = 20_000;

/** What the searched texts of a row are, in lower case. */
const haystack = `lower(concat_ws(chr(0), message, "process.command_line", "process.executable", "process.name",
  "user.name", fields))`;

/**
 * Reads the rows of a segment that may have what is looked for: whoever asks looks at each event himself.
 * @param onEvents is given the events, a few at a time
 * @returns false when the segment's filter said that it has none of it, so that it was not opened
 * @throws the signal's reason
 */
export async function huntSegment(
  reader: Reader,
  segment: Segment,
  quarry: Quarry,
  range: HuntRange,
  onEvents: (events: EventDocument[]) => Promise<void>,
): Promise<boolean> {
  const source = segmentsSource(reader.dir, [segment])!;
  const filter = await reader.filters.filterOf(segment);
  const texts = await possibleTexts(filter, quarry.texts, reader.signal);
  const addresses = await possibleAddresses(filter, quarry, reader.signal);
  if (texts.length === 0 && addresses === undefined) return false;
  const held = addresses === undefined ? [] : await heldAddresses(reader, source, quarry);
  const conditions = [
    ...batches(texts, textsPerQuery).map(textCondition),
    ...batches(held, addressesPerQuery).map(addressCondition),
  ];
  const seen = new Set<bigint>();
  for (const condition of conditions) {
    for await (const found of rowsOf(reader, source, every([rangeCondition(range), condition]))) {
      const places = found.filter(({ row }) => !seen.has(row) && seen.add(row));
      for (const some of batches(places, eventsAtOnce)) await onEvents(await readDocuments(reader, some));
    }
  }
  return true;
}

/** The rows of a condition in the order of the file, so many at once as memory should hold. */
async function* rowsOf(
  { engine, signal }: Reader,
  source: string,
  { sql, values }: Condition,
): AsyncGenerator<Found[]> {
  for (let after = -1n; ; ) {
    const rows = await engine.query(
      `select ${foundColumns} from (select *, ${haystack} as haystack from ${source})
       where file_row_number > ?::bigint and (${sql}) order by file_row_number limit ${rowsAtOnce}`,
      [after, ...values],
      signal,
    );
    const found = rows.map(foundRow);
    if (found.length > 0) yield found;
    if (found.length < rowsAtOnce) return;
    after = found.at(-1)!.row;
  }
}

/** Rows that hold all texts of one of the entries; in the JSON of the fields a text stands escaped. */
function textCondition(entries: readonly WantedTexts[]): Condition {
  return some(
    entries.map(({ texts }) =>
      every(
        texts.map((text) =>
          some([...writingsOf(text)].map((writing) => ({ sql: 'contains(haystack, ?)', values: [writing] }))),
        ),
      ),
    ),
  );
}

const writingsOf = (text: string): Set<string> => new Set([text, jsonText(text)]);

function addressCondition(addresses: readonly string[]): Condition {
  const marks = addresses.map(() => '?').join(', ');
  return {
    sql: `"source.ip" in (${marks}) or "destination.ip" in (${marks})`,
    values: [...addresses, ...addresses],
  };
}

function rangeCondition({ from, to, receivedBefore }: HuntRange): Condition {
  const bound = (sql: string, time: number | undefined): Condition[] =>
    time === undefined ? [] : [{ sql, values: [timestamp(time)] as DuckDBValue[] }];
  return every([
    ...bound('"@timestamp" >= ?', from),
    ...bound('"@timestamp" < ?', to),
    ...bound('"event.ingested" < ?', receivedBefore),
  ]);
}

/** @returns entries that the segment may hold */
async function possibleTexts(
  filter: SegmentFilter | undefined,
  entries: Quarry['texts'],
  signal: AbortSignal,
): Promise<Quarry['texts']> {
  if (filter === undefined) return entries;
  const possible: WantedTexts[] = [];
  for (const [n, entry] of entries.entries()) {
    if (askNeeds(needsOf(entry))(filter)) possible.push(entry);
    if (n % lookUpsAtOnce === lookUpsAtOnce - 1) {
      await turn();
      signal.throwIfAborted();
    }
  }
  return possible;
}

/** The filter knows parts of texts and of original records, and whole values of columns. */
function needsOf({ texts, column }: WantedTexts): Need[] {
  return texts.map((text): Need => {
    const held = [...writingsOf(text)];
    if (column === undefined) return { texts: held };
    return { any: [[{ texts: held }], [{ column, value: text, caseless: true }]] };
  });
}

/** @returns undefined when the segment has certainly none of the addresses */
async function possibleAddresses(
  filter: SegmentFilter | undefined,
  { addresses, networks }: Quarry,
  signal: AbortSignal,
): Promise<true | undefined> {
  if (networks || (filter === undefined && addresses.length > 0)) return true;
  for (const [n, value] of addresses.entries()) {
    const columns = ['source.ip', 'destination.ip'].map((column): Need[] => [{ column, value }]);
    if (askNeeds([{ any: columns }])(filter!)) return true;
    if (n % lookUpsAtOnce === lookUpsAtOnce - 1) {
      await turn();
      signal.throwIfAborted();
    }
  }
  return undefined;
}

/** @returns addresses of the segment that are wanted, as they are spelt there */
async function heldAddresses(
  { engine, signal }: Reader,
  source: string,
  { wantsAddress }: Quarry,
): Promise<string[]> {
  const rows = await engine.query(
    `select distinct address from (select unnest(["source.ip", "destination.ip"]) as address from ${source})
     where address is not null`,
    [],
    signal,
  );
  return rows.map(({ address }) => address as string).filter(wantsAddress);
}

function batches<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, n) =>
    items.slice(n * size, (n + 1) * size),
  );
}
