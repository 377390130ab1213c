import { setTimeout as sleep } from 'node:timers/promises';

const pausesMs = [100, 1000, 5000, 15_000, 30_000];

/**
 * Tries again, after longer and longer pauses, until it succeeds or is no longer wanted.
 * @param onError hears of each failure
 */
export async function untilDone(
  signal: AbortSignal,
  work: () => Promise<void>,
  onError: (error: unknown, attempt: number) => void,
): Promise<void> {
  for (let attempt = 0; !signal.aborted; attempt++) {
    try {
      return await work();
    } catch (error) {
      onError(error, attempt);
      const pause = pausesMs[Math.min(attempt, pausesMs.length - 1)];
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }
}
