import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { changedOf, inodeOf, isWanted, type Match, type Patterns, statOf } from './find-matches.js';
import { rootName } from './generations.js';

/** The generations of files in folders, whether the inputs match them or not. Reads each folder once. */
export class Listing {
  private readonly inputs: readonly Patterns[];
  private readonly folders = new Map<string, Promise<Map<string, string[]>>>();

  constructor(inputs: readonly Patterns[]) {
    this.inputs = inputs;
  }

  /**
   * @param family path that all generations have in common
   * @param others paths that belong to them, too
   * @returns one of each inode, one that an input matches where there are several; undefined: a name has vanished
   */
  async generations(family: string, others: readonly string[]): Promise<Match[] | undefined> {
    const folder = dirname(family);
    const names = (await this.namesIn(folder)).get(basename(family)) ?? [];
    const paths = new Set([...names.map((name) => join(folder, name)), ...others]);
    const found = await Promise.all([...paths].map((path) => this.look(path)));
    if (found.includes('gone')) return undefined;
    const byInode = new Map<string, Match>();
    for (const match of found) {
      if (typeof match !== 'object') continue;
      const other = byInode.get(match.inode);
      if (other === undefined || (other.input < 0 && match.input >= 0)) byInode.set(match.inode, match);
    }
    return [...byInode.values()];
  }

  /** Whether a file has no other generations, by the names in its folder. */
  async isAlone(path: string): Promise<boolean> {
    const names = await this.namesIn(dirname(path));
    return names.get(rootName(basename(path)))?.length === 1;
  }

  private namesIn(folder: string): Promise<Map<string, string[]>> {
    let names = this.folders.get(folder);
    if (names === undefined) {
      names = readFolder(folder);
      this.folders.set(folder, names);
    }
    return names;
  }

  private async look(path: string): Promise<Match | 'gone' | 'other'> {
    const info = await statOf(path).catch(() => undefined);
    if (info === undefined) return 'gone';
    if (!info.isFile()) return 'other';
    const input = this.inputs.findIndex((patterns) => isWanted(path, patterns));
    return { path, inode: inodeOf(info), size: Number(info.size), changed: changedOf(info), input };
  }
}

/** Whether nothing has come, gone, been renamed or emptied between two looks. */
export function isUnchanged(before: readonly Match[], after: readonly Match[] | undefined): boolean {
  if (after?.length !== before.length) return false;
  const paths = new Map(after.map((match) => [match.path, match]));
  return before.every(({ path, inode, size }) => {
    const now = paths.get(path);
    return now !== undefined && now.inode === inode && now.size >= size;
  });
}

async function readFolder(folder: string): Promise<Map<string, string[]>> {
  const families = new Map<string, string[]>();
  for (const name of await readdir(folder).catch(() => [])) {
    const root = rootName(name);
    const names = families.get(root);
    if (names === undefined) families.set(root, [name]);
    else names.push(name);
  }
  return families;
}
