import { type Envelope, encodeBatch } from '../../server/contract/envelope.js';
import type { Mark } from '../sink.js';
import { AuditEvents } from './audit-events.js';

export interface GroupLimits {
  /** A group is closed this long after its first record, milliseconds. */
  lingerMs: number;
  maxRecords: number;
  maxBytes: number;
  /**
   * So long the records of an event of the Linux audit system wait for its end, milliseconds; twice as long where
   * events overlap without a gap.
   */
  auditMs: number;
}

/** A closed group: an encoded batch whose header is completed when it is sent. */
export interface Group {
  payload: Buffer;
  records: number;
}

/** A position behind so many of the group's records. */
interface PlacedMark {
  behind: number;
  mark: Mark;
}

/**
 * Collects records into batches by time, number and size. What is a batch here is examined as one piece for ever, so
 * the records of one event of the audit system come into one batch: where a group ends in the middle of one, the records
 * from its first one on begin the next group.
 */
export class Grouper {
  /** Events that had not ended when too much or for too long was waited: what comes of them later is parted from them. */
  parted = 0;
  private readonly limits: GroupLimits;
  private readonly emit: (group: Group) => void;
  private readonly now: () => number;
  private readonly events: AuditEvents;
  private records: Envelope[] = [];
  private marks: PlacedMark[] = [];
  private timer: NodeJS.Timeout | undefined;
  /** Bytes of the records that are being collected. */
  bytes = 0;

  /** @param now a clock that never goes back, milliseconds */
  constructor(limits: GroupLimits, emit: (group: Group) => void, now = () => performance.now()) {
    this.limits = limits;
    this.emit = emit;
    this.now = now;
    this.events = new AuditEvents(limits.auditMs);
  }

  add(envelope: Envelope, mark?: Mark): void {
    const { maxRecords, maxBytes } = this.limits;
    const { length } = envelope.raw;
    // A record is never split: one that does not fit begins the next group.
    if (this.records.length > 0 && this.bytes + length > maxBytes) this.closeFull(length);
    this.events.add(envelope, this.records.length, this.now());
    this.records.push(envelope);
    if (mark !== undefined) this.marks.push({ behind: this.records.length, mark });
    this.bytes += length;
    if (this.records.length >= maxRecords || this.bytes >= maxBytes) this.closeFull(0);
    else this.closeLater();
  }

  /** A group may hold marks alone. */
  mark(mark: Mark): void {
    this.marks.push({ behind: this.records.length, mark });
    this.closeLater();
  }

  /** Gives out what was collected so far, but for events that go on. */
  close(): void {
    const now = this.now();
    const count = this.events.boundary(this.records.length, now);
    // Events that always overlap leave no place to part them.
    if (count === 0 && now - (this.events.oldest ?? now) >= 2 * this.limits.auditMs) this.part(now);
    else this.give(count);
  }

  /** Gives out everything. */
  closeAll(): void {
    this.give(this.records.length);
  }

  /** What stays leaves half of the room, or it does not stay. */
  private closeFull(coming: number): void {
    const { maxRecords, maxBytes } = this.limits;
    const now = this.now();
    const count = this.events.boundary(this.records.length, now);
    const stays = this.records.slice(count).reduce((sum, { raw }) => sum + raw.length, 0);
    const fits = stays <= maxBytes / 2 && stays + coming <= maxBytes;
    if (fits && this.records.length - count <= maxRecords / 2) this.give(count);
    else this.part(now);
  }

  private part(now: number): void {
    this.parted += this.events.open(now);
    this.closeAll();
  }

  private closeLater(): void {
    this.timer ??= setTimeout(() => this.close(), this.limits.lingerMs);
  }

  /** @param count of the records that make the group */
  private give(count: number): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const marks = this.marks.filter(({ behind }) => behind <= count);
    if (count > 0 || marks.length > 0) {
      const records = this.records.slice(0, count);
      this.records = this.records.slice(count);
      this.marks = this.marks
        .slice(marks.length)
        .map(({ behind, mark }) => ({ behind: behind - count, mark }));
      this.bytes = this.records.reduce((sum, { raw }) => sum + raw.length, 0);
      this.events.release(count);
      const payload = encodeBatch({ collector: '', epoch: '', sequence: 0, records }, valuesOf(marks));
      this.emit({ payload, records: records.length });
    }
    if (this.records.length > 0) this.closeLater();
  }
}

/** @returns of each key the newest */
function valuesOf(placed: readonly PlacedMark[]): Record<string, object | null> | undefined {
  if (placed.length === 0) return undefined;
  const newest = new Map(placed.map(({ mark }) => [mark.key, mark]));
  return Object.fromEntries([...newest.values()].map((mark) => [mark.key, mark.value() ?? null]));
}
