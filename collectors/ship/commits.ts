interface Waiter {
  /** Records before the first and behind the last that are asked about. */
  from: number;
  to: number;
  refused: boolean;
  resolve: (durable: boolean) => void;
}

/** Tells those who ask when the records written last are durable. Records are numbered in the order written. */
export class Commits {
  /** How many records are durable or refused. */
  settled = 0;
  private waiters: Waiter[] = [];

  /** Somebody waits. */
  get awaited(): boolean {
    return this.waiters.length > 0;
  }

  /**
   * @param to number of records written so far
   * @param count of them that are asked about
   * @returns true when all are durable, false when one of them was refused
   */
  wait(to: number, count: number): Promise<boolean> {
    if (to <= this.settled) return Promise.resolve(true);
    return new Promise((resolve) => this.waiters.push({ from: to - count, to, refused: false, resolve }));
  }

  /** The next records are durable, or refused for good. */
  settle(records: number, durable: boolean): void {
    this.settled += records;
    if (!durable) for (const waiter of this.waiters) if (waiter.from < this.settled) waiter.refused = true;
    let done = 0;
    while (done < this.waiters.length && this.waiters[done]!.to <= this.settled) done++;
    for (const { resolve, refused } of this.waiters.splice(0, done)) resolve(!refused);
  }
}
