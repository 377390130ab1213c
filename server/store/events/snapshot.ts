import type { TenantSpan } from '../../contract/event-store.js';
import type { Segment } from './segment.js';

/** Events that are not sealed yet, as a search finds them. */
export interface HotPart {
  /** Parquet files without compression. */
  files: readonly string[];
  spans: ReadonlyMap<string, TenantSpan>;
}

/** What a search looks at; replaced as a whole, so that each event is seen exactly once. */
export interface Snapshot {
  hot: readonly HotPart[];
  segments: readonly Segment[];
}

/** Gives readers the current snapshot, and tells when those of a former one are done. */
export class Snapshots {
  #current: Snapshot = { hot: [], segments: [] };
  readonly #reading = new Set<Promise<unknown>>();

  get current(): Snapshot {
    return this.#current;
  }

  /** What whoever begins to read from now on looks at. */
  replace(next: Snapshot): void {
    this.#current = next;
  }

  read<T>(reader: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    const reading = reader(this.#current);
    this.#reading.add(reading);
    const done = (): boolean => this.#reading.delete(reading);
    reading.then(done, done);
    return reading;
  }

  /** Resolves when nobody reads a snapshot any more that was current before this call. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#reading);
  }
}
