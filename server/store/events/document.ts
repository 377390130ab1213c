import type { DuckDBBlobValue, DuckDBValue } from '@duckdb/node-api';
import type { Event, EventDocument } from '../../contract/event.js';
import { numberColumns, textColumns } from '../../contract/event-columns.js';
import { toDocument } from '../../contract/event-document.js';
import { columns, identifier } from './columns.js';

/** A row as DuckDB gives it. */
export type Row = Record<string, DuckDBValue>;

/** What is read of every event. Hot files and segments have times of different precision. */
export const rowColumns = columns
  .map(({ name, kind }) => {
    const column = identifier(name);
    return kind === 'time' ? `epoch_ms(${column}) as ${column}` : column;
  })
  .join(', ');

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
