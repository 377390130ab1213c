import type { Event } from '../../contract/event.js';

/** The latest events that correlations counted, so that a match can show them; older ones are forgotten. */
export class RecentEvents {
  private readonly ring: (Event | undefined)[];
  /** How many have been added; numbers are kept in 32 bits. */
  private next = 0;

  /** @param capacity how many are kept */
  constructor(capacity: number) {
    this.ring = new Array(capacity).fill(undefined);
  }

  /** @returns the number, 32 bits, under which the event is found as long as it is kept */
  add(event: Event): number {
    const { ring } = this;
    if (this.next > 0 && ring[(this.next - 1) % ring.length] === event) return (this.next - 1) >>> 0;
    ring[this.next % ring.length] = event;
    return this.next++ >>> 0;
  }

  /**
   * @param time time of the event: after 2^32 events the same number comes again
   * @returns the event, or undefined when it is no longer kept
   */
  get(number: number, time: number): Event | undefined {
    const age = (this.next - number) >>> 0;
    if (age === 0 || age > this.ring.length || age > this.next) return undefined;
    const event = this.ring[(this.next - age) % this.ring.length];
    return event?.['@timestamp'] === time || event?.['event.ingested'] === time ? event : undefined;
  }

  /** @returns the number of the next event and the kept events, oldest first */
  list(): { next: number; events: Event[] } {
    const events: Event[] = [];
    for (let i = Math.max(0, this.next - this.ring.length); i < this.next; i++) {
      const event = this.ring[i % this.ring.length];
      if (event !== undefined) events.push(event);
    }
    return { next: this.next, events };
  }

  /** Takes over what {@link list} gave; the oldest ones that do not fit are forgotten. */
  restore(next: number, events: readonly Event[]): void {
    this.ring.fill(undefined);
    this.next = next;
    const first = next - events.length;
    for (let i = Math.max(first, next - this.ring.length, 0); i < next; i++) {
      this.ring[i % this.ring.length] = events[i - first];
    }
  }
}
