import { basename, dirname } from 'node:path';
import { rootName } from './generations.js';
import { fileMarkPrefix, type NewFile, TailedFile } from './tailed-file.js';

/** So many files of one name that are gone are remembered, to know them again when they are packed. */
const goneLimit = 64;

/**
 * The files that are followed or were, by inode, and by what they were called before any rotation. An inode number says
 * nothing by itself: it is given to another file when it is free. Content tells.
 */
export class KnownFiles {
  private readonly byKey = new Map<string, TailedFile>();
  private readonly inodes = new Map<string, Set<TailedFile>>();
  private readonly families = new Map<string, Set<TailedFile>>();
  private lastNumber = 0;

  /** @param marks of a former run */
  constructor(marks: ReadonlyMap<string, object>) {
    for (const [key, value] of marks) {
      if (!key.startsWith(fileMarkPrefix)) continue;
      this.lastNumber = Math.max(this.lastNumber, Number(key.slice(fileMarkPrefix.length)) || 0);
      const file = TailedFile.restore(key, value);
      if (file !== undefined) this.enter(file);
    }
  }

  get size(): number {
    return this.byKey.size;
  }

  get all(): Iterable<TailedFile> {
    return this.byKey.values();
  }

  add(file: NewFile): TailedFile {
    const added = new TailedFile(`${fileMarkPrefix}${++this.lastNumber}`, file);
    this.enter(added);
    return added;
  }

  /** Files that had this inode when they were seen last. */
  withInode(inode: string): Iterable<TailedFile> {
    return this.inodes.get(inode) ?? [];
  }

  /** The file goes on elsewhere. */
  move(file: TailedFile, to: { path: string; inode: string; gzip: boolean }): void {
    drop(this.inodes, file.inode, file);
    file.path = to.path;
    file.inode = to.inode;
    file.gzip = to.gzip;
    put(this.inodes, file.inode, file);
  }

  /** Files of the same name before rotation, the oldest first. */
  family(name: string): TailedFile[] {
    return [...(this.families.get(name) ?? [])].sort((a, b) => numberOf(a) - numberOf(b));
  }

  /**
   * Too many of one name are gone: the oldest are forgotten.
   * @param isThere whether a file still lies where it was
   * @returns the files that are forgotten
   */
  trim(name: string, isThere: (file: TailedFile) => boolean): TailedFile[] {
    const gone = this.family(name).filter((file) => file.done && !isThere(file));
    const forgotten = gone.slice(0, Math.max(0, gone.length - goneLimit));
    for (const file of forgotten) this.forget(file);
    return forgotten;
  }

  forget(file: TailedFile): void {
    this.byKey.delete(file.key);
    drop(this.inodes, file.inode, file);
    drop(this.families, familyOf(file.source), file);
  }

  private enter(file: TailedFile): void {
    this.byKey.set(file.key, file);
    put(this.inodes, file.inode, file);
    put(this.families, familyOf(file.source), file);
  }
}

/** @returns path that all generations of a file have in common */
export const familyOf = (path: string): string => `${dirname(path)}/${rootName(basename(path))}`;

/** Files that were found later have higher ones. */
export const numberOf = ({ key }: TailedFile): number => Number(key.slice(fileMarkPrefix.length));

function put(sets: Map<string, Set<TailedFile>>, key: string, file: TailedFile): void {
  const set = sets.get(key);
  if (set === undefined) sets.set(key, new Set([file]));
  else set.add(file);
}

function drop(sets: Map<string, Set<TailedFile>>, key: string, file: TailedFile): void {
  const set = sets.get(key);
  if (set?.delete(file) && set.size === 0) sets.delete(key);
}
