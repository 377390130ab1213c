/** A few things that are used by one at a time; whoever comes first waits shortest. */
export class Pool<T> {
  readonly #free: T[];
  readonly #waiting = new Set<(item: T) => void>();

  constructor(items: readonly T[]) {
    this.#free = [...items];
  }

  /**
   * @param signal ends the waiting
   * @throws the signal's reason
   */
  async use<R>(work: (item: T) => Promise<R>, signal: AbortSignal): Promise<R> {
    signal.throwIfAborted();
    const item = this.#free.pop() ?? (await this.#next(signal));
    try {
      return await work(item);
    } finally {
      this.#release(item);
    }
  }

  #next(signal: AbortSignal): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const take = (item: T): void => {
        signal.removeEventListener('abort', giveUp);
        resolve(item);
      };
      const giveUp = (): void => {
        this.#waiting.delete(take);
        reject(signal.reason as Error);
      };
      this.#waiting.add(take);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  #release(item: T): void {
    const [next] = this.#waiting;
    if (next) {
      this.#waiting.delete(next);
      next(item);
    } else this.#free.push(item);
  }
}
