import {
  type DuckDBBlobValue,
  type DuckDBConnection,
  DuckDBListValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import { identifier } from '../columns.js';
import { GramCollector } from '../filters/gram-set.js';
import type { RowRange } from '../filters/row-ranges.js';
import {
  type BlockFilter,
  filteredColumns,
  type SegmentFilters,
  valueKeys,
} from '../filters/segment-filter.js';
import { valueSet } from '../filters/value-set.js';
import { parquetRows } from '../sources.js';
import { texts } from './texts.js';

/** Rows of a block: as many as DuckDB looks at in one step. Counted anew in each row group, as DuckDB does. */
export const blockRows = 2048;
/**
 * Share of the bits of a block's grams that may be set: twice that of a segment's. There are many blocks, and a text
 * of ten characters seems to be in one of 32 that do not hold it.
 */
const density = 1 / 4;

/**
 * Reads a segment once and makes the filters of it and of its blocks.
 * @param segment its file and the rows that it holds
 * @throws Error when not all of it can be read
 */
export async function blockFiltersOf(
  connection: DuckDBConnection,
  { path, rows }: { path: string; rows: number },
): Promise<SegmentFilters> {
  const whole = { grams: new GramCollector(), values: new Set<string>() };
  const grams = new GramCollector();
  const blocks: BlockFilter[] = [];
  for (const range of await blocksOf(connection, path)) {
    const block = await readBlock(connection, path, range);
    grams.reset();
    grams.add(block.texts);
    whole.grams.addAll(grams);
    for (const key of block.keys) whole.values.add(key);
    blocks.push({
      firstRow: range.first,
      rows: block.rows,
      filter: { grams: grams.finish(density), values: valueSet(block.keys), caseless: true },
    });
  }
  const read = blocks.reduce((sum, block) => sum + block.rows, 0);
  // A filter without all rows would hide some from searches.
  if (read !== rows) throw new Error(`${path}: only ${read} of ${rows} rows could be read for the filter`);
  return {
    whole: { grams: whole.grams.finish(), values: valueSet(whole.values), caseless: true },
    blocks,
  };
}

async function blocksOf(connection: DuckDBConnection, path: string): Promise<RowRange[]> {
  const reader = await connection.runAndReadAll(
    `select any_value(row_group_num_rows)::double from parquet_metadata($1) group by row_group_id order by row_group_id`,
    [path],
  );
  const ranges: RowRange[] = [];
  let group = 0;
  for (const [rows] of reader.getRows() as [number][]) {
    for (let first = group; first < group + rows; first += blockRows) {
      ranges.push({ first, last: Math.min(first + blockRows, group + rows) - 1 });
    }
    group += rows;
  }
  return ranges;
}

async function readBlock(
  connection: DuckDBConnection,
  path: string,
  { first, last }: RowRange,
): Promise<{ rows: number; texts: Buffer; keys: Set<string> }> {
  const lists = filteredColumns
    .map(identifier)
    .map((column) => `list(distinct ${column}) filter (where ${column} is not null)`);
  // One value for all rows: taking each row's by itself costs twice the time, and memory until it is collected.
  const reader = await connection.runAndReadAll(
    `select count(*)::double, encode(string_agg(${texts}, chr(0))), ${lists.join(', ')}
     from ${parquetRows([path])} where file_row_number between ${first} and ${last}`,
  );
  const [[rows, text, ...values]] = reader.getRows() as [[number, DuckDBBlobValue, ...DuckDBValue[]]];
  const { buffer, byteOffset, length } = text.bytes;
  return { rows, texts: Buffer.from(buffer, byteOffset, length), keys: keysOf(values) };
}

function keysOf(values: readonly DuckDBValue[]): Set<string> {
  const keys = new Set<string>();
  for (const [n, column] of filteredColumns.entries()) {
    const list = values[n];
    if (!(list instanceof DuckDBListValue)) continue;
    for (const value of list.items) {
      for (const key of valueKeys(column, value as string)) keys.add(key);
    }
  }
  return keys;
}
