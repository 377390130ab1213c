import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { columns, identifier } from '../columns.js';
import { writeFilter } from '../filters/filter-file.js';
import { hashFile } from '../hash-file.js';
import { parquetSource } from '../sources.js';
import { atDuckDb } from './at-duckdb.js';
import { clustersOf } from './clusters.js';
import { contentOf } from './content.js';
import { filtersOf } from './filters-of.js';
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
  for (const source of job.sources) await checkSource(source);
  try {
    // Merging has time and unpacks much; events that come in wait for a seal.
    const limits = { memory: format.memory, temporary: job.temporary, thrifty: job.from === 'segments' };
    return await atDuckDb(limits, async (connection) => {
      if (!(await copyRows(connection, job, aside))) return undefined;
      const { tenants: _, ...facts } = await contentOf(connection, aside);
      const filterBytes = await writeFilter(
        filterPath,
        await filtersOf(connection, { path: aside, rows: facts.rows }, job),
      );
      const bytes = await syncFile(aside);
      const sha256 = await hashFile(aside);
      await rename(aside, path);
      await syncFile(dirname(path));
      await syncFile(dirname(dirname(path)));
      return { ...facts, bytes, filterBytes, sha256 };
    });
  } catch (error) {
    for (const left of [aside, filterPath]) await rm(left, { force: true }).catch(() => {});
    throw error;
  }
}

/** Uncompressed bytes of a row group, about: whoever wants one of its rows unpacks it. */
const groupBytes = 16_000_000;

/** What was changed since it was sealed must not become a segment with a good hash. */
async function checkSource({ path, sha256 }: SegmentJob['sources'][number]): Promise<void> {
  if (sha256 === undefined || (await hashFile(path)).equals(sha256)) return;
  throw new Error(`${path} is not as it was sealed: its SHA-256 differs from the manifest`);
}

/** @returns false when there are no rows */
async function copyRows(connection: DuckDBConnection, job: SegmentJob, target: string): Promise<boolean> {
  const { clusters, values } = await clustersOf(connection, job);
  if (clusters.length === 0) return false;
  const source = parquetSource(job.sources.map(({ path }) => path));
  const selection = columns.map(({ name, kind }) => selected(name, kind === 'time' && job.from === 'hot'));
  const { level, rowGroup } = job.format;
  // COPY takes no parameter for its target: the path holds our own folder, an encoded name and a UUID.
  await connection.run(
    `copy (${clusters.map((cluster) => `select ${selection.join(', ')} from ${source} where ${cluster}`).join(' union all ')})
     to '${target.replaceAll("'", "''")}'
     (format parquet, compression zstd, compression_level ${level}, parquet_version v2, row_group_size ${rowGroup},
      row_group_size_bytes ${groupBytes})`,
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
