import { type Envelope, encodeBatch } from '../../server/contract/envelope.js';

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
  private timer: NodeJS.Timeout | undefined;
  /** Bytes of the records that are being collected. */
  bytes = 0;

  constructor(limits: GroupLimits, emit: (group: Group) => void) {
    this.limits = limits;
    this.emit = emit;
  }

  add(envelope: Envelope): void {
    // A record is never split: one that does not fit begins the next group.
    if (this.records.length > 0 && this.bytes + envelope.raw.length > this.limits.maxBytes) this.close();
    this.records.push(envelope);
    this.bytes += envelope.raw.length;
    if (this.records.length >= this.limits.maxRecords || this.bytes >= this.limits.maxBytes) this.close();
    else this.timer ??= setTimeout(() => this.close(), this.limits.lingerMs);
  }

  /** Gives out what was collected so far. */
  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.records.length === 0) return;
    const { records } = this;
    this.records = [];
    this.bytes = 0;
    this.emit({
      payload: encodeBatch({ collector: '', epoch: '', sequence: 0, records }),
      records: records.length,
    });
  }
}
