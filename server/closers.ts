import type { Logger } from 'pino';

/** A part that takes longer is left to itself; the longest wait of a part that is well, a PostgreSQL that hangs, is shorter. */
const patienceMs = 60_000;

/** What was opened, closed in the reverse order; a part that fails or hangs does not keep the others open. */
export class Closers {
  readonly #logger: Logger;
  readonly #open: { name: string; close: () => Promise<unknown> }[] = [];

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  add(name: string, close: () => Promise<unknown>): void {
    this.#open.push({ name, close });
  }

  /** @param limitMs how long to wait for each part */
  async close(limitMs = patienceMs): Promise<void> {
    for (let part = this.#open.pop(); part; part = this.#open.pop()) {
      try {
        await within(part.close(), limitMs);
      } catch (err) {
        this.#logger.error({ err, part: part.name }, 'close_failed');
      }
    }
  }
}

/** @throws Error when it takes longer */
async function within(work: Promise<unknown>, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not closed after ${limitMs} ms`)), limitMs);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
