/** Waiting times between attempts: exponential with full jitter, so that collectors do not return all at once. */
export class Backoff {
  private readonly random: () => number;
  private readonly baseMs: number;
  private readonly maximumMs: number;
  private attempts = 0;

  /** @param random gives numbers in [0, 1) */
  constructor(random: () => number, baseMs = 200, maximumMs = 30_000) {
    this.random = random;
    this.baseMs = baseMs;
    this.maximumMs = maximumMs;
  }

  /** @returns milliseconds to wait; at least what the service asked for */
  next(atLeastMs = 0): number {
    const ceiling = Math.min(this.maximumMs, this.baseMs * 2 ** Math.min(this.attempts++, 20));
    return Math.max(atLeastMs, Math.ceil(ceiling * (0.1 + 0.9 * this.random())));
  }

  reset(): void {
    this.attempts = 0;
  }
}

/** Resolves after the time or, early, when the signal is given. */
export function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
