import { shown } from './foreign-text.js';

/**
 * What a spreadsheet program runs as a formula, or an apostrophe before such a beginning (OWASP, CSV Injection): the
 * signs, their full-width forms, and what some programs skip before them or take as the begin of a command.
 */
const formulaBegin = /^'*[\s\p{Cf}]*[=+\-@|%\uff0b\uff0d\uff1d\uff20]|^'*[\t\r\n]/u;
/** A number is no formula, and is to be calculated with. */
const number = /^-?\d+([.,]\d+)?$/;

/** @returns the cell; one that looks like a formula with an apostrophe in front, which makes it a text */
export function guarded(cell: string): string {
  return formulaBegin.test(cell) && !number.test(cell) ? `'${cell}` : cell;
}

/** @returns the cell without the apostrophe that {@link guarded} put there */
export function unguarded(cell: string): string {
  return cell.startsWith("'") && formulaBegin.test(cell) ? cell.slice(1) : cell;
}

/** @returns a cell of a file of delimited text that people read: no formula, and nothing in it is hidden */
export function csvCell(text: string): string {
  return quoted(guarded(shown(text)));
}

/** @returns one record (RFC 4180) of {@link csvCell}s, with its line end */
export function csvRecord(cells: readonly string[], delimiter = ','): string {
  return `${cells.map(csvCell).join(delimiter)}\r\n`;
}

/** {@link csvRecord} for a file that this program reads again: whatever is in a text stays in it. */
export function exactCsvRecord(cells: readonly string[], delimiter: string): string {
  return `${cells.map((cell) => quoted(guarded(cell))).join(delimiter)}\r\n`;
}

/** Any delimiter is quoted, so that only the one in use is counted when it is guessed. */
function quoted(cell: string): string {
  const needed = /[;,\t"\r\n]/.test(cell) || cell !== cell.trim();
  return needed ? `"${cell.replaceAll('"', '""')}"` : cell;
}
