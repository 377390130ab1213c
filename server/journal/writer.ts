import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GrundwachtError } from '../contract/errors.js';
import { syncFolder } from './folder.js';
import { frameHeaderBytes, writeFrame } from './frame.js';
import { type Segment, segmentPath } from './segment.js';
import type { Group } from './tail.js';

/** Whether the journal takes records. */
export type JournalState = { status: 'ok' } | { status: 'stalled'; reason: string };

export interface WriterOptions {
  dir: string;
  segmentBytes: number;
  maxPendingBytes: number;
  groupBytes: number;
  probeMs: number;
  slowMs: number;
  preamble: (() => Uint8Array) | undefined;
  onGroup: (group: Group) => void;
  onSegment: (segment: Segment) => void;
  onState: (state: JournalState) => void;
}

interface Pending {
  payload: Uint8Array;
  resolve: (place: { position: number; next: number }) => void;
  reject: (error: Error) => void;
}

const probeBytes = 1 << 20;

/**
 * Writes frames by group commit: everything that waits goes out in one write and one fdatasync, and only
 * then is any of it acknowledged. After a failed write or sync the kernel may have dropped the dirty pages,
 * so that a second fdatasync would lie: the segment ends at its last durable frame, and writing goes on in
 * a new one as soon as a probe file can be written.
 */
export class GroupWriter {
  readonly #options: WriterOptions;
  #segment: Segment;
  #handle: FileHandle | undefined;
  #pending: Pending[] = [];
  #pendingBytes = 0;
  #running: Promise<void> | undefined;
  #probe: NodeJS.Timeout | undefined;
  #closed = false;
  state: JournalState = { status: 'ok' };

  private constructor(options: WriterOptions, segment: Segment, handle: FileHandle) {
    this.#options = options;
    this.#segment = segment;
    this.#handle = handle;
  }

  /** @param last the recovered last segment, or where to begin the first one */
  static async open(options: WriterOptions, last: Segment | number): Promise<GroupWriter> {
    if (typeof last === 'number') {
      const { segment, handle } = await createSegment(options, last);
      options.onSegment(segment);
      return new GroupWriter(options, segment, handle);
    }
    return new GroupWriter(options, last, await open(last.path, 'r+'));
  }

  /** Position behind the last durable frame. */
  get head(): number {
    return this.#segment.end;
  }

  append(payload: Uint8Array): Promise<{ position: number; next: number }> {
    if (this.#closed) return Promise.reject(new GrundwachtError('NOT_READY', 'the journal is closed'));
    if (this.state.status === 'stalled') return Promise.reject(stalled(this.state.reason));
    const size = payload.length + frameHeaderBytes;
    if (size > this.#options.maxPendingBytes) {
      return Promise.reject(
        new GrundwachtError('BODY_TOO_LARGE', `a record of ${size} bytes does not fit into the journal`),
      );
    }
    if (this.#pendingBytes + size > this.#options.maxPendingBytes) {
      return Promise.reject(stalled(`${this.#pendingBytes} bytes wait for the disk`));
    }
    this.#pendingBytes += size;
    return new Promise((resolve, reject) => {
      this.#pending.push({ payload, resolve, reject });
      this.#kick();
    });
  }

  #kick(): void {
    if (this.#running || this.#pending.length === 0) return;
    this.#running = this.#run().finally(() => this.#rest());
  }

  /** What came in while the last work ended must not wait for the next append. */
  #rest(): void {
    this.#running = undefined;
    this.#kick();
  }

  /** Commits what waits, then refuses everything. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#probe);
    await this.#running;
    await this.#handle?.close();
    this.#handle = undefined;
  }

  async #run(): Promise<void> {
    // Requests that arrive in the same turn share the first group.
    await new Promise(setImmediate);
    while (this.#pending.length > 0) {
      const group = this.#takeGroup();
      try {
        await this.#commit(group);
      } catch (error) {
        await this.#stall(group, error as Error);
      }
    }
  }

  #takeGroup(): Pending[] {
    let bytes = 0;
    let count = 0;
    for (const { payload } of this.#pending) {
      bytes += payload.length + frameHeaderBytes;
      if (count > 0 && bytes > this.#options.groupBytes) break;
      count++;
    }
    return this.#pending.splice(0, count);
  }

  async #commit(group: Pending[]): Promise<void> {
    if (this.#segment.end - this.#segment.start >= this.#options.segmentBytes) await this.#startSegment();
    const start = this.#segment.end;
    const frames = encodeGroup(group, start);
    await this.#writeDurably(frames, start - this.#segment.start);
    this.#pendingBytes -= frames.length;
    this.#segment.end = start + frames.length;
    this.#options.onGroup({ start, end: this.#segment.end, frames });
    let position = start;
    for (const { payload, resolve } of group) {
      const next = position + frameHeaderBytes + payload.length;
      resolve({ position, next });
      position = next;
    }
  }

  async #writeDurably(frames: Buffer, offset: number): Promise<void> {
    const slow = setTimeout(
      () => this.#setState({ status: 'stalled', reason: 'the disk does not answer' }),
      this.#options.slowMs,
    );
    try {
      await writeAll(this.#handle!, frames, offset);
      await this.#handle!.datasync();
    } finally {
      clearTimeout(slow);
    }
    if (this.state.status === 'stalled') this.#setState({ status: 'ok' });
  }

  async #startSegment(): Promise<void> {
    const { segment, handle } = await createSegment(this.#options, this.#segment.end);
    const old = this.#handle;
    this.#handle = handle;
    this.#segment = segment;
    this.#options.onSegment(segment);
    await old?.close().catch(() => {});
  }

  async #stall(group: Pending[], cause: Error): Promise<void> {
    const refused = [...group, ...this.#pending.splice(0)];
    this.#pendingBytes = 0;
    this.#setState({ status: 'stalled', reason: cause.message });
    for (const { reject } of refused) reject(stalled(cause.message, cause));
    const handle = this.#handle;
    this.#handle = undefined;
    // Best effort: what stays behind the end is ignored by the next open, see listSegments.
    await handle?.truncate(this.#segment.end - this.#segment.start).catch(() => {});
    await handle?.close().catch(() => {});
    this.#scheduleProbe();
  }

  #scheduleProbe(): void {
    if (this.#closed) return;
    this.#probe = setTimeout(() => {
      this.#running = this.#tryToResume().finally(() => this.#rest());
    }, this.#options.probeMs);
  }

  async #tryToResume(): Promise<void> {
    try {
      await probeDisk(join(this.#options.dir, 'probe'));
      await this.#startSegment();
      this.#setState({ status: 'ok' });
    } catch (error) {
      this.#setState({ status: 'stalled', reason: (error as Error).message });
      this.#scheduleProbe();
    }
  }

  #setState(state: JournalState): void {
    this.state = state;
    this.#options.onState(state);
  }
}

function stalled(reason: string, cause?: Error): GrundwachtError {
  return new GrundwachtError('STORAGE_STALLED', `the journal does not take records: ${reason}`, {
    cause,
    retryAfterSeconds: 5,
  });
}

function encodeGroup(group: Pending[], start: number): Buffer {
  let size = 0;
  for (const { payload } of group) size += frameHeaderBytes + payload.length;
  const frames = Buffer.allocUnsafeSlow(size);
  let at = 0;
  for (const { payload } of group) at = writeFrame(frames, at, 'record', payload, start + at, at);
  return frames;
}

async function writeAll(handle: FileHandle, bytes: Buffer, offset: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, offset + done);
    done += bytesWritten;
  }
}

/**
 * The segment exists, with its preamble, durably and under its name, before a record goes into it. The
 * preamble is asked for after the file was opened, that is after every waiter of the group before has run.
 */
async function createSegment(
  options: WriterOptions,
  start: number,
): Promise<{ segment: Segment; handle: FileHandle }> {
  const path = segmentPath(options.dir, start);
  const handle = await open(path, 'w');
  try {
    const segment: Segment = { path, start, end: start };
    if (options.preamble) {
      const payload = options.preamble();
      const frame = Buffer.alloc(frameHeaderBytes + payload.length);
      writeFrame(frame, 0, 'preamble', payload, start, 0);
      await writeAll(handle, frame, 0);
      segment.end += frame.length;
    }
    await handle.sync();
    await syncFolder(options.dir);
    return { segment, handle };
  } catch (error) {
    await handle.close().catch(() => {});
    await rm(path, { force: true }).catch(() => {});
    throw error;
  }
}

async function probeDisk(path: string): Promise<void> {
  const handle = await open(path, 'w');
  try {
    await writeAll(handle, Buffer.alloc(probeBytes), 0);
    await handle.datasync();
  } finally {
    await handle.close().catch(() => {});
    await rm(path, { force: true }).catch(() => {});
  }
}
