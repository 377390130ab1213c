import type { Logger } from 'pino';
import type { Envelope } from '../../server/contract/envelope.js';
import type { Mark, Sink } from '../sink.js';
import { Backoff, wait } from './backoff.js';
import { withHeader } from './batch-header.js';
import type { ShipBuffer } from './buffer.js';
import { Commits } from './commits.js';
import { FairQueue } from './fair-queue.js';
import { type Group, Grouper, type GroupLimits } from './grouper.js';
import type { Send, SendOutcome } from './send.js';

export interface ShipperOptions {
  /** Id of the collector. */
  collector: string;
  buffer: ShipBuffer;
  send: Send;
  logger: Logger;
  /** Defaults: 20 ms, 2,000 records, 1 MiB, 250 ms for the end of an audit event. */
  group?: Partial<GroupLimits>;
  /** Records not yet in the buffer may have this many bytes before the shipper says that it is full. Default 16 MiB. */
  maxPendingBytes?: number;
  /** Bytes and records that are not durable yet at which the shipper is crowded. Defaults 4 MiB, 4,000. */
  crowded?: Partial<CrowdedLimits>;
  /** Batches that may be sent before the first of them is answered. Default 1. */
  inFlight?: number;
  /** Gives numbers in [0, 1) for the waiting times between attempts. */
  random?: () => number;
}

export interface ShipCounters {
  /** Records handed to the shipper. */
  taken: number;
  /** Records that the ingestion service has acknowledged, now or, for duplicates, before. */
  shipped: number;
  /** Records of batches that the service refused for good. */
  rejected: number;
  /** Attempts that will be repeated. */
  retries: number;
}

type Settled = Exclude<SendOutcome, { kind: 'retry' }>;

interface CrowdedLimits {
  bytes: number;
  records: number;
}
const nothingToSend = Promise.resolve<Settled>({ kind: 'accepted', accepted: 0, duplicate: false });
const crowdedDefaults: CrowdedLimits = { bytes: 4 * 1024 * 1024, records: 4_000 };
const groupDefaults: GroupLimits = {
  lingerMs: 20,
  maxRecords: 2000,
  maxBytes: 1024 * 1024,
  auditMs: 250,
};

/**
 * Groups records into batches, holds them in the buffer and sends them in order, each until it is acknowledged or
 * refused for good. What is not acknowledged stays in the buffer.
 */
export class Shipper implements Sink {
  readonly counters: ShipCounters = { taken: 0, shipped: 0, rejected: 0, retries: 0 };
  private readonly options: ShipperOptions;
  private readonly grouper: Grouper;
  private readonly stopping = new AbortController();
  private readonly sending: Promise<void>;
  private readonly maxPendingBytes: number;
  private readonly crowdedLimits: CrowdedLimits;
  private pendingBytes = 0;
  /** Batches that the buffer has not taken yet. */
  private unsettled = 0;
  private appended: Promise<void> = Promise.resolve();
  private readonly commits = new Commits();
  /** Batches that were closed and are not durable yet. */
  private underway = 0;
  private closing: NodeJS.Immediate | undefined;
  private readonly waiters = new FairQueue();
  private letting: NodeJS.Immediate | undefined;
  private idleWaiters: (() => void)[] = [];

  constructor(options: ShipperOptions) {
    this.options = options;
    this.maxPendingBytes = options.maxPendingBytes ?? 16 * 1024 * 1024;
    this.crowdedLimits = { ...crowdedDefaults, ...options.crowded };
    this.grouper = new Grouper({ ...groupDefaults, ...options.group }, (group) => this.hold(group));
    this.sending = this.sendAll();
  }

  /** Events of the audit system that were parted, because too much was collected when they went on. */
  get auditParted(): number {
    return this.grouper.parted;
  }

  get full(): boolean {
    return this.pendingBytes + this.grouper.bytes >= this.maxPendingBytes || this.options.buffer.full;
  }

  get crowded(): boolean {
    const { buffer } = this.options;
    const held = buffer.durable ? 0 : buffer.bytes;
    const { bytes, records } = this.crowdedLimits;
    return (
      this.pendingBytes + this.grouper.bytes + held >= bytes ||
      this.counters.taken - this.commits.settled >= records ||
      this.full
    );
  }

  write(envelope: Envelope, mark?: Mark): void {
    this.counters.taken++;
    this.grouper.add(envelope, mark);
  }

  mark(mark: Mark): void {
    this.grouper.mark(mark);
  }

  drained(source: string): Promise<void> {
    if (!this.crowded) return Promise.resolve();
    return new Promise((resolve) => this.waiters.push(source, resolve));
  }

  /** @see Sink.committed */
  committed(count: number): Promise<boolean> {
    const durable = this.commits.wait(this.counters.taken, count);
    this.closeSoon();
    return durable;
  }

  /** Resolves when everything taken so far is in the buffer. */
  async held(): Promise<void> {
    this.grouper.closeAll();
    await this.appended;
  }

  /** Resolves when everything taken so far, and what the spool held before, is acknowledged or refused. */
  async flush(signal?: AbortSignal): Promise<void> {
    this.grouper.closeAll();
    if (this.idle || signal?.aborted) return;
    await new Promise<void>((resolve) => {
      this.idleWaiters.push(resolve);
      signal?.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /**
   * Ends in order: ships what is held, as far as the time allows, and closes the buffer.
   * @param deadlineMs time to wait for acknowledgements, milliseconds
   * @returns bytes of batches that are not acknowledged: `held` by the buffer (a disk spool sends them after the
   * next start), `lost` because the buffer did not take them
   */
  async stop(deadlineMs: number): Promise<{ held: number; lost: number }> {
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), deadlineMs);
    await this.flush(deadline.signal);
    clearTimeout(timer);
    this.stopping.abort();
    await this.sending;
    await this.appended;
    const held = this.options.buffer.bytes;
    await this.options.buffer.close();
    return { held, lost: this.pendingBytes };
  }

  private get idle(): boolean {
    return this.unsettled === 0 && this.options.buffer.bytes === 0;
  }

  /** Hands a batch to the buffer. One at a time, so that the order holds also when an attempt fails. */
  private hold({ payload, records }: Group): void {
    this.pendingBytes += payload.length;
    this.unsettled++;
    this.underway++;
    this.appended = this.appended.then(async () => {
      if (!(await this.appendUntilHeld(payload))) return;
      this.pendingBytes -= payload.length;
      this.unsettled--;
      if (this.options.buffer.durable) this.settle(records, true);
      this.release();
    });
  }

  private settle(records: number, durable: boolean): void {
    this.underway--;
    this.commits.settle(records, durable);
    this.closeSoon();
  }

  /**
   * Senders that wait for an acknowledgement may not send more until it comes: their records do not linger. What
   * comes in while a batch is under way shares the next one.
   */
  private closeSoon(): void {
    if (this.underway >= (this.options.inFlight ?? 1) || !this.commits.awaited) return;
    this.closing ??= setImmediate(() => {
      this.closing = undefined;
      this.grouper.close();
    });
  }

  /** @returns false when the shipper stops before the buffer has taken the batch */
  private async appendUntilHeld(payload: Buffer): Promise<boolean> {
    const { buffer, logger, random = Math.random } = this.options;
    const { signal } = this.stopping;
    const backoff = new Backoff(random);
    while (!signal.aborted) {
      try {
        await buffer.append(payload);
        return true;
      } catch (error) {
        const waitMs = backoff.next();
        logger.error({ err: error, waitMs }, 'spool-append-failed');
        await wait(waitMs, signal);
      }
    }
    return false;
  }

  private release(): void {
    this.letGo();
    if (this.idle) for (const resolve of this.idleWaiters.splice(0)) resolve();
  }

  /** One a turn: each may bring a whole chunk before it sees that it is crowded again. */
  private letGo(): void {
    if (this.letting !== undefined || this.waiters.isEmpty || this.crowded) return;
    this.waiters.shift()?.();
    this.letting = setImmediate(() => {
      this.letting = undefined;
      this.letGo();
    });
  }

  private async sendAll(): Promise<void> {
    const { buffer, collector, inFlight = 1 } = this.options;
    const { signal } = this.stopping;
    const underway: Promise<boolean>[] = [];
    let last = Promise.resolve(true);
    for await (const { sequence, payload, after } of buffer.follow(signal)) {
      const { bytes, records } = withHeader(payload, { collector, epoch: buffer.epoch, sequence });
      // A batch of marks alone is for the spool.
      const answered = records === 0 ? nothingToSend : this.sendUntilSettled(bytes);
      // In the order sent, whatever order the answers come in: `after` acknowledges all batches before.
      last = last.then(async (go) => go && this.conclude(await answered, { sequence, records, after }));
      underway.push(last);
      if (underway.length >= inFlight && !(await underway.shift())) return;
    }
    await last;
  }

  /** @returns false when the shipper stops */
  private conclude(
    outcome: Settled | undefined,
    { sequence, records, after }: { sequence: number; records: number; after: number },
  ): boolean {
    if (outcome === undefined) return false;
    const { buffer, logger } = this.options;
    if (outcome.kind === 'accepted') this.counters.shipped += records;
    else {
      this.counters.rejected += records;
      logger.error({ sequence, records, reason: outcome.reason }, 'batch-rejected');
    }
    buffer.acknowledge(after);
    if (!buffer.durable) this.settle(records, outcome.kind === 'accepted');
    this.release();
    return true;
  }

  /** @returns undefined when the shipper stops before the batch is settled */
  private async sendUntilSettled(bytes: Buffer): Promise<Settled | undefined> {
    const { send, logger, random = Math.random } = this.options;
    const { signal } = this.stopping;
    const backoff = new Backoff(random);
    while (!signal.aborted) {
      const outcome = await send(bytes, signal);
      if (outcome.kind !== 'retry') return outcome;
      if (signal.aborted) break;
      this.counters.retries++;
      const waitMs = backoff.next(outcome.retryAfterMs);
      logger.warn({ reason: outcome.reason, waitMs }, 'batch-not-taken');
      await wait(waitMs, signal);
    }
    return undefined;
  }
}
