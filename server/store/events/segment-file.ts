import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { TenantSpan } from '../../contract/event-store.js';
import { columns, identifier } from './columns.js';
import type { HotFiles } from './hot-files.js';
import { parquetSource } from './sources.js';

/** A sealed segment as the manifest describes it. */
export interface Segment extends TenantSpan {
  id: string;
  /** Relative to the store's folder. */
  path: string;
  positionFrom: number;
  positionTo: number;
  bytes: number;
  sha256: Buffer;
}

/** A segment that is to be written; its id is fixed, so that a repeated seal is the same seal. */
export interface PlannedSegment {
  id: string;
  path: string;
  span: TenantSpan;
}

/** @returns one segment a tenant of the hot files */
export function planSegments(hot: HotFiles): PlannedSegment[] {
  return [...hot.spans].map(([tenant, span]) => {
    const id = randomUUID();
    return { id, span, path: join(folderName(tenant), `${id}.parquet`) };
  });
}

/** A tenant id is safe as a name already; this holds for whatever else gets here. */
function folderName(tenant: string): string {
  return encodeURIComponent(tenant).replaceAll('.', '%2E');
}

// Small row groups bound the memory of a seal: each is held uncompressed until it is full.
const format = `format parquet, compression zstd, compression_level 3, parquet_version v2, row_group_size 8192`;

/** DuckDB reads hot files' times as microseconds. */
const selection = columns
  .map(({ name, kind }) =>
    kind === 'time' ? `${identifier(name)}::timestamp_ms as ${identifier(name)}` : identifier(name),
  )
  .join(', ');

/**
 * Writes a tenant's rows of hot files durably: written aside, fsync, rename, fsync of the folders.
 * @param dir the store's folder
 */
export async function writeSegment(
  connection: DuckDBConnection,
  dir: string,
  hot: HotFiles,
  plan: PlannedSegment,
): Promise<Segment> {
  const path = join(dir, plan.path);
  const aside = `${path}.tmp`;
  await mkdir(dirname(path), { recursive: true });
  // COPY takes no parameter for its target: the path holds our own folder, an encoded name and a UUID.
  await connection.run(
    `copy (select ${selection} from ${parquetSource(hot.files)} where tenant = $1 order by "event.dataset", "event.code", "@timestamp")
     to '${aside.replaceAll("'", "''")}' (${format})`,
    [plan.span.tenant],
  );
  const bytes = await syncFile(aside);
  const sha256 = await hashFile(aside);
  await rename(aside, path);
  await syncFile(dirname(path));
  await syncFile(dir);
  return {
    ...plan.span,
    id: plan.id,
    path: plan.path,
    positionFrom: hot.positionFrom,
    positionTo: hot.position,
    bytes,
    sha256,
  };
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

/** @returns SHA-256 of a file */
export async function hashFile(path: string): Promise<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest();
}
