/** What has been given to the threads and is taken in the same order: bounded by number and by bytes. */
export class TaskQueue<T extends { bytes: number }> {
  readonly #limit: { tasks: number; bytes: number };
  readonly #tasks: T[] = [];
  #held = 0;
  #bytes = 0;
  #ended = false;
  #error: Error | undefined;
  #changed: (() => void)[] = [];

  constructor(limit: { tasks: number; bytes: number }) {
    this.#limit = limit;
  }

  /** Resolves when another task fits, or the queue has ended. */
  async room(): Promise<void> {
    const { tasks, bytes } = this.#limit;
    while (!this.#ended && this.#held > 0 && (this.#held >= tasks || this.#bytes >= bytes))
      await this.#change();
  }

  push(task: T): void {
    this.#tasks.push(task);
    this.#held++;
    this.#bytes += task.bytes;
    this.#notify();
  }

  /** No more tasks; what is there is taken first, then the error is thrown, if there is one. */
  end(error?: Error): void {
    this.#ended = true;
    this.#error ??= error;
    this.#notify();
  }

  /** A task counts until the next one is asked for. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, void> {
    for (;;) {
      const task = this.#tasks.shift();
      if (task === undefined) {
        if (!this.#ended) await this.#change();
        else if (this.#error !== undefined) throw this.#error;
        else return;
        continue;
      }
      yield task;
      this.#held--;
      this.#bytes -= task.bytes;
      this.#notify();
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#changed.push(resolve));
  }

  #notify(): void {
    for (const resolve of this.#changed.splice(0)) resolve();
  }
}
