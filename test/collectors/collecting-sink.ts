import { pino } from 'pino';
import type { Mark, Sink } from '../../collectors/sink.js';
import type { Envelope } from '../../server/contract/envelope.js';

export const silent = pino({ level: 'silent' });

/** Keeps what it gets; `full` can be set. */
export class CollectingSink implements Sink {
  readonly envelopes: Envelope[] = [];
  private waiters: (() => void)[] = [];
  private isFull = false;
  private arrivals: (() => void)[] = [];

  get full(): boolean {
    return this.isFull;
  }

  get crowded(): boolean {
    return this.isFull;
  }

  set full(value: boolean) {
    this.isFull = value;
    if (!value) for (const resolve of this.waiters.splice(0)) resolve();
  }

  /** The newest of each key. */
  readonly marks = new Map<string, object>();

  mark(mark: Mark): void {
    const value = mark.value();
    if (value === undefined) this.marks.delete(mark.key);
    else this.marks.set(mark.key, value);
  }

  write(envelope: Envelope, mark?: Mark): void {
    this.envelopes.push(envelope);
    if (mark !== undefined) this.mark(mark);
    for (const check of this.arrivals) check();
  }

  drained(): Promise<void> {
    if (!this.isFull) return Promise.resolve();
    return new Promise((resolve) => this.waiters.push(resolve));
  }

  /** What `committed` answers; replaced by tests of protocols that acknowledge. */
  committed: (count: number) => Promise<boolean> = () => Promise.resolve(true);

  get texts(): string[] {
    return this.envelopes.map(({ raw }) => Buffer.from(raw).toString());
  }

  /** Resolves when so many records have arrived. */
  async arrived(count: number): Promise<void> {
    if (this.envelopes.length >= count) return;
    await new Promise<void>((resolve) => {
      this.arrivals.push(() => {
        if (this.envelopes.length >= count) resolve();
      });
    });
  }
}
