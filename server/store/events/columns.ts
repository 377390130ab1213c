import { numberColumns, textColumns } from '../../contract/event-columns.js';
import type { ParquetColumn } from './parquet/footer.js';

/** Columns of the hot files and the segments, in order. Times are UTC, milliseconds. */
export const columns: readonly ParquetColumn[] = [
  { name: 'id', kind: 'text', optional: true },
  { name: 'tenant', kind: 'text', optional: true },
  { name: '@timestamp', kind: 'time', optional: false },
  { name: 'event.ingested', kind: 'time', optional: false },
  ...textColumns.map((name) => ({ name, kind: 'text', optional: true }) as const),
  ...numberColumns.map((name) => ({ name, kind: 'integer', optional: true }) as const),
  { name: 'fields', kind: 'text', optional: true },
  { name: 'event.original', kind: 'bytes', optional: false },
];

/** @returns the name as an SQL identifier; names come from {@link columns} or are made here, never from users */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
