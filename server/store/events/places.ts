import type { DuckDBValue } from '@duckdb/node-api';
import type { EventDocument } from '../../contract/event.js';
import { type Row, rowColumns, rowDocument } from './document.js';
import type { Reader } from './parts.js';
import { parquetRows } from './sources.js';

/** Where a row of a result lies. */
export interface Found {
  /** Absolute path of its file. */
  file: string;
  /** Number of the row in the file. */
  row: bigint;
  /** Event time, milliseconds. */
  time: number;
  id: string;
}

/** Columns of {@link Found}. */
export const foundColumns = 'filename as file, file_row_number as row, epoch_ms("@timestamp") as time, id';

/** @returns a row of {@link foundColumns} */
export function foundRow(row: Record<string, DuckDBValue>): Found {
  return {
    file: row['file'] as string,
    row: row['row'] as bigint,
    time: Number(row['time']),
    id: row['id'] as string,
  };
}

/** Newest first; equal times by id, as DuckDB orders text. */
export function newestFirst(a: Found, b: Found): number {
  if (a.time !== b.time) return b.time - a.time;
  return a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
}

/**
 * Reads whole rows. Finding them first, by few columns, reads a fraction of what a search with all columns
 * would.
 * @returns the events in the order of the places
 * @throws the signal's reason
 */
export async function readDocuments(
  { engine, signal }: Reader,
  places: readonly Found[],
): Promise<EventDocument[]> {
  if (places.length === 0) return [];
  const rows = new Map<string, bigint[]>();
  for (const { file, row } of places) rows.set(file, [...(rows.get(file) ?? []), row]);
  const parts = [...rows].map(
    ([file, numbers]) =>
      `select file_row_number, filename, ${rowColumns} from ${parquetRows([file])} where file_row_number in (${numbers.join(', ')})`,
  );
  const found = new Map<string, Row>();
  for (const row of await engine.query(parts.join(' union all '), [], signal)) {
    found.set(`${row['file_row_number']} ${row['filename']}`, row);
  }
  return places.map(({ file, row }) => rowDocument(found.get(`${row} ${file}`)!));
}
