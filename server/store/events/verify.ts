import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { readFilters } from './filters/filter-file.js';
import { hashFile } from './hash-file.js';
import { filterPath, type Segment } from './segment.js';
import { contentOf } from './segments/content.js';

/** What is wrong with a file of the store. */
export interface StoreFault {
  /** Relative to the store's folder. */
  path: string;
  tenant: string;
  fault: 'missing' | 'size' | 'hash' | 'unreadable' | 'content';
  /** Found and expected. */
  detail: string;
}

/**
 * Compares the sizes of a segment's two files with the manifest: reads no file.
 * @param dir the store's folder
 */
export async function checkSizes(dir: string, segment: Segment): Promise<StoreFault[]> {
  const { path, bytes, filterBytes } = segment;
  const sizes: [string, number][] = [[path, bytes]];
  if (filterBytes !== undefined) sizes.push([filterPath(path), filterBytes]);
  const faults: StoreFault[] = [];
  for (const [file, expected] of sizes) {
    const fault = await sizeFault(join(dir, file), expected);
    if (fault) faults.push({ path: file, tenant: segment.tenant, ...fault });
  }
  return faults;
}

async function sizeFault(
  path: string,
  expected: number,
): Promise<Pick<StoreFault, 'fault' | 'detail'> | undefined> {
  try {
    const { size } = await stat(path);
    if (size === expected) return undefined;
    return { fault: 'size', detail: `${size} bytes instead of ${expected}` };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT'
      ? { fault: 'missing', detail: `the file of ${expected} bytes is gone` }
      : { fault: 'unreadable', detail: message };
  }
}

/**
 * Reads both files of a segment and compares them with the manifest: sizes, SHA-256, rows, tenant, the ranges of times
 * and ids, rows of each dataset; the filter with its own checksum.
 * @param connection to a DuckDB
 * @param dir the store's folder
 */
export async function verifySegment(
  connection: DuckDBConnection,
  dir: string,
  segment: Segment,
): Promise<StoreFault[]> {
  const faults = await checkSizes(dir, segment);
  const { path, tenant, filterBytes } = segment;
  const unreadable = (file: string) => (error: unknown) => {
    const [detail] = (error as Error).message.split('\n');
    faults.push({ path: file, tenant, fault: 'unreadable', detail: detail! });
  };
  const isWrong = (file: string): boolean => faults.some((fault) => fault.path === file);
  if (!isWrong(path)) {
    await hashFault(join(dir, path), segment)
      .then(async (detail) => {
        if (detail === undefined) return;
        faults.push({ path, tenant, fault: 'hash', detail });
      })
      .catch(unreadable(path));
  }
  if (!isWrong(path)) {
    await contentFault(connection, join(dir, path), segment)
      .then((detail) => detail && faults.push({ path, tenant, fault: 'content', detail }))
      .catch(unreadable(path));
  }
  const filter = filterPath(path);
  if (filterBytes !== undefined && !isWrong(filter)) {
    await readFilters(join(dir, filter)).catch(unreadable(filter));
  }
  return faults;
}

async function hashFault(path: string, { sha256 }: Segment): Promise<string | undefined> {
  const [found, expected] = [(await hashFile(path)).toString('hex'), Buffer.from(sha256).toString('hex')];
  return found === expected ? undefined : `SHA-256 ${found} instead of ${expected}`;
}

async function contentFault(
  connection: DuckDBConnection,
  path: string,
  segment: Segment,
): Promise<string | undefined> {
  const content = await contentOf(connection, path, new Set(Object.keys(segment.datasets)));
  const differing = (['rows', 'timeFrom', 'timeTo', 'idFrom', 'idTo'] as const)
    .filter((name) => content[name] !== segment[name])
    .map((name) => `${name} ${content[name]} instead of ${segment[name]}`);
  const tenants = content.tenants.filter((tenant) => tenant !== segment.tenant);
  if (tenants.length > 0) differing.push(`rows of the tenant ${tenants.join(', ')}`);
  for (const [dataset, rows] of Object.entries(segment.datasets)) {
    const found = content.datasets[dataset] ?? 0;
    if (found !== rows) differing.push(`${found} instead of ${rows} rows of ${dataset || 'no dataset'}`);
  }
  return differing.length > 0 ? differing.join('; ') : undefined;
}
