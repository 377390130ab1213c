import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Kysely } from 'kysely';
import type { Database } from '../tables.js';
import { listSegments, recordedSegments } from './manifest.js';
import { filterPath, type Segment } from './segment.js';
import { checkSizes, type StoreFault, verifySegment } from './verify.js';

export interface Verification {
  segments: number;
  rows: number;
  bytes: number;
  faults: StoreFault[];
  /** Files that the manifest does not know, though they are no longer being written. */
  unknown: string[];
}

export interface VerifyOptions {
  /** Folder of the segments. */
  dir: string;
  /** Only of this tenant. */
  tenant?: string | undefined;
  /** Only segments that hold events of this time or later, milliseconds. */
  since?: number | undefined;
  /** Only whether the files are there with the right sizes. */
  sizesOnly?: boolean;
  /** Hears after each segment how many are done, of how many. */
  onProgress?: (done: number, of: number) => void;
}

/** A file that is being written gets its row within this time. */
const settleMs = 10 * 60_000;

/**
 * Compares the sealed segments with the manifest, also while the server runs.
 * @param now milliseconds since the epoch
 */
export async function verifyStore(
  db: Kysely<Database>,
  options: VerifyOptions,
  now: number,
): Promise<Verification> {
  const all = await listSegments(db);
  const asked = all.filter(
    ({ tenant, timeTo }) =>
      (options.tenant === undefined || tenant === options.tenant) && timeTo >= (options.since ?? -Infinity),
  );
  const faults = await (options.sizesOnly ? sizesOf(asked, options) : readAll(asked, options));
  const whole = options.tenant === undefined && options.since === undefined;
  return {
    segments: asked.length,
    rows: asked.reduce((sum, { rows }) => sum + rows, 0),
    bytes: asked.reduce((sum, { bytes, filterBytes = 0 }) => sum + bytes + filterBytes, 0),
    faults: await stillTrue(db, asked, faults),
    unknown: whole ? await unknownFiles(options.dir, all, now - settleMs) : [],
  };
}

async function sizesOf(segments: readonly Segment[], { dir }: VerifyOptions): Promise<StoreFault[]> {
  const faults: StoreFault[] = [];
  for (const segment of segments) faults.push(...(await checkSizes(dir, segment)));
  return faults;
}

async function readAll(
  segments: readonly Segment[],
  { dir, onProgress }: VerifyOptions,
): Promise<StoreFault[]> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '256MB' });
  const connection = await instance.connect();
  try {
    const faults: StoreFault[] = [];
    for (const [n, segment] of segments.entries()) {
      faults.push(...(await verifySegment(connection, dir, segment)));
      onProgress?.(n + 1, segments.length);
    }
    return faults;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Without those of segments that were merged or removed while they were looked at. */
async function stillTrue(
  db: Kysely<Database>,
  segments: readonly Segment[],
  faults: readonly StoreFault[],
): Promise<StoreFault[]> {
  const wrong = new Set(faults.map(({ path }) => path));
  const suspects = segments.filter(({ path }) => wrong.has(path) || wrong.has(filterPath(path)));
  const recorded = await recordedSegments(
    db,
    suspects.map(({ id }) => id),
  );
  const still = new Set(recorded.flatMap(({ path }) => [path, filterPath(path)]));
  return faults.filter(({ path }) => still.has(path));
}

async function unknownFiles(dir: string, segments: readonly Segment[], before: number): Promise<string[]> {
  const known = new Set(segments.flatMap(({ path }) => [path, filterPath(path)]));
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => []);
  const unknown: string[] = [];
  for (const entry of entries) {
    const path = relative(dir, join(entry.parentPath, entry.name));
    // Folders with a dot are for what is not sealed yet.
    if (!entry.isFile() || path.startsWith('.') || known.has(path)) continue;
    const written = await stat(join(dir, path)).catch(() => undefined);
    if (written !== undefined && written.mtimeMs < before) unknown.push(path);
  }
  return unknown.sort();
}
