import { performance } from 'node:perf_hooks';
import type { Logger } from 'pino';
import type { ReceiverCounters, SourceCounter } from '../../counters.js';
import { wait } from '../../ship/backoff.js';
import type { Sink } from '../../sink.js';
import { isWanted } from './find-matches.js';
import { FolderWatch } from './folder-watch.js';
import { multiLineOf, type TailInput } from './input.js';
import { KnownFiles } from './known-files.js';
import { Reader } from './reader.js';
import { Reconciler } from './reconcile.js';
import { kindOfRecord } from './record-kind.js';
import type { TailedFile } from './tailed-file.js';

export interface TailOptions {
  inputs: readonly TailInput[];
  sink: Sink;
  /** Of a former run: what the spool holds. */
  marks: ReadonlyMap<string, object>;
  counters: ReceiverCounters;
  logger: Logger;
  /** Clock for receipt times, milliseconds since the epoch. */
  now: () => number;
  /** Bytes of a record at most; what exceeds them is cut off. */
  maxRecordBytes: number;
  /** Files held open at most. Default 128. */
  maxOpen?: number;
  /** How often folders are looked into that cannot be watched, milliseconds. Default 1000. */
  pollMs?: number;
  /** How often all are, whatever was told. Default 10,000. */
  scanMs?: number;
  /** How long a file that was rotated away may be silent until its last line counts as whole. Default 5000. */
  lingerMs?: number;
  /** Does not rely on inotify. */
  poll?: boolean;
}

const chunkBytes = 256 * 1024;
const idleMs = 250;
/** Changes that come within this time are read at once, milliseconds. */
const restMs = 40;
/** A packed file that was not changed for so long is whole, or damaged. */
const damagedMs = 60_000;
const retryMs = 1000;
/** Looking into the folders may take this part of the time. */
const scanShare = 0.1;

/** Follows files that grow, through rotation. One file is read at a time. */
export class FileTail {
  private readonly options: TailOptions;
  private readonly reader: Reader;
  private reconciler!: Reconciler;
  private readonly watch: FolderWatch;
  private readonly settings = new WeakMap<TailedFile, { input: TailInput; counter: SourceCounter }>();
  private readonly dirty = new Set<TailedFile>();
  /** Read after another one. */
  private readonly waiting = new Set<TailedFile>();
  /** Left, or with lines that wait for what follows: looked at from time to time. */
  private readonly lingering = new Set<TailedFile>();
  private readonly failed = new WeakMap<TailedFile, string>();
  private readonly stopping = new AbortController();
  private readonly stopped: Promise<false>;
  private wake: (() => void) | undefined;
  private scanAt = 0;
  private scanCost = 0;
  private scanned = 0;
  private running: Promise<void> | undefined;

  constructor(options: TailOptions) {
    this.options = options;
    const { inputs } = options;
    const multiLines = new Map(
      inputs.map((input) => [input, input.multiLine && multiLineOf(input.multiLine)]),
    );
    this.stopped = new Promise((resolve) =>
      this.stopping.signal.addEventListener('abort', () => resolve(false), { once: true }),
    );
    this.reader = new Reader({
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
    this.watch = new FolderWatch({
      changed: (path) => this.changed(path),
      moved: () => this.scanSoon(),
    });
  }

  /** The marks are read now: what another one handed over must be in the spool. */
  start(): void {
    this.reconciler = new Reconciler({
      inputs: this.options.inputs,
      known: new KnownFiles(this.options.marks),
      reader: this.reader,
      sink: this.options.sink,
      logger: this.options.logger,
      dirty: (file) => this.dirty.add(file),
      again: (file) => {
        if (!file.done) this.dirty.add(file);
        this.scanSoon();
      },
      clock: () => performance.now(),
    });
    this.running = this.run();
  }

  /** Resolves when nothing is read any more; what was handed over is in the sink. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake?.();
    this.watch.close();
    await this.running;
    await this.reader.closeAll();
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      if (performance.now() >= this.scanAt) await this.scan();
      let more = false;
      for (const file of [...this.dirty, ...this.lingering]) {
        if (signal.aborted) return;
        more = (await this.process(file)) || more;
      }
      if (!more) await this.rest();
    }
  }

  /** Until something happens; what happens soon after is then done in one go. */
  private async rest(): Promise<void> {
    const { signal } = this.stopping;
    if (this.dirty.size === 0 && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, idleMs);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.wake = undefined;
    }
    await wait(restMs, signal);
  }

  private async scan(): Promise<void> {
    const { logger, poll, pollMs = 1000, scanMs = 10_000 } = this.options;
    const begun = performance.now();
    this.scanAt = Number.POSITIVE_INFINITY;
    try {
      const folders = await this.reconciler.scan();
      if (!poll && !this.stopping.signal.aborted) await this.watch.follow(folders);
    } catch (err) {
      logger.error({ err }, 'files-not-looked-for');
    }
    this.scanned = performance.now();
    this.scanCost = this.scanned - begun;
    const every = poll || this.watch.incomplete ? pollMs : scanMs;
    this.scanAt = Math.min(this.scanAt, this.scanned + Math.max(every, this.scanCost / scanShare));
  }

  private scanSoon(): void {
    this.scanAt = Math.min(
      this.scanAt,
      Math.max(performance.now(), this.scanned + this.scanCost / scanShare),
    );
    this.wake?.();
  }

  private changed(path: string): void {
    const file = this.reconciler.present.get(path);
    if (file !== undefined) this.dirty.add(file);
    else if (this.reconciler.isWanted(path)) this.scanSoon();
    else return;
    this.wake?.();
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
    const before = file.position;
    try {
      const result = await this.reader.pass(file);
      this.failed.delete(file);
      if (file.position !== before) file.grewAt = performance.now();
      if (result === 'more') this.dirty.add(file);
      else if (result === 'replaced') await this.reconciler.replaced(file);
      else if (result === 'absent') await this.lost(file);
      else await this.atEnd(file);
      return result !== 'idle' && result !== 'absent';
    } catch (error) {
      await this.fail(file, error);
      return false;
    }
  }

  private async atEnd(file: TailedFile): Promise<void> {
    const { lingerMs = 5000 } = this.options;
    const silent = performance.now() - Math.max(file.grewAt, file.leftAt ?? 0);
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

  /** Not under its path any more. */
  private async lost(file: TailedFile): Promise<void> {
    this.lingering.delete(file);
    if (file.leftAt === undefined) this.scanSoon();
    else await this.reconciler.leave(file);
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
      setTimeout(() => this.dirty.add(file), retryMs).unref();
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
