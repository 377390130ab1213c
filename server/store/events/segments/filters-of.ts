import { open } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { identifier } from '../columns.js';
import { GramCollector, type GramSet } from '../filters/gram-set.js';
import { filteredColumns, type SegmentFilters, valueKeys } from '../filters/segment-filter.js';
import { type ValueSet, valueSet } from '../filters/value-set.js';
import { parquetSource } from '../sources.js';
import { blockFiltersOf } from './block-filters.js';
import type { SegmentJob } from './job.js';
import { textNames } from './texts.js';

/**
 * @param segment its file and the rows that it holds
 * @param job that it was written by
 * @returns the filters of the segment, and of its blocks where it will stay for long
 */
export async function filtersOf(
  connection: DuckDBConnection,
  segment: { path: string; rows: number },
  job: SegmentJob,
): Promise<SegmentFilters> {
  // Pages of hot files hold the texts as they are: a quarter of the time. Other tenants' texts must not get in.
  if (job.from !== 'hot' || job.mixed) return blockFiltersOf(connection, segment);
  const grams = await gramsOfPages(
    connection,
    job.sources.map(({ path }) => path),
  );
  return { whole: { grams, values: await valuesOf(connection, segment.path), caseless: true }, blocks: [] };
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
