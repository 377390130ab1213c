/** Milliseconds in which the same read of the same session counts as one. */
const window = 5 * 60_000;
const mostKeys = 10_000;

/** Reads that were recorded a short time ago: reloading a page, and its next pages, add nothing to a record. */
export class RepeatedReads {
  /** In the order of insertion: the oldest come first. */
  readonly #recorded = new Map<string, number>();

  /**
   * @param key names who reads what
   * @param now milliseconds since the epoch
   * @returns whether it was seen within the window; it is now
   */
  known(key: string, now: number): boolean {
    const before = this.#recorded.get(key);
    if (before !== undefined && now >= before && now < before + window) return true;
    this.#recorded.delete(key);
    for (const [oldest, at] of this.#recorded) {
      if (at + window > now && this.#recorded.size < mostKeys) break;
      this.#recorded.delete(oldest);
    }
    this.#recorded.set(key, now);
    return false;
  }

  /** Its record could not be written. */
  forget(key: string): void {
    this.#recorded.delete(key);
  }
}
