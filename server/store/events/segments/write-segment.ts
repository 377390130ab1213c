import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { columns, identifier } from '../columns.js';
import { writeFilter } from '../filters/segment-filter.js';
import { hashFile } from '../hash-file.js';
import { parquetSource } from '../sources.js';
import { clustersOf } from './clusters.js';
import { contentOf } from './content.js';
import { filterOf } from './filter-of.js';
import type { SegmentFacts, SegmentJob } from './job.js';

/**
 * Writes a segment and its filter durably: written aside, fsync, rename, fsync of the folders.
 * @returns what was written; undefined when no row is left, and nothing was written
 * @throws Error when a file cannot be read or written, or memory is short ("Out of Memory")
 */
export async function writeSegment(job: SegmentJob): Promise<SegmentFacts | undefined> {
  const { path, filterPath, format } = job;
  const aside = `${path}.tmp`;
  await mkdir(dirname(path), { recursive: true });
  const instance = await DuckDBInstance.create(':memory:', {
    // Two threads need twice the CPU time and memory for it.
    threads: '1',
    memory_limit: `${format.memory}MB`,
    temp_directory: job.temporary,
    // The clusters stay one after the other.
    preserve_insertion_order: 'true',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  try {
    if (!(await copyRows(connection, job, aside))) return undefined;
    const { tenants: _, ...facts } = await contentOf(connection, aside);
    const filterBytes = await writeFilter(filterPath, await filterOf(connection, aside, facts.rows));
    const bytes = await syncFile(aside);
    const sha256 = await hashFile(aside);
    await rename(aside, path);
    await syncFile(dirname(path));
    await syncFile(dirname(dirname(path)));
    return { ...facts, bytes, filterBytes, sha256 };
  } catch (error) {
    for (const left of [aside, filterPath]) await rm(left, { force: true }).catch(() => {});
    throw error;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** @returns false when there are no rows */
async function copyRows(connection: DuckDBConnection, job: SegmentJob, target: string): Promise<boolean> {
  const { clusters, values } = await clustersOf(connection, job);
  if (clusters.length === 0) return false;
  const source = parquetSource(job.sources);
  const selection = columns.map(({ name, kind }) => selected(name, kind === 'time' && job.from === 'hot'));
  const { level, rowGroup } = job.format;
  // COPY takes no parameter for its target: the path holds our own folder, an encoded name and a UUID.
  await connection.run(
    `copy (${clusters.map((cluster) => `select ${selection.join(', ')} from ${source} where ${cluster}`).join(' union all ')})
     to '${target.replaceAll("'", "''")}'
     (format parquet, compression zstd, compression_level ${level}, parquet_version v2, row_group_size ${rowGroup})`,
    values,
  );
  return true;
}

function selected(name: string, isMicroseconds: boolean): string {
  const column = identifier(name);
  return isMicroseconds ? `${column}::timestamp_ms as ${column}` : column;
}

/** @returns size in bytes */
async function syncFile(path: string): Promise<number> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
    return (await handle.stat()).size;
  } finally {
    await handle.close();
  }
}
