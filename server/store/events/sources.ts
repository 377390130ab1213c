import type { RowRange } from './filters/row-ranges.js';

/**
 * @param files paths of our own: a folder, an encoded name, a number or UUID
 * @returns what stands behind FROM; a table function takes no parameter here
 */
export function parquetSource(files: readonly string[]): string {
  return `read_parquet([${literals(files)}])`;
}

/** The same with the columns `filename` and `file_row_number`, which tell where a row lies. */
export function parquetRows(files: readonly string[]): string {
  return `read_parquet([${literals(files)}], filename = true, file_row_number = true)`;
}

/**
 * The same of some rows of the files only: groups of rows that hold none of them are not read.
 * @param files without ranges: all rows
 */
export function rowsOfFiles(
  files: readonly { file: string; ranges: readonly RowRange[] | undefined }[],
): string {
  const whole = files.filter(({ ranges }) => ranges === undefined).map(({ file }) => file);
  const selects = files.flatMap(({ file, ranges }) =>
    ranges === undefined ? [] : [`select * from ${parquetRows([file])} where ${within(ranges)}`],
  );
  if (selects.length === 0) return parquetRows(whole);
  if (whole.length > 0) selects.push(`select * from ${parquetRows(whole)}`);
  return `(${selects.join(' union all ')})`;
}

function within(ranges: readonly RowRange[]): string {
  return ranges
    .map(({ first, last }) => `(file_row_number >= ${first} and file_row_number <= ${last})`)
    .join(' or ');
}

function literals(files: readonly string[]): string {
  return files.map((file) => `'${file.replaceAll("'", "''")}'`).join(', ');
}
