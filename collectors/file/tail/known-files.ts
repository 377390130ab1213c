import { basename, dirname } from 'node:path';
import { rootName } from './generations.js';
import { fileMarkPrefix, type NewFile, TailedFile } from './tailed-file.js';

/** So many files of one name that are gone are remembered, to know them again when they are packed. */
const goneLimit = 64;
const familyLimit = 500;

/** The files that are followed or were, by key, by inode, and by what they were called before any rotation. */
export class KnownFiles {
  private readonly byKey = new Map<string, TailedFile>();
  /** Of a file that is known under several (a copy, a packed one): each. */
  private readonly inodes = new Map<string, TailedFile>();
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

  withInode(inode: string): TailedFile | undefined {
    return this.inodes.get(inode);
  }

  /** The inode holds what is known of this file, too. */
  alias(inode: string, file: TailedFile): void {
    this.inodes.set(inode, file);
  }

  /** The inode holds other content now. */
  release(inode: string): void {
    this.inodes.delete(inode);
  }

  /** The file goes on elsewhere. */
  move(file: TailedFile, to: { path: string; inode: string; gzip: boolean }): void {
    if (this.inodes.get(file.inode) === file && file.inode !== to.inode) this.inodes.delete(file.inode);
    file.path = to.path;
    file.inode = to.inode;
    file.gzip = to.gzip;
    this.inodes.set(to.inode, file);
  }

  /** Files of the same name before rotation, newest first. So many that they are no generations of one are none. */
  relatives(path: string): TailedFile[] {
    const family = this.families.get(familyOf(path));
    if (family === undefined || family.size > familyLimit) return [];
    return [...family].sort((a, b) => b.changed - a.changed || keyNumber(b) - keyNumber(a));
  }

  /** @returns the files that are forgotten, because too many of one name are gone */
  trim(path: string): TailedFile[] {
    const family = this.families.get(familyOf(path));
    const gone = this.relatives(path).filter(({ done }) => done);
    const forgotten = gone.slice(goneLimit);
    for (const file of forgotten) {
      family?.delete(file);
      this.byKey.delete(file.key);
      for (const [inode, holder] of this.inodes) if (holder === file) this.inodes.delete(inode);
    }
    return forgotten;
  }

  private enter(file: TailedFile): void {
    this.byKey.set(file.key, file);
    const holder = this.inodes.get(file.inode);
    if (holder === undefined || holder.done) this.inodes.set(file.inode, file);
    const name = familyOf(file.source);
    const family = this.families.get(name);
    if (family === undefined) this.families.set(name, new Set([file]));
    else family.add(file);
  }
}

const keyNumber = ({ key }: TailedFile): number => Number(key.slice(fileMarkPrefix.length));
const familyOf = (path: string): string => `${dirname(path)}/${rootName(basename(path))}`;
