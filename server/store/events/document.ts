import type { DuckDBBlobValue, DuckDBValue } from '@duckdb/node-api';
import {
  type Event,
  type EventDocument,
  numberColumns,
  textColumns,
  toDocument,
} from '../../contract/event.js';

/** A row as DuckDB gives it. */
export type Row = Record<string, DuckDBValue>;

/** Columns of a {@link Row}: Parquet gives times in another precision than the hot tables. */
export const rowColumns = `* replace (
  epoch_ms("@timestamp") as "@timestamp", epoch_ms("event.ingested") as "event.ingested")`;

/** @returns the event time of a row, milliseconds since the epoch */
export function rowTime(row: Row): number {
  return Number(row['@timestamp']);
}

/** @returns the row in the API's form */
export function rowDocument(row: Row): EventDocument {
  const event: Record<string, unknown> = {
    id: row['id'],
    tenant: row['tenant'],
    '@timestamp': rowTime(row),
    'event.ingested': Number(row['event.ingested']),
    fields: JSON.parse(row['fields'] as string),
    'event.original': (row['event.original'] as DuckDBBlobValue).bytes,
  };
  for (const name of textColumns) if (row[name] !== null) event[name] = row[name];
  for (const name of numberColumns) if (row[name] !== null) event[name] = Number(row[name]);
  return toDocument(event as unknown as Event);
}
