import { type Envelope, encodeBatch } from '../../server/contract/envelope.js';
import type { Mark } from '../sink.js';

export interface GroupLimits {
  /** A group is closed this long after its first record, milliseconds. */
  lingerMs: number;
  maxRecords: number;
  maxBytes: number;
}

/** A closed group: an encoded batch whose header is completed when it is sent. */
export interface Group {
  payload: Buffer;
  records: number;
}

/** Collects records into batches by time, number and size. */
export class Grouper {
  private readonly limits: GroupLimits;
  private readonly emit: (group: Group) => void;
  private records: Envelope[] = [];
  /** Of the group's records, the newest of each key. */
  private marks = new Map<string, Mark>();
  private timer: NodeJS.Timeout | undefined;
  /** Bytes of the records that are being collected. */
  bytes = 0;

  constructor(limits: GroupLimits, emit: (group: Group) => void) {
    this.limits = limits;
    this.emit = emit;
  }

  add(envelope: Envelope, mark?: Mark): void {
    // A record is never split: one that does not fit begins the next group.
    if (this.records.length > 0 && this.bytes + envelope.raw.length > this.limits.maxBytes) this.close();
    this.records.push(envelope);
    if (mark !== undefined) this.marks.set(mark.key, mark);
    this.bytes += envelope.raw.length;
    if (this.records.length >= this.limits.maxRecords || this.bytes >= this.limits.maxBytes) this.close();
    else this.timer ??= setTimeout(() => this.close(), this.limits.lingerMs);
  }

  /** A group may hold marks alone. */
  mark(mark: Mark): void {
    this.marks.set(mark.key, mark);
    this.timer ??= setTimeout(() => this.close(), this.limits.lingerMs);
  }

  /** Gives out what was collected so far. */
  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.records.length === 0 && this.marks.size === 0) return;
    const { records, marks } = this;
    this.records = [];
    this.marks = new Map();
    this.bytes = 0;
    this.emit({
      payload: encodeBatch({ collector: '', epoch: '', sequence: 0, records }, valuesOf(marks)),
      records: records.length,
    });
  }
}

function valuesOf(marks: Map<string, Mark>): Record<string, object | null> | undefined {
  if (marks.size === 0) return undefined;
  return Object.fromEntries([...marks.values()].map((mark) => [mark.key, mark.value() ?? null]));
}
