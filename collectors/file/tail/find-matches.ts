import type { BigIntStats, Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { hasWildcard, matchesName, matchesPath } from './wildcard.js';

/** A file that a pattern matches. */
export interface Match {
  path: string;
  /** Identity, see inodeOf. */
  inode: string;
  size: number;
  /** Last change of the content, milliseconds since the epoch. */
  changed: number;
  /** Which of the inputs matched first. */
  input: number;
}

export interface Patterns {
  /** Absolute paths with wildcards; `**` stands for any number of folders. */
  paths: readonly string[];
  /** What is left out; a pattern without a slash looks at the name alone. */
  exclude: readonly string[];
}

export interface Matches {
  /** By inode. */
  files: Map<string, Match>;
  /** Folders in which a new file could match. */
  folders: Set<string>;
  /** Paths that could not be looked at, and why. */
  errors: Map<string, string>;
}

/** Files looked at at once. */
const parallel = 16;

/** Lists the files that patterns match. Links to files are followed, links to folders below a `**` are not. */
export async function findMatches(inputs: readonly Patterns[]): Promise<Matches> {
  const matches: Matches = { files: new Map(), folders: new Set(), errors: new Map() };
  for (const [input, { paths, exclude }] of inputs.entries()) {
    const candidates = new Set<string>();
    for (const path of paths) {
      const parts = resolve(path).split(sep).slice(1);
      await walk(sep, parts, candidates, matches);
    }
    const wanted = [...candidates].filter((path) => !isExcluded(path, exclude));
    for (let i = 0; i < wanted.length; i += parallel)
      await Promise.all(wanted.slice(i, i + parallel).map((path) => add(path, input, matches)));
  }
  return matches;
}

async function add(path: string, input: number, { files, errors }: Matches): Promise<void> {
  const info = await statOf(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') errors.set(path, messageOf(error));
  });
  if (!info?.isFile()) return;
  const inode = inodeOf(info);
  if (files.has(inode)) return;
  files.set(inode, { path, inode, size: Number(info.size), changed: changedOf(info), input });
}

async function walk(
  folder: string,
  parts: readonly string[],
  found: Set<string>,
  matches: Matches,
): Promise<void> {
  const fixed = parts.findIndex((part) => hasWildcard(part));
  if (fixed < 0) {
    matches.folders.add(join(folder, ...parts.slice(0, -1)));
    found.add(join(folder, ...parts));
    return;
  }
  const parent = join(folder, ...parts.slice(0, fixed));
  const [pattern, ...rest] = parts.slice(fixed) as [string, ...string[]];
  matches.folders.add(parent);
  const deep = pattern === '**';
  if (deep && rest.length > 0) await walk(parent, rest, found, matches);
  for (const entry of await entriesOf(parent, matches)) {
    const path = join(parent, entry.name);
    if (deep) {
      if (entry.isDirectory() && !entry.name.startsWith('.'))
        await walk(path, [pattern, ...rest], found, matches);
      else if (rest.length === 0 && !entry.name.startsWith('.')) found.add(path);
    } else if (!matchesName(pattern, entry.name)) continue;
    else if (rest.length === 0) {
      if (!entry.isDirectory()) found.add(path);
    } else if (entry.isDirectory() || entry.isSymbolicLink()) await walk(path, rest, found, matches);
  }
}

async function entriesOf(folder: string, { errors }: Matches): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') errors.set(folder, messageOf(error));
    return [];
  }
}

function isExcluded(path: string, exclude: readonly string[]): boolean {
  return exclude.some((pattern) => matchesPath(pattern.includes(sep) ? pattern : `**/${pattern}`, path));
}

/** Whether an input looks for files of this path. */
export function isWanted(path: string, { paths, exclude }: Patterns): boolean {
  return paths.some((pattern) => matchesPath(resolve(pattern), path)) && !isExcluded(path, exclude);
}

/** Inode numbers of network and large file systems need 64 bits. */
export const statOf = (path: string): Promise<BigIntStats> => stat(path, { bigint: true });

/** The time of its creation, where the file system keeps one, tells an inode from a later one of the same number. */
export function inodeOf({ dev, ino, birthtimeNs }: BigIntStats): string {
  return birthtimeNs > 0n ? `${dev}:${ino}:${birthtimeNs}` : `${dev}:${ino}`;
}

/** Whether an inode is told from a later one of the same number. */
export const namesOneFile = (inode: string): boolean => inode.split(':').length > 2;
export const changedOf = ({ mtimeNs }: BigIntStats): number => Number(mtimeNs) / 1e6;
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
