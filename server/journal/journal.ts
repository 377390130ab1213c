import { mkdir, rm } from 'node:fs/promises';
import { GrundwachtError } from '../contract/errors.js';
import { syncFolder } from './folder.js';
import { lockFolder } from './lock.js';
import { Notifier } from './notifier.js';
import { type JournalRecord, readMemory, readSegment } from './reader.js';
import { listSegments, type Recovery, recoverTail, type Segment } from './segment.js';
import { MemoryTail } from './tail.js';
import { GroupWriter, type JournalState } from './writer.js';

export type { JournalRecord } from './reader.js';
export type { JournalState } from './writer.js';

export interface JournalOptions {
  /** Folder of the segment files; created when it is absent. */
  dir: string;
  /** A segment that has reached this size is followed by a new one. Default 64 MiB. */
  segmentBytes?: number;
  /** Appends that wait for the disk beyond this are refused. Default 32 MiB. */
  maxPendingBytes?: number;
  /** One group commit writes about this much at most. Default 4 MiB. */
  groupBytes?: number;
  /** Newest records held in memory for followers. Default 8 MiB. */
  tailBytes?: number;
  /** Time between attempts to write again after an error, milliseconds. Default 1000. */
  probeMs?: number;
  /** A group commit that takes longer than this counts as stalled, milliseconds. Default 10,000. */
  slowMs?: number;
  /** Position at which an empty folder begins. Default 0. */
  firstPosition?: number;
  /**
   * Content of the frame at the head of every new segment: what the owner must still know when the segments
   * before are gone. Called when every record before has been acknowledged, and none after.
   */
  preamble?: () => Uint8Array;
  /** Called when writing stalls (at every failed attempt) and when it works again. */
  onState?: (state: JournalState) => void;
}

/** Append-only, crash-safe row of records; a position is a byte offset over all segments. */
export interface Journal {
  /**
   * @param payload bytes of one record; must not be changed until the promise is settled
   * @returns where the record lies, after it is durable
   * @throws GrundwachtError STORAGE_STALLED (disk full, I/O error, too much waits), BODY_TOO_LARGE, NOT_READY
   */
  append(payload: Uint8Array): Promise<{ position: number; next: number }>;
  /**
   * The records from a position to the head as it is at the call.
   * @throws GrundwachtError JOURNAL_CORRUPT naming file and offset, or when the position is not in the journal
   */
  replay(from: number): AsyncIterable<JournalRecord>;
  /** As {@link replay}, then every record as soon as it is durable, until the signal or {@link close}. */
  follow(from: number, signal: AbortSignal): AsyncIterable<JournalRecord>;
  /** Position of the oldest record held. */
  readonly start: number;
  /** Position behind the newest durable record. */
  readonly head: number;
  readonly state: JournalState;
  /** What the opening cut off the end: bytes of a write that was never acknowledged. */
  readonly recovery: Recovery | undefined;
  /** Start of the newest segment and its preamble. */
  newestSegment(): Promise<{ position: number; preamble: Buffer | undefined }>;
  /** Deletes the segments that hold only records before a position. */
  truncateBefore(position: number): Promise<void>;
  /** Commits what waits and gives the folder back. */
  close(): Promise<void>;
}

/**
 * Opens the journal in a folder, recovers its end and takes the writer's lock.
 * @throws GrundwachtError JOURNAL_CORRUPT naming file and offset; CONFLICT when another process writes there
 */
export async function openJournal(options: JournalOptions): Promise<Journal> {
  await mkdir(options.dir, { recursive: true });
  const unlock = await lockFolder(options.dir);
  try {
    const { segments, recovery } = await recover(options.dir);
    const journal = new SegmentedJournal(options, segments, recovery, unlock);
    await journal.open(options.firstPosition ?? 0);
    return journal;
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function recover(dir: string): Promise<{ segments: Segment[]; recovery: Recovery | undefined }> {
  for (;;) {
    const segments = await listSegments(dir);
    const last = segments.at(-1);
    const recovery = last && (await recoverTail(last));
    // A crash while the segment was begun: nothing was acknowledged in it, the one before goes on.
    const begun = segments.length > 1 && last!.end === last!.start;
    if (!begun) return { segments, recovery };
    await rm(last!.path);
    await syncFolder(dir);
  }
}

class SegmentedJournal implements Journal {
  readonly #options: JournalOptions;
  readonly #segments: Segment[];
  readonly #tail: MemoryTail;
  readonly #committed = new Notifier();
  readonly #unlock: () => Promise<void>;
  readonly recovery: Recovery | undefined;
  #writer!: GroupWriter;
  #truncated: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(
    options: JournalOptions,
    segments: Segment[],
    recovery: Recovery | undefined,
    unlock: () => Promise<void>,
  ) {
    this.#options = options;
    this.#segments = segments;
    this.#tail = new MemoryTail(options.tailBytes ?? 8 << 20);
    this.#unlock = unlock;
    this.recovery = recovery;
  }

  async open(firstPosition: number): Promise<void> {
    const { dir, segmentBytes, maxPendingBytes, groupBytes, probeMs, slowMs, preamble, onState } =
      this.#options;
    this.#writer = await GroupWriter.open(
      {
        dir,
        segmentBytes: segmentBytes ?? 64 << 20,
        maxPendingBytes: maxPendingBytes ?? 32 << 20,
        groupBytes: groupBytes ?? 4 << 20,
        probeMs: probeMs ?? 1000,
        slowMs: slowMs ?? 10_000,
        preamble,
        onGroup: (group) => {
          this.#tail.push(group);
          this.#committed.notify();
        },
        onSegment: (segment) => this.#addSegment(segment),
        onState: onState ?? (() => {}),
      },
      this.#segments.at(-1) ?? firstPosition,
    );
  }

  get start(): number {
    return this.#segments[0]!.start;
  }

  get head(): number {
    return this.#writer.head;
  }

  get state(): JournalState {
    return this.#writer.state;
  }

  append(payload: Uint8Array): Promise<{ position: number; next: number }> {
    return this.#writer.append(payload);
  }

  async *replay(from: number): AsyncGenerator<JournalRecord, void, void> {
    this.#check(from);
    yield* this.#read(from, this.head);
  }

  async *follow(from: number, signal: AbortSignal): AsyncGenerator<JournalRecord, void, void> {
    this.#check(from);
    let at = from;
    while (!signal.aborted && !this.#closed) {
      if (at === this.head) {
        await this.#committed.wait(signal);
        continue;
      }
      const group = this.#tail.find(at);
      const until = group?.end ?? this.head;
      const records = group ? readMemory(group.frames, group.start, at) : this.#read(at, until);
      for await (const record of records) {
        yield record;
        if (signal.aborted) return;
      }
      at = until;
    }
  }

  async newestSegment(): Promise<{ position: number; preamble: Buffer | undefined }> {
    const { path, start, end } = this.#segments.at(-1)!;
    let preamble: Buffer | undefined;
    const frames = readSegment({ path, start }, start, end, (payload) => {
      preamble = Buffer.from(payload);
    });
    // The preamble is the first frame: it has been seen when the first record or the end is reached.
    await frames.next();
    await frames.return();
    return { position: start, preamble };
  }

  truncateBefore(position: number): Promise<void> {
    // One after the other, oldest first: a gap between two files would be taken for damage.
    const truncated = this.#truncated.then(() => this.#removeBefore(position));
    this.#truncated = truncated.catch(() => {});
    return truncated;
  }

  async #removeBefore(position: number): Promise<void> {
    let removed = false;
    while (this.#segments.length > 1 && this.#segments[0]!.end <= position) {
      await rm(this.#segments[0]!.path, { force: true });
      this.#segments.shift();
      removed = true;
    }
    if (removed) await syncFolder(this.#options.dir);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#committed.notify();
    await this.#writer.close();
    await this.#truncated;
    await this.#unlock();
  }

  /** A segment begun again at the same position replaces one that stayed empty. */
  #addSegment(segment: Segment): void {
    if (this.#segments.at(-1)?.start === segment.start) this.#segments.pop();
    this.#segments.push(segment);
  }

  async *#read(from: number, until: number): AsyncGenerator<JournalRecord, void, void> {
    for (const { path, start, end } of [...this.#segments]) {
      if (end <= from || start >= until) continue;
      yield* readSegment({ path, start }, Math.max(from, start), Math.min(end, until));
    }
  }

  #check(from: number): void {
    if (from >= this.start && from <= this.head) return;
    throw new GrundwachtError(
      'JOURNAL_CORRUPT',
      `position ${from} is not in the journal ${this.#options.dir}, which holds ${this.start} to ${this.head}`,
    );
  }
}
