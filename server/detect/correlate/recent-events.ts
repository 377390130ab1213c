import type { Event } from '../../contract/event.js';

/** The latest events that correlations counted, so that a match can show them; older ones are forgotten. */
export class RecentEvents {
  private readonly ring: (Event | undefined)[];
  private next = 0;

  /** @param capacity how many are kept */
  constructor(capacity: number) {
    this.ring = new Array(capacity).fill(undefined);
  }

  /** @returns the number under which the event is found as long as it is kept */
  add(event: Event): number {
    if (this.next > 0 && this.get(this.next - 1) === event) return this.next - 1;
    this.ring[this.next % this.ring.length] = event;
    return this.next++;
  }

  /** @returns the event, or undefined when it is no longer kept */
  get(number: number): Event | undefined {
    if (number < this.next - this.ring.length) return undefined;
    return this.ring[number % this.ring.length];
  }
}
