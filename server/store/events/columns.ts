import { BIGINT, BLOB, type DuckDBType, TIMESTAMP_MS, VARCHAR } from '@duckdb/node-api';
import { numberColumns, textColumns } from '../../contract/event.js';

interface Column {
  name: string;
  type: DuckDBType;
}

const column = (name: string, type: DuckDBType): Column => ({ name, type });

/** Columns of the hot tables and the segments, in order. Times are UTC, milliseconds. */
export const columns: readonly Column[] = [
  column('id', VARCHAR),
  column('tenant', VARCHAR),
  column('@timestamp', TIMESTAMP_MS),
  column('event.ingested', TIMESTAMP_MS),
  ...textColumns.map((name) => column(name, VARCHAR)),
  ...numberColumns.map((name) => column(name, BIGINT)),
  column('fields', VARCHAR),
  column('event.original', BLOB),
  column('position', BIGINT),
];

/** @returns the name as an SQL identifier; names come from {@link columns} or are made here, never from users */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export const columnDefinitions = columns.map(({ name, type }) => `${identifier(name)} ${type}`).join(', ');
