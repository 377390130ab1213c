interface Pending {
  calls: number;
  /** Milliseconds since the epoch. */
  at: number;
  from: string;
}

/** Counts refused calls, and writes them down now and then: whoever is refused must not cost a write a call. */
export class RefusedCalls {
  readonly #pending = new Map<string, Pending>();
  readonly #write: (collector: string, refused: Pending) => Promise<void>;
  readonly #afterMs: number;
  #timer: NodeJS.Timeout | undefined;

  /** @param write stores a count; must not throw */
  constructor(write: (collector: string, refused: Pending) => Promise<void>, afterMs = 2000) {
    this.#write = write;
    this.#afterMs = afterMs;
  }

  /** @param at milliseconds since the epoch */
  note(collector: string, from: string, at: number): void {
    const { calls } = this.#pending.get(collector) ?? { calls: 0 };
    this.#pending.set(collector, { calls: calls + 1, at, from });
    this.#timer ??= setTimeout(() => void this.flush(), this.#afterMs).unref();
  }

  /** Writes everything down. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const pending = [...this.#pending];
    this.#pending.clear();
    for (const [collector, refused] of pending) await this.#write(collector, refused);
  }
}
