import type { Logger } from 'pino';
import type { ReceiverCounters, SourceCounter } from '../../counters.js';
import type { Sink } from '../../sink.js';
import { isWanted } from './find-matches.js';
import { multiLineOf, type TailInput } from './input.js';
import { KnownFiles } from './known-files.js';
import { Reader } from './reader.js';
import { Reconciler } from './reconcile.js';
import { kindOfRecord } from './record-kind.js';
import type { TailedFile } from './tailed-file.js';

export interface FollowerOptions {
  inputs: readonly TailInput[];
  sink: Sink;
  /** Of a former run: what the spool holds. */
  marks: ReadonlyMap<string, object>;
  counters: ReceiverCounters;
  logger: Logger;
  /** Clock for receipt times, milliseconds since the epoch. */
  now: () => number;
  /** Clock for what is waited for, milliseconds; never goes back. */
  clock: () => number;
  /** Bytes of a record at most; what exceeds them is cut off. */
  maxRecordBytes: number;
  /** Files held open at most. Default 128. */
  maxOpen?: number;
  /** How long a file that was rotated away may be silent until its last line counts as whole. Default 5000. */
  lingerMs?: number;
  /** The folders have to be looked into. */
  scanSoon(): void;
}

const chunkBytes = 256 * 1024;
/** A packed file that was not changed for so long is whole, or damaged. */
const damagedMs = 60_000;
const retryMs = 1000;

/** Reads the files of its inputs, one at a time, through rotation. When it looks and reads is told by its caller. */
export class Follower {
  private readonly options: FollowerOptions;
  private readonly reader: Reader;
  private readonly reconciler: Reconciler;
  private readonly settings = new WeakMap<TailedFile, { input: TailInput; counter: SourceCounter }>();
  private readonly dirty = new Set<TailedFile>();
  /** Read after another one. */
  private readonly waiting = new Set<TailedFile>();
  /** Left, or with lines that wait for what follows: looked at from time to time. */
  private readonly lingering = new Set<TailedFile>();
  private readonly failed = new WeakMap<TailedFile, string>();
  /** When files that could not be read are tried again. */
  private readonly retries = new Map<TailedFile, number>();
  private readonly stopping = new AbortController();
  private readonly stopped: Promise<false>;

  /** @throws GrundwachtError CONFIG_INVALID of an input's multi_line.start */
  constructor(options: FollowerOptions) {
    this.options = options;
    const { inputs, sink, logger, clock, scanSoon } = options;
    const multiLines = new Map(
      inputs.map((input) => [input, input.multiLine && multiLineOf(input.multiLine)]),
    );
    this.stopped = new Promise((resolve) =>
      this.stopping.signal.addEventListener('abort', () => resolve(false), { once: true }),
    );
    const reader = new Reader({
      maxOpen: options.maxOpen ?? 128,
      chunkBytes: Math.max(chunkBytes, 2 * options.maxRecordBytes),
      cutOptions: (file) => {
        const { input } = this.settingsOf(file);
        const { encoding } = input;
        return { maxBytes: options.maxRecordBytes, encoding, multiLine: multiLines.get(input) };
      },
      emit: (file, raw, end, truncated) => this.emit(file, raw, end, truncated),
      ready: (file) => this.ready(file),
    });
    this.reader = reader;
    this.reconciler = new Reconciler({
      inputs,
      known: new KnownFiles(options.marks),
      reader,
      sink,
      logger,
      dirty: (file) => this.dirty.add(file),
      scanSoon,
      now: options.now,
      clock,
    });
  }

  /** Something is known to wait for being read. */
  get isBusy(): boolean {
    return this.dirty.size > 0;
  }

  /** Looks which files there are. @returns the folders in which files may come */
  scan(): Promise<Set<string>> {
    return this.reconciler.scan();
  }

  /** The content of what lies under this path has changed. @returns whether that is of interest */
  changed(path: string): boolean {
    const file = this.reconciler.present.get(path);
    if (file?.path === path) this.dirty.add(file);
    else if (this.reconciler.isWanted(path)) this.options.scanSoon();
    else return false;
    return true;
  }

  /** Reads a piece of each file that has something new. @returns whether there is more to read at once */
  async pass(): Promise<boolean> {
    let more = false;
    for (const [file, at] of this.retries) {
      if (this.options.clock() < at) continue;
      this.retries.delete(file);
      this.dirty.add(file);
    }
    for (const file of [...this.dirty, ...this.lingering]) {
      if (this.stopping.signal.aborted) return false;
      more = (await this.process(file)) || more;
    }
    return more;
  }

  /** Lets a pass that is under way end soon. */
  abort(): void {
    this.stopping.abort();
  }

  /** Closes the files; call it when nothing is under way. */
  close(): Promise<void> {
    return this.reader.closeAll();
  }

  /** @returns whether there is more to read at once */
  private async process(file: TailedFile): Promise<boolean> {
    this.dirty.delete(file);
    if (file.waitsFor !== undefined && !file.waitsFor.settled && !file.waitsFor.done) {
      this.waiting.add(file);
      return false;
    }
    file.waitsFor = undefined;
    if (file.done) return this.settle(file);
    if (!(await this.ready(file))) return false;
    if (!(await this.reconciler.goesOn(file))) return this.lose(file);
    const before = file.position;
    try {
      const result = await this.reader.pass(file);
      this.failed.delete(file);
      if (file.position !== before) file.grewAt = this.options.clock();
      if (result === 'more') this.dirty.add(file);
      else if (result === 'idle') await this.atEnd(file);
      else this.lose(file);
      return result === 'more';
    } catch (error) {
      await this.fail(file, error);
      return false;
    }
  }

  private async atEnd(file: TailedFile): Promise<void> {
    file.rests = true;
    const { lingerMs = 5000 } = this.options;
    const silent = this.options.clock() - Math.max(file.grewAt, file.leftAt ?? 0);
    const timeoutMs = this.settingsOf(file).input.multiLine?.timeoutMs;
    if (file.cutter?.waits && timeoutMs !== undefined && silent >= timeoutMs) this.reader.flush(file);
    const ends = file.gzip || (file.leftAt !== undefined && silent >= lingerMs);
    if (ends) await this.reconciler.finish(file);
    if (ends || file.leftAt !== undefined) this.settle(file);
    if (!ends && (file.leftAt !== undefined || file.cutter?.waits)) this.lingering.add(file);
    else this.lingering.delete(file);
  }

  /** Its successors may be read. */
  private settle(file: TailedFile): false {
    file.settled = true;
    this.lingering.delete(file);
    for (const next of this.waiting) {
      if (next.waitsFor !== file) continue;
      this.waiting.delete(next);
      this.dirty.add(next);
    }
    return false;
  }

  /** Not under its path any more, or with other content, or perhaps so. */
  private lose(file: TailedFile): false {
    this.lingering.delete(file);
    this.reconciler.doubt(file);
    return false;
  }

  private async fail(file: TailedFile, error: unknown): Promise<void> {
    const { logger, now } = this.options;
    const reason = error instanceof Error ? error.message : String(error);
    this.lingering.delete(file);
    if (this.failed.get(file) !== reason) logger.warn({ file: file.path, reason }, 'followed-file-not-read');
    this.failed.set(file, reason);
    // A packed file may still be written; one that stays cut off has no more to give.
    if (file.gzip && now() - file.changed > damagedMs) {
      await this.reconciler.finish(file);
      this.settle(file);
    } else if (file.leftAt !== undefined || file.gzip) {
      this.retries.set(file, this.options.clock() + retryMs);
    }
  }

  private async ready(file: TailedFile): Promise<boolean> {
    const { sink } = this.options;
    if (sink.crowded) await Promise.race([sink.drained(file.source), this.stopped]);
    return !this.stopping.signal.aborted;
  }

  private emit(file: TailedFile, raw: Buffer, end: number, truncated: boolean): void {
    const { sink, counters, now } = this.options;
    const { input, counter } = this.settingsOf(file);
    const kind = kindOfRecord(file, input, raw);
    counters.count(counter, raw.length, truncated);
    const envelope = {
      source: file.source,
      transport: 'file',
      received: now(),
      truncated,
      raw,
      ...kind,
    } as const;
    sink.write(envelope, file.markAt(end));
  }

  private settingsOf(file: TailedFile): { input: TailInput; counter: SourceCounter } {
    let settings = this.settings.get(file);
    if (settings === undefined) {
      const { inputs, counters } = this.options;
      const input = inputs.find((candidate) => isWanted(file.source, candidate)) ?? inputs[0]!;
      settings = { input, counter: counters.source(file.source, 'file') };
      this.settings.set(file, settings);
    }
    return settings;
  }
}
