import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { compareContent, isConvincing, repeatsContent } from './content.js';
import { changedOf, inodeOf, statOf } from './find-matches.js';
import { byAge, isGenerationOf, isGzipName } from './generations.js';
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

/** A folder in which nothing was renamed for so long is quiet; times of files have a grain of some milliseconds. */
const quietMs = 20;
const attempts = 25;

/**
 * Looks in a file's folder for what log rotation made of it, and of files that came and were rotated away after it
 * while nobody looked. Names change while files are rotated: it looks again until they did not.
 * @param current inode of the file that has its name now
 */
export async function findSuccession(
  file: TailedFile,
  current: string | undefined,
  known: KnownFiles,
): Promise<Succession> {
  for (let attempt = 1; ; attempt++) {
    const before = await movedAt(file);
    const succession = await look(file, current, known);
    const after = await movedAt(file);
    if (attempt === attempts || (before === after && Math.abs(Date.now() - after) > quietMs))
      return succession;
    await sleep(quietMs);
  }
}

/** @returns when a name in the file's folder changed last, milliseconds since the epoch */
async function movedAt({ source }: TailedFile): Promise<number> {
  const info = await statOf(dirname(source)).catch(() => undefined);
  return info === undefined ? 0 : changedOf(info);
}

async function look(file: TailedFile, current: string | undefined, known: KnownFiles): Promise<Succession> {
  const siblings = (await siblingsOf(file.source)).filter(({ inode }) => inode !== current).sort(byAge);
  const at = await homeAmong(siblings, file, known);
  // One of which nothing was read cannot be known again; it may be among those as old as itself.
  const since = file.offset > 0 ? file.changed : file.changed - 1;
  const newer = at < 0 ? siblings.filter(({ changed }) => changed > since) : siblings.slice(at + 1);
  const unseen: Sibling[] = [];
  for (const sibling of newer) if (!(await isKnown(sibling, file, known))) unseen.push(sibling);
  return { home: siblings[at], unseen };
}

async function homeAmong(siblings: Sibling[], file: TailedFile, known: KnownFiles): Promise<number> {
  const same = siblings.findIndex(({ inode }) => inode === file.inode);
  if (same >= 0 && known.withInode(file.inode) === file) return same;
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

async function siblingsOf(source: string): Promise<Sibling[]> {
  const folder = dirname(source);
  const names = (await readdir(folder).catch(() => [])).filter((name) =>
    isGenerationOf(basename(source), name),
  );
  const found = await Promise.all(names.map((name) => siblingAt(join(folder, name))));
  return found.filter((sibling) => sibling !== undefined);
}

async function siblingAt(path: string): Promise<Sibling | undefined> {
  const info = await statOf(path).catch(() => undefined);
  return info?.isFile() ? { path, inode: inodeOf(info), changed: changedOf(info) } : undefined;
}

/** @returns where a file goes on */
export const placeAt = ({ path, inode }: Sibling): { path: string; inode: string; gzip: boolean } => ({
  path,
  inode,
  gzip: isGzipName(path),
});
