import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { compareContent, isConvincing, repeatsContent } from './content.js';
import { changedOf, inodeOf, statOf } from './find-matches.js';
import { bySuccession, isGenerationOf, isGzipName } from './generations.js';
import type { KnownFiles } from './known-files.js';
import type { TailedFile } from './tailed-file.js';

/** A file that may be a generation of another. */
export interface Sibling {
  path: string;
  inode: string;
  changed: number;
}

export interface Succession {
  /** Where the rest of the file lies; undefined: nowhere. */
  home: Sibling | undefined;
  /** Generations after it that were never seen, from the oldest. */
  unseen: Sibling[];
}

/** Time between looks while names change, milliseconds. */
const restMs = 20;
const attempts = 10;
/** Times of files have a grain of some milliseconds. */
const grainMs = 5;

/**
 * Looks in a file's folder for what log rotation made of it, and of files that came and were rotated away after it
 * while nobody looked.
 * @param current inode of the file that has its name now
 * @returns undefined while files are being renamed: to be asked again
 */
export async function findSuccession(
  file: TailedFile,
  current: string | undefined,
  known: KnownFiles,
): Promise<Succession | undefined> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const before = await siblingsOf(file.source);
    if (before !== undefined) {
      const succession = await look(before, file, current, known);
      if (isDeepStrictEqual(await siblingsOf(file.source), before)) return succession;
    }
    await sleep(restMs);
  }
  return undefined;
}

async function look(
  all: readonly Sibling[],
  file: TailedFile,
  current: string | undefined,
  known: KnownFiles,
): Promise<Succession> {
  const siblings = all.filter(({ inode }) => inode !== current).sort(bySuccession);
  const at = await homeAmong(siblings, file, known);
  const since = file.changed - grainMs;
  const newer = at < 0 ? siblings.filter(({ changed }) => changed >= since) : siblings.slice(at + 1);
  const unseen: Sibling[] = [];
  for (const sibling of newer) if (!(await isKnown(sibling, file, known))) unseen.push(sibling);
  return { home: siblings[at], unseen };
}

async function homeAmong(siblings: Sibling[], file: TailedFile, known: KnownFiles): Promise<number> {
  const same = siblings.findIndex(({ inode }) => inode === file.inode);
  // A number that became free is given to the next new file at once: it alone proves nothing.
  const isOwn = same >= 0 && known.withInode(file.inode) === file;
  if (isOwn && (file.head.length === 0 || (await compareContent(siblings[same]!, file)) !== 'different'))
    return same;
  let oldest = -1;
  // The newest is the likeliest. Where little is known, several may begin alike: then the oldest that it can be.
  for (let i = siblings.length - 1; i >= 0; i--) {
    const sibling = siblings[i]!;
    const { inode, changed } = sibling;
    const holder = known.withInode(inode);
    if (holder !== undefined && holder !== file) continue;
    if ((await compareContent(sibling, file)) !== 'same') continue;
    if (isConvincing(file)) return i;
    if (changed >= file.changed - 1 || oldest < 0) oldest = i;
  }
  return oldest;
}

/** Whether a file is one that is followed, or was, under another name. */
async function isKnown(sibling: Sibling, file: TailedFile, known: KnownFiles): Promise<boolean> {
  const { inode } = sibling;
  if (known.withInode(inode) !== undefined) return true;
  for (const relative of known.relatives(file.source)) {
    const comparison = await repeatsContent(sibling, relative);
    if (comparison === 'different') continue;
    // What is being packed is still there unpacked, too.
    if (comparison === 'same') known.alias(inode, relative);
    return true;
  }
  return false;
}

/** @returns undefined when a name has vanished meanwhile */
async function siblingsOf(source: string): Promise<Sibling[] | undefined> {
  const folder = dirname(source);
  const names = await readdir(folder).catch(() => []);
  const wanted = names.filter((name) => isGenerationOf(basename(source), name)).sort();
  const found = await Promise.all(wanted.map((name) => siblingAt(join(folder, name))));
  if (found.includes('gone')) return undefined;
  return found.filter((sibling) => typeof sibling === 'object');
}

async function siblingAt(path: string): Promise<Sibling | 'gone' | 'other'> {
  const info = await statOf(path).catch(() => undefined);
  if (info === undefined) return 'gone';
  return info.isFile() ? { path, inode: inodeOf(info), changed: changedOf(info) } : 'other';
}

/** @returns where a file goes on */
export const placeAt = ({ path, inode }: Sibling): { path: string; inode: string; gzip: boolean } => ({
  path,
  inode,
  gzip: isGzipName(path),
});
