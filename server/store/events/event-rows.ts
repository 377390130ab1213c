import {
  DuckDBBlobValue,
  DuckDBDataChunk,
  DuckDBTimestampMillisecondsValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import { type Event, type FieldValue, numberColumns, textColumns } from '../../contract/event.js';
import { columns } from './columns.js';

/** Rows of one flush: few enough that it holds up the event loop for some milliseconds only. */
export const rowsPerFlush = 256;

/** An event and the journal position behind its batch. */
export interface PlacedEvent {
  event: Event;
  position: number;
}

/** A chunk that is filled again and again: its memory is given back by `reset`, not by the garbage collector. */
export class RowChunk {
  readonly #chunk = DuckDBDataChunk.create(columns.map(({ type }) => type));

  /**
   * @param rows at most {@link rowsPerFlush}
   * @returns the chunk, valid until the next call
   */
  fill(rows: readonly PlacedEvent[]): DuckDBDataChunk {
    const chunk = this.#chunk;
    chunk.reset();
    chunk.rowCount = rows.length;
    let index = 0;
    const set = (value: (event: Event, position: number) => DuckDBValue): void => {
      chunk.setColumnValues(
        index++,
        rows.map(({ event, position }) => value(event, position)),
      );
    };
    set((event) => event.id);
    set((event) => event.tenant);
    set((event) => timestamp(event['@timestamp']));
    set((event) => timestamp(event['event.ingested']));
    for (const name of textColumns) set((event) => event[name] ?? null);
    for (const name of numberColumns) set((event) => whole(event[name]));
    set((event) => fieldsText(event.fields));
    set((event) => new DuckDBBlobValue(event['event.original']));
    set((_event, position) => BigInt(position));
    return chunk;
  }
}

/** @param time milliseconds since the epoch */
export function timestamp(time: number): DuckDBTimestampMillisecondsValue {
  return new DuckDBTimestampMillisecondsValue(BigInt(storableTime(time)));
}

const earliest = Date.parse('0001-01-01T00:00:00Z');
const latest = Date.parse('9999-12-31T23:59:59.999Z');

/** A clock that is wrong by millennia must not stop the store: the original keeps what the record said. */
export function storableTime(time: number): number {
  return Number.isNaN(time) ? 0 : Math.trunc(Math.min(Math.max(time, earliest), latest));
}

function whole(value: number | undefined): bigint | null {
  return value === undefined || !Number.isFinite(value) ? null : BigInt(Math.trunc(value));
}

const loneSurrogate = /\\ud[89a-f]/;

/** @returns the fields as JSON that every parser takes: no half surrogate pair (RFC 8259 8.2) */
function fieldsText(fields: Event['fields']): string {
  const text = JSON.stringify(fields);
  if (!loneSurrogate.test(text)) return text;
  return JSON.stringify(
    Object.fromEntries(Object.entries(fields).map(([name, value]) => [wellFormed(name), repaired(value)])),
  );
}

function repaired(value: FieldValue): FieldValue {
  if (Array.isArray(value)) return value.map(repaired);
  return typeof value === 'string' ? wellFormed(value) : value;
}

/** Half surrogate pairs become U+FFFD, as in every encoder. */
function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
