import type { DuckDBBlobValue, DuckDBConnection } from '@duckdb/node-api';
import { identifier } from '../columns.js';
import { GramCollector } from '../filters/gram-set.js';
import { filteredColumns, type SegmentFilter, valueKeys } from '../filters/segment-filter.js';
import { valueSet } from '../filters/value-set.js';
import { parquetSource } from '../sources.js';

/** The texts that a search for text looks at. An original that is no UTF-8 holds none. */
const texts = `encode(concat_ws(chr(0), message, "process.command_line", fields, try(decode("event.original"))))`;

/**
 * @param path of a segment
 * @param rows that it holds
 * @returns the segment's filter
 */
export async function filterOf(
  connection: DuckDBConnection,
  path: string,
  rows: number,
): Promise<SegmentFilter> {
  const source = parquetSource([path]);
  const values = new Set<string>();
  for (const name of filteredColumns) {
    const column = identifier(name);
    const reader = await connection.runAndReadAll(
      `select distinct ${column} from ${source} where ${column} is not null`,
    );
    for (const [value] of reader.getRows()) {
      for (const key of valueKeys(name, value as string)) values.add(key);
    }
  }
  const grams = new GramCollector();
  let seen = 0;
  const result = await connection.stream(`select ${texts} from ${source}`);
  for (
    let chunk = await result.fetchChunk();
    chunk && chunk.rowCount > 0;
    chunk = await result.fetchChunk()
  ) {
    const vector = chunk.getColumnVector(0);
    for (let row = 0; row < chunk.rowCount; row++) {
      const { bytes } = vector.getItem(row) as DuckDBBlobValue;
      grams.add(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    }
    seen += chunk.rowCount;
  }
  // An error within a stream looks like its end; a filter without all rows would hide some from searches.
  if (seen !== rows) throw new Error(`${path}: only ${seen} of ${rows} rows could be read for the filter`);
  return { grams: grams.finish(), values: valueSet(values), caseless: true };
}
