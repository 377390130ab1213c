import type { Event } from '../../contract/event.js';

/** The latest events that correlations counted, so that a match can show them; older ones are forgotten. */
export class RecentEvents {
  private readonly ring: (Event | undefined)[];
  /** How many have been added; numbers are kept in 32 bits. */
  private next = 0;
  /** Number of the oldest one kept. */
  private first = 0;
  private bytes = 0;
  private readonly byteLimit: number;

  /**
   * @param capacity how many are kept
   * @param byteLimit most bytes that they may take, roughly
   */
  constructor(capacity: number, byteLimit = 64 * 1024 * 1024) {
    this.ring = new Array(Math.max(1, capacity)).fill(undefined);
    this.byteLimit = byteLimit;
  }

  /** @returns the number, 32 bits, under which the event is found as long as it is kept */
  add(event: Event): number {
    const { ring } = this;
    if (this.next > 0 && ring[(this.next - 1) % ring.length] === event) return (this.next - 1) >>> 0;
    if (this.next - this.first === ring.length) this.forgetFirst();
    ring[this.next % ring.length] = event;
    this.bytes += sizeOf(event);
    while (this.bytes > this.byteLimit && this.first < this.next) this.forgetFirst();
    return this.next++ >>> 0;
  }

  /**
   * @param time time of the event: after 2^32 events the same number comes again
   * @returns the event, or undefined when it is no longer kept
   */
  get(number: number, time: number): Event | undefined {
    const age = (this.next - number) >>> 0;
    if (age === 0 || age > this.ring.length || age > this.next - this.first) return undefined;
    const event = this.ring[(this.next - age) % this.ring.length];
    return event?.['@timestamp'] === time || event?.['event.ingested'] === time ? event : undefined;
  }

  /** @returns the number of the next event and the kept events, oldest first */
  list(): { next: number; events: Event[] } {
    const events: Event[] = [];
    for (let i = this.first; i < this.next; i++) events.push(this.ring[i % this.ring.length]!);
    return { next: this.next, events };
  }

  /** Takes over what {@link list} gave; the oldest ones that do not fit are forgotten. */
  restore(next: number, events: readonly Event[]): void {
    this.ring.fill(undefined);
    this.bytes = 0;
    this.first = this.next = next - events.length;
    for (const event of events) this.add(event);
  }

  private forgetFirst(): void {
    const slot = this.first++ % this.ring.length;
    this.bytes -= sizeOf(this.ring[slot]!);
    this.ring[slot] = undefined;
  }
}

/** The fields say again what the original says. */
function sizeOf(event: Event): number {
  return 1000 + 2 * event['event.original'].length;
}
