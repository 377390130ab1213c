import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** A file that a backup takes. */
export interface DataFile {
  /** In the backup: relative to the data folder. */
  path: string;
  kind: 'file' | 'key' | 'configuration';
  /** Where it is read from. */
  from: string;
  /** Bytes, from the start. */
  size: number;
  /** Where it is known already, hex. */
  sha256?: string;
}

/** What is not copied as files: it has its own way, can be made again, or belongs to this one process. */
const others = new Set([
  'postgres',
  'postgres.log',
  'postgres.secret',
  'postgres-app.secret',
  'journal',
  'events',
  'exports',
  'lock',
  'detection.snapshot',
  'restored',
]);

/** Secret by their names: signing and sealing keys of the data folder, also one that is just changed for the next. */
const isKey = (path: string): boolean => /\.(key|secret)(\.next)?$|(^|\/)[^/]*-key\.pem$/.test(path);

/**
 * Lists what lies in the data folder beside database, journal and events: evidence, scans, rules, keys, and whatever a
 * later version puts there.
 */
export async function listDataFiles(data: string): Promise<DataFile[]> {
  const files: DataFile[] = [];
  for (const top of await readdir(data, { withFileTypes: true })) {
    if (others.has(top.name) || top.name.startsWith('.') || top.name.endsWith('.tmp')) continue;
    const path = join(data, top.name);
    const found = top.isDirectory() ? await readdir(path, { recursive: true, withFileTypes: true }) : [top];
    for (const entry of found) {
      if (!entry.isFile() || entry.name.startsWith('.') || entry.name.endsWith('.tmp')) continue;
      const file = await fileAt(data, join(entry.parentPath, entry.name));
      if (file !== undefined) files.push(file);
    }
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** @returns undefined when it is gone meanwhile */
async function fileAt(data: string, from: string): Promise<DataFile | undefined> {
  const found = await stat(from).catch(() => undefined);
  if (found === undefined) return undefined;
  const path = relative(data, from);
  const name = /^(?:evidence|scans)\/.*\/([0-9a-f]{64})$/.exec(path)?.[1];
  return {
    path,
    from,
    size: found.size,
    kind: isKey(path) ? 'key' : 'file',
    // Evidence lies under the name of its hash and never changes.
    ...(name !== undefined && path.startsWith('evidence/') ? { sha256: name } : {}),
  };
}

/** @returns a file's first bytes */
export async function* readStart(path: string, size: number): AsyncGenerator<Buffer, void, void> {
  if (size === 0) return;
  yield* createReadStream(path, { start: 0, end: size - 1, highWaterMark: 1 << 18 });
}
