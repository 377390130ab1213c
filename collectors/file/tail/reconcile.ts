import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Sink } from '../../sink.js';
import { type Assignment, assign } from './assign.js';
import { Content } from './content.js';
import { findMatches, isWanted, type Match } from './find-matches.js';
import { FolderTimes } from './folder-times.js';
import { byAge } from './generations.js';
import type { TailInput } from './input.js';
import { familyOf, type KnownFiles } from './known-files.js';
import { isUnchanged, Listing } from './listing.js';
import { Placement } from './placement.js';
import type { Reader } from './reader.js';
import type { TailedFile } from './tailed-file.js';

export interface ReconcileOptions {
  inputs: readonly TailInput[];
  known: KnownFiles;
  reader: Reader;
  sink: Sink;
  logger: Logger;
  /** The file has to be read. */
  dirty(file: TailedFile): void;
  /** The folders have to be looked into. */
  scanSoon(): void;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds that never go back. */
  clock(): number;
}

/** A copy that need not be looked at as long as it stays as it is. */
interface Copy {
  file: TailedFile | undefined;
  size: number;
  changed: number;
}

/** Time between looks while names change, milliseconds. */
const restMs = 20;
const attempts = 10;
/** How long a packed file that cannot be judged yet may hold up what depends on it, milliseconds. */
const unclearMs = 60_000;

/** Compares what lies in the folders with what is known, and decides what is which file and where it goes on. */
export class Reconciler {
  /** Matched by the inputs when they were looked at last, by path. */
  present: ReadonlyMap<string, TailedFile> = new Map();
  private readonly options: ReconcileOptions;
  private readonly reported = new Map<string, string>();
  private readonly copies = new Map<string, Copy>();
  private readonly doubted = new Set<TailedFile>();
  private readonly unclearSince = new Map<string, number>();
  private readonly times: FolderTimes;
  private folders = new Set<string>();
  private first: boolean;

  constructor(options: ReconcileOptions) {
    this.options = options;
    this.times = new FolderTimes(options.now);
    this.first = options.known.size === 0;
  }

  /** @returns the folders in which files may come */
  async scan(): Promise<Set<string>> {
    const same = await this.times.look(this.folders);
    const { files, folders, errors } = await findMatches(this.options.inputs);
    this.folders = folders;
    this.report(errors);
    const listing = new Listing(this.options.inputs);
    const next = new Map<string, TailedFile>();
    const families = new Map<string, string[]>();
    for (const match of [...files.values()].sort(byAge)) {
      const file = this.present.get(match.path);
      const isSteady = file !== undefined && this.isSteady(file, match);
      const isSure = isSteady && (same.has(dirname(match.path)) || (await this.isAlone(file, listing)));
      if (isSure) this.observe(file, match, next);
      else if (!this.isSteadyCopy(match)) await this.sort(match, families);
    }
    const present = new Set(next.values());
    for (const file of this.options.known.all) {
      if (file.done || !(this.doubted.has(file) || this.isMissed(file, present))) continue;
      const family = familyOf(file.source);
      if (!families.has(family)) families.set(family, []);
    }
    await this.resolve(families, next);
    this.first = false;
    return folders;
  }

  isWanted(path: string): boolean {
    return this.options.inputs.some((input) => isWanted(path, input));
  }

  /** Not under its path any more, or with other content than before: it is looked for before it is read again. */
  doubt(file: TailedFile): void {
    this.doubted.add(file);
    this.options.scanSoon();
  }

  /**
   * Whether what a file holds is more of what was read before. Where little was read, it may have been copied and
   * emptied and have begun alike: the copy tells, which has come into the folder.
   */
  async goesOn(file: TailedFile): Promise<boolean> {
    if (!file.rests || !file.isYoung || file.leftAt !== undefined) return true;
    if (await this.times.isSame(dirname(file.source))) return true;
    return this.isAlone(file, new Listing(this.options.inputs));
  }

  /** Everything was read and nothing more is expected of a file that was left. */
  async finish(file: TailedFile): Promise<void> {
    const { reader, sink, known } = this.options;
    reader.end(file);
    file.leftAt = undefined;
    file.done = file.gzip || this.present.get(file.path) !== file;
    if (file.done) await reader.close(file);
    sink.mark(file.markAt(file.offset));
    const isThere = (one: TailedFile): boolean => this.present.get(one.path) === one;
    for (const { key } of known.trim(familyOf(file.source), isThere))
      sink.mark({ key, value: () => undefined });
  }

  private isSteady(file: TailedFile, match: Match): boolean {
    if (file.inode !== match.inode || this.doubted.has(file)) return false;
    if (file.gzip) return match.changed === file.changed || !file.done;
    return !file.done && file.head.length > 0 && match.size >= file.knownBytes;
  }

  /** No other generation can begin as this one does. */
  private async isAlone(file: TailedFile, listing: Listing): Promise<boolean> {
    if (!file.isYoung) return true;
    return this.options.known.family(familyOf(file.source)).length === 1 && listing.isAlone(file.path);
  }

  private isSteadyCopy({ inode, size, changed }: Match): boolean {
    const copy = this.copies.get(inode);
    return copy !== undefined && copy.size === size && copy.changed === changed;
  }

  private isMissed(file: TailedFile, present: ReadonlySet<TailedFile>): boolean {
    return file.leftAt === undefined && !present.has(file) && this.isWanted(file.source);
  }

  private observe(file: TailedFile, match: Match, next: Map<string, TailedFile>): void {
    next.set(match.path, file);
    if (file.done) return;
    const isRead = match.size === file.position && match.changed === file.changed;
    if (file.gzip) file.changed = match.changed;
    if (file.gzip || !isRead || file.leftAt !== undefined) this.options.dirty(file);
  }

  /** Puts a match to the generations it belongs to. */
  private async sort(match: Match, families: Map<string, string[]>): Promise<void> {
    const family = await this.familyOf(match);
    const paths = families.get(family);
    if (paths === undefined) families.set(family, [match.path]);
    else paths.push(match.path);
  }

  /** @returns the family of its name, or that of a file that was moved here */
  private async familyOf(match: Match): Promise<string> {
    const family = familyOf(match.path);
    for (const file of this.options.known.withInode(match.inode)) {
      const own = familyOf(file.source);
      if (own === family || file.head.length === 0) continue;
      if ((await new Content(match).fit(file)) === 'same') return own;
    }
    return family;
  }

  private async resolve(
    families: ReadonlyMap<string, readonly string[]>,
    next: Map<string, TailedFile>,
  ): Promise<void> {
    const placement = new Placement({ ...this.options, first: this.first, present: next });
    let open = families;
    for (let attempt = 1; open.size > 0 && attempt <= attempts; attempt++) {
      if (attempt > 1) await sleep(restMs);
      open = await this.attempt(open, placement);
    }
    for (const [family, paths] of open) this.postpone(family, paths, next);
    if (open.size > 0) this.options.scanSoon();
    this.present = next;
    await placement.complete();
  }

  /** @returns the families whose names have changed meanwhile */
  private async attempt(
    families: ReadonlyMap<string, readonly string[]>,
    placement: Placement,
  ): Promise<Map<string, readonly string[]>> {
    const { inputs } = this.options;
    const listing = new Listing(inputs);
    const assigned = new Map<string, Assignment>();
    for (const [family, paths] of families) {
      const found = await this.own(family, await listing.generations(family, paths));
      if (found !== undefined) assigned.set(family, await this.assign(family, found));
    }
    const again = new Listing(inputs);
    const open = new Map<string, readonly string[]>();
    for (const [family, paths] of families) {
      const assignment = assigned.get(family);
      const after = await this.own(family, await again.generations(family, paths));
      if (assignment === undefined || !isUnchanged(assignment.found, after)) open.set(family, paths);
      else this.apply(family, assignment, placement, paths);
    }
    return open;
  }

  /** Without files of another name that were moved here. */
  private async own(family: string, found: Match[] | undefined): Promise<Match[] | undefined> {
    const own: Match[] = [];
    for (const match of found ?? []) if ((await this.familyOf(match)) === family) own.push(match);
    return found && own;
  }

  private apply(
    family: string,
    assignment: Assignment,
    placement: Placement,
    paths: readonly string[],
  ): void {
    if (this.isTooEarly(family, assignment)) {
      this.postpone(family, paths, placement.present);
      return;
    }
    for (const match of assignment.found) {
      this.copies.delete(match.inode);
      placement.present.delete(match.path);
    }
    for (const [match, file] of assignment.copies)
      this.copies.set(match.inode, { file, size: match.size, changed: match.changed });
    const files = this.options.known.family(family);
    const doubted = new Set(files.filter((file) => this.doubted.delete(file)));
    placement.apply(assignment, files, doubted);
  }

  private async assign(family: string, found: readonly Match[]): Promise<Assignment> {
    const files = this.options.known.family(family);
    // One that was empty when it was found may have been copied or packed since.
    const empty = files.filter((file) => !file.done && file.head.length === 0);
    for (const file of empty) await this.options.reader.learn(file);
    const isTrusted = (match: Match, file: TailedFile): boolean => this.isTrusted(match, file);
    return assign(found, files, { isTrusted, empty: new Set(empty) });
  }

  private isTrusted(match: Match, file: TailedFile): boolean {
    if (file.done && file.gzip && file.inode === match.inode && file.changed === match.changed) return true;
    return this.isSteadyCopy(match) && this.copies.get(match.inode)?.file === file;
  }

  /** What cannot be judged now may be what is missed, or hold what seems to be new. */
  private isTooEarly(family: string, { unclear, homes, fresh }: Assignment): boolean {
    const missed = this.options.known.family(family).some((file) => !file.done && !homes.has(file));
    const isWritten = unclear !== undefined && this.options.now() - unclear < unclearMs;
    if (!isWritten || (!missed && fresh.length === 0)) {
      this.unclearSince.delete(family);
      return false;
    }
    const now = this.options.clock();
    const since = this.unclearSince.get(family) ?? now;
    this.unclearSince.set(family, since);
    return now - since < unclearMs;
  }

  private postpone(family: string, paths: readonly string[], next: Map<string, TailedFile>): void {
    for (const path of paths) {
      const file = this.present.get(path);
      if (file !== undefined) next.set(path, file);
    }
    for (const file of this.options.known.family(family)) if (!file.done) this.doubted.add(file);
  }

  /** Each trouble once, until it changes. */
  private report(errors: ReadonlyMap<string, string>): void {
    for (const [path, reason] of errors)
      if (this.reported.get(path) !== reason) this.options.logger.warn({ path, reason }, 'files-not-found');
    this.reported.clear();
    for (const [path, reason] of errors) this.reported.set(path, reason);
  }
}
