import { GrundwachtError } from '../../contract/errors.js';
import { faultAt, type Said } from '../../contract/fault.js';

/** A table as a file holds it: every cell is text. */
export interface Table {
  rows: TableRow[];
  /** How the file was read, for people: `UTF-8, ;` or the sheet's name. */
  form: string;
}

export interface TableRow {
  /** 1-based, as the spreadsheet program or the editor shows it. */
  number: number;
  cells: string[];
  /** Columns (0-based) whose cell cannot be taken, with the reason. */
  faults: Map<number, string>;
}

/** What a table file may have at most. */
export const tableLimits = {
  bytes: 10 * 1024 * 1024,
  rows: 10_000,
  columns: 200,
  cellLength: 32_767,
} as const;

/** @throws GrundwachtError TABLE_MALFORMED, always */
export function malformed(said: Said, cause?: unknown): never {
  throw new GrundwachtError(
    'TABLE_MALFORMED',
    faultAt(undefined, said),
    cause === undefined ? {} : { cause },
  );
}

/** Adds a row unless it is blank. @throws GrundwachtError TABLE_MALFORMED past the limits */
export function addRow(rows: TableRow[], row: TableRow): void {
  if (row.faults.size === 0 && row.cells.every((cell) => cell.trim() === '')) return;
  if (rows.length >= tableLimits.rows + 1) {
    malformed({
      message: 'row {number}: more than {rows} rows; split the file',
      values: { number: row.number, rows: tableLimits.rows },
    });
  }
  if (row.cells.length > tableLimits.columns) {
    malformed({
      message: 'row {number}: more than {columns} columns',
      values: { number: row.number, columns: tableLimits.columns },
    });
  }
  rows.push(row);
}
