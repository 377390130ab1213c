/** Why a receiver did not hand a record on. The sum of all reasons and what was shipped is what was received. */
export type DropReason = 'buffer-full' | 'empty';

export interface SourceCounter {
  received: number;
  /** Bytes of the records, without framing. */
  bytes: number;
  dropped: number;
  truncated: number;
}

/** Sources beyond this share one counter: anybody can invent UDP source addresses. */
const sourceLimit = 10_000;
/** Name of the shared counter. */
export const otherSources = '(other)';

/** What the receivers of a collector counted since its start. */
export class ReceiverCounters {
  received = 0;
  truncated = 0;
  readonly dropped: Record<DropReason, number> = { 'buffer-full': 0, empty: 0 };
  /** TCP connections refused because of the limit, and ended by an error. */
  connections = { opened: 0, refused: 0, failed: 0 };
  readonly sources = new Map<string, SourceCounter>();

  /** Counts a record that is handed on. */
  count(source: string, bytes: number, truncated: boolean): void {
    const counter = this.source(source);
    this.received++;
    counter.received++;
    counter.bytes += bytes;
    if (!truncated) return;
    this.truncated++;
    counter.truncated++;
  }

  /** Counts a record that was received and is lost. */
  drop(source: string, bytes: number, reason: DropReason): void {
    this.count(source, bytes, false);
    this.dropped[reason]++;
    this.source(source).dropped++;
  }

  private source(name: string): SourceCounter {
    let counter = this.sources.get(name);
    if (counter === undefined) {
      if (this.sources.size >= sourceLimit && name !== otherSources) return this.source(otherSources);
      counter = { received: 0, bytes: 0, dropped: 0, truncated: 0 };
      this.sources.set(name, counter);
    }
    return counter;
  }
}
