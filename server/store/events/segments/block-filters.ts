import {
  type DuckDBBlobValue,
  type DuckDBConnection,
  DuckDBListValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import { identifier } from '../columns.js';
import { GramCollector } from '../filters/gram-set.js';
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
  for (const group of await rowGroupsOf(connection, path)) {
    for (const block of await readGroup(connection, path, group)) {
      grams.reset();
      grams.add(block.texts);
      whole.grams.addAll(grams);
      for (const key of block.keys) whole.values.add(key);
      blocks.push({
        firstRow: group.first + block.number * blockRows,
        rows: block.rows,
        filter: { grams: grams.finish(density), values: valueSet(block.keys), caseless: true },
      });
    }
  }
  const read = blocks.reduce((sum, block) => sum + block.rows, 0);
  // A filter without all rows would hide some from searches.
  if (read !== rows) throw new Error(`${path}: only ${read} of ${rows} rows could be read for the filter`);
  return {
    whole: { grams: whole.grams.finish(), values: valueSet(whole.values), caseless: true },
    blocks,
  };
}

interface RowGroup {
  first: number;
  last: number;
}

async function rowGroupsOf(connection: DuckDBConnection, path: string): Promise<RowGroup[]> {
  const reader = await connection.runAndReadAll(
    `select any_value(row_group_num_rows)::double from parquet_metadata($1) group by row_group_id order by row_group_id`,
    [path],
  );
  let next = 0;
  return (reader.getRows() as [number][]).map(([rows]) => {
    const first = next;
    next += rows;
    return { first, last: next - 1 };
  });
}

interface Block {
  number: number;
  rows: number;
  texts: Buffer;
  keys: Set<string>;
}

async function readGroup(
  connection: DuckDBConnection,
  path: string,
  { first, last }: RowGroup,
): Promise<Block[]> {
  const lists = filteredColumns
    .map(identifier)
    .map((column) => `list(distinct ${column}) filter (where ${column} is not null)`);
  // One value a block: taking each row's by itself costs twice the time, and memory until it is collected.
  const reader = await connection.runAndReadAll(
    `select (file_row_number - ${first}) // ${blockRows} as block, count(*), encode(string_agg(${texts}, chr(0))), ${lists.join(', ')}
     from ${parquetRows([path])} where file_row_number between ${first} and ${last} group by block order by block`,
  );
  return (reader.getRows() as [bigint, bigint, DuckDBBlobValue, ...DuckDBValue[]][]).map(
    ([number, rows, { bytes }, ...values]) => ({
      number: Number(number),
      rows: Number(rows),
      texts: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length),
      keys: keysOf(values),
    }),
  );
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
