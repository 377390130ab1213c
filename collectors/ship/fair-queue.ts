/** Those who wait, let go one by one: the keys take turns, and each key's own in their order. */
export class FairQueue {
  private readonly waiting = new Map<string, (() => void)[]>();

  get isEmpty(): boolean {
    return this.waiting.size === 0;
  }

  push(key: string, resolve: () => void): void {
    const own = this.waiting.get(key);
    if (own === undefined) this.waiting.set(key, [resolve]);
    else own.push(resolve);
  }

  /** Takes out the next; a key with more to come goes to the end of the row. */
  shift(): (() => void) | undefined {
    for (const [key, own] of this.waiting) {
      const next = own.shift();
      this.waiting.delete(key);
      if (own.length > 0) this.waiting.set(key, own);
      return next;
    }
    return undefined;
  }
}
