/**
 * @param files paths of our own: a folder, an encoded name, a number or UUID
 * @returns what stands behind FROM; a table function takes no parameter here
 */
export function parquetSource(files: readonly string[]): string {
  const names = files.map((file) => `'${file.replaceAll("'", "''")}'`);
  return `read_parquet([${names.join(', ')}])`;
}
