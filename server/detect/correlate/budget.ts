/** Something that holds memory and can give a part of it back. */
export interface Holder {
  /** Bytes held now. */
  readonly bytes: number;
  /** Forgets what was used longest ago. */
  evict(): void;
}

/** The memory that all correlations of an engine may use together. */
export class MemoryBudget {
  used = 0;
  readonly limit: number;
  private readonly holders: Holder[] = [];

  /** @param limit bytes */
  constructor(limit: number) {
    this.limit = limit;
  }

  /** Lets a holder be asked for memory. */
  register(holder: Holder): void {
    this.holders.push(holder);
  }

  /** @returns bytes that are left */
  get left(): number {
    return Math.max(0, this.limit - this.used);
  }

  /** Lets the largest holders forget until the budget is kept, or nothing more can be forgotten. */
  relieve(): void {
    while (this.used > this.limit) {
      const before = this.used;
      this.holders.reduce((a, b) => (b.bytes > a.bytes ? b : a)).evict();
      if (this.used >= before) return;
    }
  }
}
