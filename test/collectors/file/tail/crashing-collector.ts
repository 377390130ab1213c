import { ReceiverCounters } from '../../../../collectors/counters.js';
import { Follower } from '../../../../collectors/file/tail/follower.js';
import type { TailInput } from '../../../../collectors/file/tail/input.js';
import type { Mark, Sink } from '../../../../collectors/sink.js';
import type { Envelope } from '../../../../server/contract/envelope.js';
import { silent } from '../../collecting-sink.js';

/** Batches as the spool holds them: records and marks become durable together, or not at all. */
class DurableSink implements Sink {
  readonly texts: string[] = [];
  readonly marks = new Map<string, object>();
  readonly full = false;
  /** Records until nothing is taken any more: the process is dead. */
  left = Number.POSITIVE_INFINITY;
  /** Called where a reader waits for room. */
  between: (() => void) | undefined;
  private records: string[] = [];
  private open = new Map<string, Mark>();
  private readonly batchRecords: number;

  constructor(batchRecords: number) {
    this.batchRecords = batchRecords;
  }

  get crowded(): boolean {
    return this.between !== undefined;
  }

  drained(): Promise<void> {
    this.between?.();
    return Promise.resolve();
  }

  write(envelope: Envelope, mark?: Mark): void {
    if (this.left <= 0) return;
    this.left--;
    this.records.push(Buffer.from(envelope.raw).toString());
    if (mark !== undefined) this.open.set(mark.key, mark);
    if (this.records.length >= this.batchRecords) this.commit();
  }

  mark(mark: Mark): void {
    if (this.left > 0) this.open.set(mark.key, mark);
  }

  commit(): void {
    this.texts.push(...this.records);
    for (const mark of this.open.values()) {
      const value = mark.value();
      if (value === undefined) this.marks.delete(mark.key);
      else this.marks.set(mark.key, JSON.parse(JSON.stringify(value)) as object);
    }
    this.lose();
  }

  lose(): void {
    this.records = [];
    this.open = new Map();
  }

  committed(): Promise<boolean> {
    return Promise.resolve(true);
  }
}

/** A collector that looks and reads when it is told, and can be killed between any two records. */
export class CrashingCollector {
  readonly sink: DurableSink;
  private readonly inputs: readonly TailInput[];
  private readonly maxOpen: number;
  private follower: Follower | undefined;
  private time = 0;

  constructor(inputs: readonly TailInput[], { batchRecords = 4, maxOpen = 8 } = {}) {
    this.inputs = inputs;
    this.maxOpen = maxOpen;
    this.sink = new DurableSink(batchRecords);
  }

  get runs(): boolean {
    return this.follower !== undefined;
  }

  start(): void {
    if (this.follower !== undefined) return;
    this.sink.left = Number.POSITIVE_INFINITY;
    this.follower = new Follower({
      inputs: this.inputs,
      sink: this.sink,
      marks: new Map(this.sink.marks),
      counters: new ReceiverCounters(),
      logger: silent,
      now: () => 42,
      clock: () => this.time,
      maxRecordBytes: 1000,
      maxOpen: this.maxOpen,
      lingerMs: 5000,
      scanSoon: () => undefined,
    });
  }

  /** Looks into the folder, and reads so many pieces at most. */
  async look(passes = 50): Promise<void> {
    await this.follower?.scan();
    await this.read(passes);
  }

  /** Reads on without looking into the folder; `path` is what the kernel has told of. */
  async read(passes: number, path?: string): Promise<void> {
    if (path !== undefined) this.follower?.changed(path);
    for (let i = 0; i < passes && (await this.follower?.pass()); i++);
  }

  /** Time passes for what is waited for. */
  async linger(): Promise<void> {
    this.time += 10_000;
    await this.read(50);
  }

  /** Dies after so many more records of what it reads now; what was not durable is lost. */
  async kill(after: number): Promise<void> {
    if (this.follower === undefined) return;
    this.sink.left = after;
    if (after > 0) await this.look();
    this.sink.left = 0;
    await this.end();
    this.sink.lose();
  }

  async stop(): Promise<void> {
    await this.end();
    this.sink.commit();
  }

  private async end(): Promise<void> {
    this.follower?.abort();
    await this.follower?.close();
    this.follower = undefined;
  }
}
