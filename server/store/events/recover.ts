import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Segment } from './segment-file.js';

/** What the opening of the store found and mended. */
export interface StoreRecovery {
  /** Files that a crash left before their manifest row: their events are still in the journal. */
  orphans: string[];
  /** Segments of the manifest whose file is gone or has another size: searches go on without them. */
  damaged: Segment[];
}

/**
 * Brings the folder in line with the manifest.
 * @param dir the store's folder
 * @returns what was found; the orphans are deleted
 */
export async function recoverSegments(dir: string, segments: readonly Segment[]): Promise<StoreRecovery> {
  await mkdir(dir, { recursive: true });
  const known = new Map(segments.map((segment) => [segment.path, segment]));
  const orphans: string[] = [];
  const whole = new Set<Segment>();
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.parquet(\.tmp)?$/.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const segment = known.get(relative(dir, path));
    if (!segment) {
      await rm(path);
      orphans.push(relative(dir, path));
    } else if ((await stat(path)).size === segment.bytes) {
      whole.add(segment);
    }
  }
  return { orphans, damaged: segments.filter((segment) => !whole.has(segment)) };
}
