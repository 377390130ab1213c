import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { filterPath, type Segment } from './segment.js';

/** What the opening of the store found and mended. */
export interface StoreRecovery {
  /** Files that a crash left before their manifest row: their events are still in the journal. */
  orphans: string[];
  /** Segments of the manifest whose file is gone or has another size: searches go on without them. */
  damaged: Segment[];
  /** Those whose filter is gone or has another size: searches always open them. */
  unfiltered: Segment[];
}

/**
 * Brings the folder in line with the manifest.
 * @param dir the store's folder
 * @returns what was found; the orphans are deleted
 */
export async function recoverSegments(dir: string, segments: readonly Segment[]): Promise<StoreRecovery> {
  await mkdir(dir, { recursive: true });
  const known = new Map<string, number>();
  for (const { path, bytes, filterBytes } of segments) {
    known.set(path, bytes);
    if (filterBytes !== undefined) known.set(filterPath(path), filterBytes);
  }
  const orphans: string[] = [];
  const whole = new Set<string>();
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(parquet|filter)(\.tmp)?$/.test(entry.name)) continue;
    const path = relative(dir, join(entry.parentPath, entry.name));
    const bytes = known.get(path);
    if (bytes === undefined) {
      await rm(join(dir, path));
      orphans.push(path);
    } else if ((await stat(join(dir, path))).size === bytes) whole.add(path);
  }
  return {
    orphans,
    damaged: segments.filter(({ path }) => !whole.has(path)),
    unfiltered: segments.filter(
      ({ path, filterBytes }) => filterBytes !== undefined && !whole.has(filterPath(path)),
    ),
  };
}
