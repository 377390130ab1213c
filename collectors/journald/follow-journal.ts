import { type ChildProcess, spawn } from 'node:child_process';
import type { Logger } from 'pino';
import type { ReceiverCounters, SourceCounter } from '../counters.js';
import { Backoff, wait } from '../ship/backoff.js';
import type { Mark, Sink } from '../sink.js';
import { ExportDecoder, type JournalEntry } from './export-decoder.js';
import { type JournalInput, type JournalStart, journalctlArguments } from './journal-input.js';
import { type JournalPlace, syslogRecord } from './syslog-record.js';

export interface FollowJournalOptions {
  input: JournalInput;
  sink: Sink;
  /** Of a former run: what the spool holds. */
  marks: ReadonlyMap<string, object>;
  counters: ReceiverCounters;
  logger: Logger;
  /** Clock for receipt times, milliseconds since the epoch. */
  now: () => number;
  /** Bytes of a record at most. */
  maxRecordBytes: number;
  /** The program; default `journalctl`. */
  command?: string;
  /** Waiting time before it is started again, milliseconds. Default 1000, growing to a minute. */
  retryMs?: number;
}

/** A field may take this part of a record. */
const fieldShare = 0.5;

/** Follows a journal through journalctl; the cursor of the newest record handed over is its mark. */
export class JournalFollower {
  private readonly options: FollowJournalOptions;
  private readonly stopping = new AbortController();
  private readonly aborted: Promise<void>;
  private readonly counter: SourceCounter;
  private readonly key: string;
  private start: JournalStart;
  /** Entries up to here are known; microseconds. */
  private seen = 0;
  private child: ChildProcess | undefined;
  private readonly running: Promise<void>;

  constructor(options: FollowJournalOptions) {
    this.options = options;
    this.key = `journal:${options.input.name}`;
    this.counter = options.counters.source(this.source, 'file');
    const { cursor, time } = (options.marks.get(this.key) ?? {}) as Partial<JournalPlace>;
    this.start = { cursor };
    this.seen = time ?? 0;
    this.aborted = new Promise((resolve) =>
      this.stopping.signal.addEventListener('abort', () => resolve(), { once: true }),
    );
    this.running = this.run();
  }

  /** Resolves when nothing is read any more. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.child?.kill();
    await this.running;
  }

  private get source(): string {
    return this.options.input.directory ?? 'journal';
  }

  private async run(): Promise<void> {
    const { logger, retryMs = 1000, input } = this.options;
    const { signal } = this.stopping;
    const backoff = new Backoff(Math.random, retryMs, 60 * retryMs);
    while (!signal.aborted) {
      const { reason, entries } = await this.followOnce();
      if (signal.aborted) return;
      if (entries > 0) backoff.reset();
      const waitMs = backoff.next();
      logger.warn({ journal: input.name, reason, waitMs }, 'journalctl-ended');
      // The entry of the cursor may have been removed: then by time.
      if (entries === 0 && /cursor/i.test(reason) && this.seen > 0) this.start = { since: this.seen };
      await wait(waitMs, signal);
    }
  }

  private async followOnce(): Promise<{ reason: string; entries: number }> {
    const { input, command = 'journalctl', maxRecordBytes } = this.options;
    const child = spawn(command, journalctlArguments(input, this.start), {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-500)));
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('close', (code, signal) => resolve(said.trim() || `it ended with ${code ?? signal}`));
    });
    const decoder = new ExportDecoder({ fieldBytes: Math.ceil(maxRecordBytes * fieldShare), fields: 1024 });
    let entries = 0;
    const emit = (entry: JournalEntry): void => {
      entries++;
      this.take(entry);
    };
    try {
      for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
        decoder.push(chunk, emit);
        if (!(await this.ready())) break;
      }
    } catch (error) {
      said ||= error instanceof Error ? error.message : String(error);
    }
    child.kill();
    return { reason: await ended, entries };
  }

  private take(entry: JournalEntry): void {
    const { sink, now, counters, maxRecordBytes } = this.options;
    const { raw, truncated, cursor, time } = syslogRecord(entry, maxRecordBytes);
    // Found by the second: what was handed over before comes again.
    if (this.start.since !== undefined && time !== undefined && time <= this.seen) return;
    const envelope = {
      source: this.source,
      transport: 'file',
      format: 'syslog',
      dataset: '',
      received: now(),
      truncated,
      raw,
    } as const;
    counters.count(this.counter, raw.length, truncated);
    if (cursor !== undefined) this.start = { cursor };
    this.seen = time ?? this.seen;
    sink.write(envelope, cursor === undefined ? undefined : this.markAt({ cursor, time: this.seen }));
  }

  private markAt(place: JournalPlace): Mark {
    return { key: this.key, value: () => place };
  }

  private async ready(): Promise<boolean> {
    const { sink } = this.options;
    const { signal } = this.stopping;
    if (sink.crowded && !signal.aborted) {
      await Promise.race([sink.drained(this.source), this.aborted]);
    }
    return !signal.aborted;
  }
}
