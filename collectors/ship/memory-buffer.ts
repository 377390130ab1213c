import { randomUUID } from 'node:crypto';
import type { HeldBatch, ShipBuffer } from './buffer.js';

/**
 * Holds batches in memory: for the set-up in one process, where the ingestion service's journal is a function
 * call away.
 * @param maxBytes beyond this the buffer says that it is full
 */
export function memoryBuffer(maxBytes: number): ShipBuffer {
  const queue: HeldBatch[] = [];
  let bytes = 0;
  let next = 1;
  let wake: (() => void) | undefined;
  return {
    epoch: randomUUID(),
    durable: false,
    get full() {
      return bytes >= maxBytes;
    },
    get bytes() {
      return bytes;
    },
    append: (payload) => {
      queue.push({ sequence: next, payload, after: next + 1 });
      next++;
      bytes += payload.length;
      wake?.();
      return Promise.resolve();
    },
    async *follow(signal) {
      let from = 0;
      signal.addEventListener('abort', () => wake?.(), { once: true });
      while (!signal.aborted) {
        const batch = queue.find(({ sequence }) => sequence >= from);
        if (batch === undefined) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          wake = undefined;
          continue;
        }
        yield batch;
        from = batch.after;
      }
    },
    acknowledge: (after) => {
      while (queue.length > 0 && queue[0]!.sequence < after) bytes -= queue.shift()!.payload.length;
    },
    close: () => Promise.resolve(),
  };
}
