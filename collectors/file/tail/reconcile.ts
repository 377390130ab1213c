import { basename } from 'node:path';
import type { Logger } from 'pino';
import type { Sink } from '../../sink.js';
import { compareContent, isConvincing, repeatsContent } from './content.js';
import { findMatches, isWanted, type Match } from './find-matches.js';
import { byAge, isGenerationOf, isGzipName } from './generations.js';
import type { TailInput } from './input.js';
import type { KnownFiles } from './known-files.js';
import type { Reader } from './reader.js';
import { findSuccession, placeAt, type Sibling, type Succession } from './succession.js';
import type { TailedFile } from './tailed-file.js';

export interface ReconcileOptions {
  inputs: readonly TailInput[];
  known: KnownFiles;
  reader: Reader;
  sink: Sink;
  logger: Logger;
  /** The file has to be read. */
  dirty(file: TailedFile): void;
  /** Names change at the moment: the folders, and the file unless it is done, are to be looked at again. */
  again(file: TailedFile): void;
  /** Milliseconds that never go back. */
  clock(): number;
}

/** How long a file that begins like a short one that is still there may turn out to be its copy, milliseconds. */
const copyMs = 3000;

/** Compares what lies in the folders with what is known, and decides what is which file and where it goes on. */
export class Reconciler {
  /** Matched by the inputs when they were looked at last, by path. */
  readonly present = new Map<string, TailedFile>();
  private readonly options: ReconcileOptions;
  private readonly reported = new Map<string, string>();
  private readonly postponed = new Map<string, { since: number; size: number }>();
  private first: boolean;

  constructor(options: ReconcileOptions) {
    this.options = options;
    this.first = options.known.size === 0;
  }

  /** @returns the folders in which files may come */
  async scan(): Promise<Set<string>> {
    const { known, inputs } = this.options;
    const { files, folders, errors } = await findMatches(inputs);
    this.report(errors);
    this.present.clear();
    const unknown = new Map<string, Match>();
    for (const match of [...files.values()].sort(byAge)) {
      const file = known.withInode(match.inode);
      if (file === undefined) unknown.set(match.path, match);
      else if (file.inode === match.inode) await this.observe(file, match);
    }
    const present = new Set(this.present.values());
    for (const file of [...known.all]) {
      if (file.done || file.leftAt !== undefined || present.has(file) || !this.isWanted(file.source))
        continue;
      await this.leave(file, unknown.get(file.path));
    }
    for (const match of unknown.values()) await this.discover(match);
    this.first = false;
    return folders;
  }

  isWanted(path: string): boolean {
    return this.options.inputs.some((input) => isWanted(path, input));
  }

  /** The file has no name of the inputs any more: finds where its rest lies, and what came after it. */
  async leave(file: TailedFile, current?: Match): Promise<void> {
    const { known, reader, dirty, clock } = this.options;
    if (current !== undefined && isConvincing(file) && (await this.isSame(current, file))) {
      // The same file, restored or on a device that has another number now.
      known.move(file, placeAt(current));
      this.present.set(file.path, file);
      return dirty(file);
    }
    const succession = await this.succession(file, current?.inode);
    if (succession === undefined) return this.options.again(file);
    const { home, unseen } = succession;
    file.leftAt ??= clock();
    file.settled = false;
    if (home !== undefined && (home.inode === file.inode || !reader.isOpen(file)))
      known.move(file, placeAt(home));
    else if (home !== undefined) known.alias(home.inode, file);
    else if (!reader.isOpen(file)) this.vanish(file);
    await this.chain(file, unseen);
    dirty(file);
  }

  /** The file was emptied, or its inode belongs to another file now. What was in it may lie in a copy. */
  async replaced(file: TailedFile): Promise<void> {
    const { known, reader, dirty, clock } = this.options;
    const { path, inode, changed } = file;
    const stays = this.present.get(path) === file;
    known.release(inode);
    const succession = await this.succession(file, inode);
    if (succession === undefined) {
      known.alias(inode, file);
      return this.options.again(file);
    }
    const { home, unseen } = succession;
    file.leftAt = clock();
    file.settled = false;
    if (home === undefined) reader.end(file);
    await reader.close(file);
    if (home === undefined) this.vanish(file);
    else known.move(file, placeAt(home));
    await this.chain(file, unseen);
    dirty(file);
    if (stays) await this.begin({ path, source: file.source, inode, changed, gzip: false });
  }

  /** Everything was read and nothing more is expected of a file that was left. */
  async finish(file: TailedFile): Promise<void> {
    const { reader, sink, known } = this.options;
    reader.end(file);
    file.leftAt = undefined;
    file.done = file.gzip || this.present.get(file.path) !== file;
    if (file.done) await reader.close(file);
    sink.mark(file.markAt(file.offset));
    for (const { key } of known.trim(file.source)) sink.mark({ key, value: () => undefined });
  }

  private async observe(file: TailedFile, match: Match): Promise<void> {
    const { known, clock, dirty } = this.options;
    const unchanged = match.changed === file.changed;
    if (file.path !== match.path) {
      known.move(file, placeAt(match));
      file.leftAt = clock();
      file.settled = false;
    }
    this.present.set(match.path, file);
    if (file.done && file.gzip && unchanged) return;
    file.done = false;
    if (file.gzip) {
      file.changed = match.changed;
      dirty(file);
    } else if (match.size < file.position) await this.replaced(file);
    else if (match.size !== file.position || !unchanged || file.leftAt !== undefined) dirty(file);
  }

  private async discover(match: Match): Promise<void> {
    const { known } = this.options;
    if (known.withInode(match.inode) !== undefined) return;
    const gzip = isGzipName(match.path);
    const relatives = known.relatives(match.path);
    for (const relative of relatives) {
      if (!gzip && !isGenerationOf(basename(relative.source), basename(match.path))) continue;
      const compare = relative.done ? repeatsContent : compareContent;
      const comparison = await compare(match, relative);
      if (comparison === 'different') continue;
      // A file that is being packed is looked at again when it has changed.
      if (comparison === 'unclear' || this.recognise(match, relative)) return;
    }
    this.postponed.delete(match.inode);
    const before = relatives.find(({ source }) => source === match.path);
    if (before?.done) {
      const succession = await this.succession(before, match.inode);
      if (succession === undefined) return this.options.again(before);
      await this.chain(before, succession.unseen);
    }
    const { path, inode, changed, input } = match;
    await this.begin({ path, source: path, inode, changed, gzip }, input);
  }

  /** @returns false when the file is no other name of the known one after all */
  private recognise(match: Match, relative: TailedFile): boolean {
    const { known, reader, clock, dirty } = this.options;
    const isGone = relative.done || (relative.leftAt !== undefined && !reader.isOpen(relative));
    if (isGone) {
      known.move(relative, placeAt(match));
      relative.done = false;
      relative.leftAt = clock();
      this.present.set(relative.path, relative);
      dirty(relative);
      return true;
    }
    if (isConvincing(relative) || isGzipName(match.path)) {
      known.alias(match.inode, relative);
      return true;
    }
    const { since, size } = this.postponed.get(match.inode) ?? { since: clock(), size: -1 };
    this.postponed.set(match.inode, { since: size === match.size ? since : clock(), size: match.size });
    return size !== match.size || clock() - since < copyMs;
  }

  private async begin(
    file: { path: string; source: string; inode: string; changed: number; gzip: boolean },
    input = -1,
  ): Promise<void> {
    const { known, reader, sink, dirty, inputs } = this.options;
    const before = known.relatives(file.source).filter(({ source }) => source === file.source);
    const added = known.add(file);
    // The rest of the old file is read before the new one.
    added.waitsFor = before.find(({ settled, leftAt }) => !settled && leftAt !== undefined);
    this.present.set(file.path, added);
    dirty(added);
    await reader.look(added);
    if (!this.first || inputs[input]?.from !== 'end') return;
    await reader.skip(added);
    sink.mark(added.markAt(added.offset));
  }

  private async chain(file: TailedFile, unseen: readonly Sibling[]): Promise<void> {
    const { known, reader, sink, dirty, clock } = this.options;
    let last = file;
    for (const sibling of unseen) {
      const next = known.add({ ...placeAt(sibling), source: file.source, changed: sibling.changed });
      next.leftAt = clock();
      next.waitsFor = last;
      await reader.look(next);
      sink.mark(next.markAt(0));
      dirty(next);
      last = next;
    }
  }

  private vanish(file: TailedFile): void {
    const { logger, sink } = this.options;
    file.done = true;
    file.leftAt = undefined;
    logger.info({ file: file.path, read: file.offset }, 'followed-file-gone');
    sink.mark(file.markAt(file.offset));
  }

  private async succession(file: TailedFile, current: string | undefined): Promise<Succession | undefined> {
    const { known, reader } = this.options;
    // One that was empty when it was found may have been copied since.
    for (const relative of known.relatives(file.source))
      if (!relative.done && relative.head.length === 0) await reader.look(relative);
    return findSuccession(file, current, known);
  }

  private async isSame(match: Match, file: TailedFile): Promise<boolean> {
    return (await compareContent(match, file)) === 'same';
  }

  /** Each trouble once, until it changes. */
  private report(errors: ReadonlyMap<string, string>): void {
    for (const [path, reason] of errors)
      if (this.reported.get(path) !== reason) this.options.logger.warn({ path, reason }, 'files-not-found');
    this.reported.clear();
    for (const [path, reason] of errors) this.reported.set(path, reason);
  }
}
