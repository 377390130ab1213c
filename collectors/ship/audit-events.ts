import { auditRecord } from '../../server/contract/audit-record.js';
import type { Envelope } from '../../server/contract/envelope.js';

interface Extent {
  /** Numbers of its first and its last record. */
  first: number;
  last: number;
  /** When its first record came. */
  since: number;
  /** Its end was seen. */
  ended: boolean;
}

/** Written by programs, not by the kernel: these records are events of their own, and no end follows. */
const single =
  /^(?:(?:USER|CRED|ACCT|ADD|DEL|GRP|CHUSER|CHGRP|ROLE|DAC|USYS|SERVICE|SYSTEM|DAEMON|VIRT|CRYPTO|RESP|LABEL)_|(?:USER|TEST|TRUSTED_APP)$|1[12]\d\d$|2[1-9]\d\d$)/;
/** The last record of an event (AUDIT_EOE in linux/audit.h). */
const isEnd = (type: string): boolean => type === 'EOE' || type === '1320';

/**
 * Which of the records that are being collected belong to one event of the Linux audit system: where they can be parted
 * without parting an event. Records are numbered from 0; knows only those that are collected now.
 */
export class AuditEvents {
  private readonly waitMs: number;
  /** In the order of their first records. */
  private events = new Map<string, Extent>();

  /** @param waitMs how long the end of an event is waited for, from its first record on */
  constructor(waitMs: number) {
    this.waitMs = waitMs;
  }

  /**
   * @param number of the record
   * @param now milliseconds of a clock that never goes back
   */
  add(record: Envelope, number: number, now: number): void {
    const found = auditRecord(record);
    if (found === undefined) return;
    const { key, type } = found;
    let event = this.events.get(key);
    if (event === undefined || now - event.since >= this.waitMs) {
      // What comes too late is not waited for with what came in time; a repeated number would hold all for ever.
      this.events.delete(key);
      if (isEnd(type) || single.test(type)) return;
      event = { first: number, last: number, since: now, ended: false };
      this.events.set(key, event);
    }
    event.last = number;
    if (isEnd(type)) event.ended = true;
  }

  /**
   * @param count of the records
   * @returns how many of the first ones can be given out: all records of their events are among them
   */
  boundary(count: number, now: number): number {
    let at = count;
    for (const event of [...this.events.values()].reverse()) {
      if (event.first < at && (event.last >= at || this.isOpen(event, now))) at = event.first;
    }
    return at;
  }

  /** @returns how many events may go on */
  open(now: number): number {
    let count = 0;
    for (const event of this.events.values()) if (this.isOpen(event, now)) count++;
    return count;
  }

  /** When the first record of the oldest event came. */
  get oldest(): number | undefined {
    const [event] = this.events.values();
    return event?.since;
  }

  /** Forgets the first records; the rest is numbered anew. */
  release(count: number): void {
    for (const [key, event] of this.events) {
      event.first -= count;
      event.last -= count;
      if (event.first < 0) this.events.delete(key);
    }
  }

  private isOpen({ since, ended }: Extent, now: number): boolean {
    return !ended && now - since < this.waitMs;
  }
}
