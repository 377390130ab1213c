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

function literals(files: readonly string[]): string {
  return files.map((file) => `'${file.replaceAll("'", "''")}'`).join(', ');
}
