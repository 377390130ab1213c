import { basename } from 'node:path';
import type { Logger } from 'pino';
import type { Sink } from '../../sink.js';
import type { Assignment, Fresh } from './assign.js';
import { isWanted, type Match } from './find-matches.js';
import { emptyPrint, extendHead } from './fingerprint.js';
import { isGenerationOf, isGzipName, isLive } from './generations.js';
import type { TailInput } from './input.js';
import type { KnownFiles } from './known-files.js';
import type { Reader } from './reader.js';
import type { TailedFile } from './tailed-file.js';

export interface PlacementOptions {
  inputs: readonly TailInput[];
  known: KnownFiles;
  reader: Reader;
  sink: Sink;
  logger: Logger;
  /** Filled with what the inputs match, by path. */
  present: Map<string, TailedFile>;
  /** Nothing was known before. */
  first: boolean;
  dirty(file: TailedFile): void;
  clock(): number;
}

/**
 * Does what was found out: files go on where their content lies, those that are gone end, new ones begin. All of one
 * family happens in one turn, its marks included, so that they become durable together: after a crash no two files
 * claim the same place.
 */
export class Placement {
  readonly present: Map<string, TailedFile>;
  private readonly options: PlacementOptions;
  private readonly closing: Promise<void>[] = [];
  private readonly begun: { file: TailedFile; skip: boolean }[] = [];

  constructor(options: PlacementOptions) {
    this.options = options;
    this.present = options.present;
  }

  /**
   * @param files all that are known of this name
   * @param doubted of them: what is read there is not theirs any more, or they are not there
   */
  apply(assignment: Assignment, files: readonly TailedFile[], doubted: ReadonlySet<TailedFile>): void {
    const { found, homes, fresh } = assignment;
    const inodes = new Set(found.map(({ inode }) => inode));
    const places = new Map<Match, TailedFile>();
    for (const file of files) {
      const home = homes.get(file);
      if (home !== undefined) places.set(home, file);
      if (!this.isWanted(file.source) && !(home !== undefined && home.input >= 0)) continue;
      // Deleted, and open: what is left can still be read.
      const isHeld = !inodes.has(file.inode) && !doubted.has(file) && this.options.reader.isOpen(file);
      if (isHeld) this.hold(file);
      else if (home === undefined) this.end(file);
      else this.place(file, home);
    }
    for (const one of fresh) {
      const file = this.begin(one, files);
      if (file !== undefined) places.set(one.match, file);
    }
    this.order(found, places);
  }

  /** Closes and opens what has to be. */
  async complete(): Promise<void> {
    const { reader, sink } = this.options;
    await Promise.all(this.closing);
    for (const { file, skip } of this.begun) {
      await reader.look(file);
      if (!skip) continue;
      await reader.skip(file);
      sink.mark(file.markAt(file.offset));
    }
  }

  private hold(file: TailedFile): void {
    this.leave(file);
    this.options.dirty(file);
  }

  private place(file: TailedFile, home: Match): void {
    const { known, reader, sink, dirty } = this.options;
    const isMoved = file.inode !== home.inode;
    const isRenamed = file.path !== home.path;
    if (isMoved) this.closing.push(reader.close(file));
    known.move(file, { path: home.path, inode: home.inode, gzip: isGzipName(home.path) });
    if (home.input >= 0) this.present.set(home.path, file);
    const isRead = file.gzip ? home.changed === file.changed : home.size === file.offset;
    if (file.done && !isMoved && isRead) return;
    if (file.done || isMoved || isRenamed) file.settled = false;
    file.done = false;
    file.rests = false;
    if (home.path !== file.source && !file.settled) this.leave(file);
    if (file.gzip) file.changed = home.changed;
    if (isMoved || isRenamed) sink.mark(file.markAt(file.offset));
    dirty(file);
  }

  private leave(file: TailedFile): void {
    file.leftAt ??= this.options.clock();
  }

  /** Its content is nowhere any more. */
  private end(file: TailedFile): void {
    const { known, reader, sink, logger, dirty } = this.options;
    if (file.done) return;
    reader.end(file);
    this.closing.push(reader.close(file));
    file.done = true;
    file.settled = true;
    file.leftAt = undefined;
    dirty(file);
    if (file.head.length === 0) {
      known.forget(file);
      sink.mark({ key: file.key, value: () => undefined });
      return;
    }
    logger.info({ file: file.path, read: file.offset }, 'followed-file-gone');
    sink.mark(file.markAt(file.offset));
  }

  private begin({ match, head, isNewer }: Fresh, files: readonly TailedFile[]): TailedFile | undefined {
    const { known, sink, inputs, first, dirty } = this.options;
    const { path, inode, changed, input } = match;
    const source = isNewer ? this.sourceOf(path, files) : undefined;
    if (input < 0 && (source === undefined || match.size === 0)) return undefined;
    const file = known.add({ path, source: source ?? path, inode, changed, gzip: isGzipName(path) });
    file.head = extendHead(emptyPrint(), head, 0);
    if (path !== file.source) this.leave(file);
    if (input >= 0) this.present.set(path, file);
    const skip = first && inputs[input]?.from === 'end';
    if (!skip) sink.mark(file.markAt(0));
    this.begun.push({ file, skip });
    dirty(file);
    return file;
  }

  /** @returns the name that a rotated file had when it was written to */
  private sourceOf(path: string, files: readonly TailedFile[]): string | undefined {
    const older = files.findLast(
      ({ source }) =>
        isLive({ path: source }) && isGenerationOf(basename(source), basename(path)) && this.isWanted(source),
    );
    return older?.source;
  }

  /** The rest of an old file is read before the next one. */
  private order(found: readonly Match[], places: ReadonlyMap<Match, TailedFile>): void {
    let last: TailedFile | undefined;
    for (const match of found) {
      const file = places.get(match);
      if (file === undefined || file.done) continue;
      file.waitsFor = last;
      if (file.leftAt !== undefined && !file.settled) last = file;
    }
  }

  private isWanted(path: string): boolean {
    return this.options.inputs.some((input) => isWanted(path, input));
  }
}
