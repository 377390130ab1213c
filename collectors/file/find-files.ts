import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GrundwachtError } from '../../server/contract/errors.js';
import { isReadableName } from './kind.js';

export interface FoundFile {
  path: string;
  /** Bytes on disk. */
  size: number;
  /** Time of the last change, milliseconds since the epoch. */
  changed: number;
}

export interface FoundFiles {
  /** In the order given; those of a folder by name. A file that is reached twice stands once. */
  files: FoundFile[];
  /** Files in folders whose name says nothing readable, and links in folders. */
  passedOver: number;
  /** Paths that do not exist, or that may not be read. */
  unreadable: GrundwachtError[];
}

/**
 * Lists files and, for folders, all readable files below. Links inside folders are not followed: they may form
 * circles or lead out of an evidence folder.
 * @param paths files (taken whatever their name) and folders
 */
export async function findFiles(paths: readonly string[]): Promise<FoundFiles> {
  const found: FoundFiles = { files: [], passedOver: 0, unreadable: [] };
  const seen = new Set<string>();
  for (const path of paths) await visit(path, found, seen);
  return found;
}

async function visit(path: string, found: FoundFiles, seen: Set<string>): Promise<void> {
  try {
    const info = await stat(path);
    const identity = `${info.dev}:${info.ino}`;
    if (info.ino !== 0 && seen.has(identity)) return;
    seen.add(identity);
    if (!info.isDirectory()) {
      found.files.push({ path, size: info.size, changed: info.mtimeMs });
      return;
    }
    const entries = await readdir(path, { withFileTypes: true });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      if (entry.isDirectory() || (entry.isFile() && isReadableName(entry.name))) {
        await visit(join(path, entry.name), found, seen);
      } else found.passedOver++;
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    found.unreadable.push(new GrundwachtError('FILE_UNREADABLE', `${path}: ${reason}`, { cause: error }));
  }
}
