import { open } from 'node:fs/promises';
import type { DuckDBBlobValue, DuckDBConnection } from '@duckdb/node-api';
import { identifier } from '../columns.js';
import { GramCollector, type GramSet } from '../filters/gram-set.js';
import { filteredColumns, type SegmentFilter, valueKeys } from '../filters/segment-filter.js';
import { type ValueSet, valueSet } from '../filters/value-set.js';
import { parquetSource } from '../sources.js';
import type { SegmentJob } from './job.js';

/** What a search for text looks at. */
const textNames = ['message', 'process.command_line', 'fields', 'event.original'] as const;
/** The same as one value; an original that is no UTF-8 holds no text. */
const texts = `encode(concat_ws(chr(0), message, "process.command_line", fields, try(decode("event.original"))))`;

/**
 * @param segment its file and the rows that it holds
 * @param job that it was written by
 * @returns the segment's filter
 */
export async function filterOf(
  connection: DuckDBConnection,
  segment: { path: string; rows: number },
  job: SegmentJob,
): Promise<SegmentFilter> {
  // Pages of hot files hold the texts as they are: a quarter of the time. Other tenants' texts must not get in.
  const asTheyLie = job.from === 'hot' && !job.mixed;
  return {
    grams: await (asTheyLie
      ? gramsOfPages(
          connection,
          job.sources.map(({ path }) => path),
        )
      : gramsOfRows(connection, segment)),
    values: await valuesOf(connection, segment.path),
    caseless: true,
  };
}

async function valuesOf(connection: DuckDBConnection, path: string): Promise<ValueSet> {
  const values = new Set<string>();
  for (const name of filteredColumns) {
    const column = identifier(name);
    const reader = await connection.runAndReadAll(
      `select distinct ${column} from ${parquetSource([path])} where ${column} is not null`,
    );
    for (const [value] of reader.getRows()) {
      for (const key of valueKeys(name, value as string)) values.add(key);
    }
  }
  return valueSet(values);
}

/** What stands between the texts, such as lengths, does no harm: a few groups more seem present. */
async function gramsOfPages(connection: DuckDBConnection, files: readonly string[]): Promise<GramSet> {
  const grams = new GramCollector();
  for (const file of files) {
    const reader = await connection.runAndReadAll(
      `select data_page_offset::double, total_compressed_size::double from parquet_metadata($1)
       where path_in_schema in (${textNames.map((name) => `'${name}'`).join(', ')})`,
      [file],
    );
    const chunks = reader.getRows() as [number, number][];
    if (chunks.length !== textNames.length)
      throw new Error(`${file}: its pages are not as they were written`);
    const handle = await open(file);
    try {
      for (const [position, length] of chunks) {
        const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, position);
        if (bytesRead !== length) throw new Error(`${file} is shorter than it says`);
        grams.add(buffer);
      }
    } finally {
      await handle.close();
    }
  }
  return grams.finish();
}

async function gramsOfRows(
  connection: DuckDBConnection,
  { path, rows }: { path: string; rows: number },
): Promise<GramSet> {
  const grams = new GramCollector();
  let seen = 0;
  const result = await connection.stream(`select ${texts} from ${parquetSource([path])}`);
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
  return grams.finish();
}
