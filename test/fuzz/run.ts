import { Worker } from 'node:worker_threads';
import type { Finding, FuzzReport } from './fuzz.js';
import { targets } from './targets.js';
import type { FuzzOrder } from './worker.js';

/** An input that takes longer hangs. */
const hangMs = 20_000;
const heapMegabytes = 768;
const mostInput = 256 << 10;

/**
 * Fuzzes one target in a thread of its own, which is ended when an input hangs or takes the memory.
 * @returns its report, with that input
 */
export function runTarget(name: string, seconds: number, seed: number): Promise<FuzzReport> {
  const held = new SharedArrayBuffer(8 + mostInput);
  const counters = new Int32Array(held, 0, 2);
  const workerData: FuzzOrder = { target: name, seconds, seed, held };
  const worker = new Worker(new URL('./worker.js', import.meta.url), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
  });
  const inHand = (): Buffer => Buffer.from(new Uint8Array(held, 8, Atomics.load(counters, 0)).slice());
  return new Promise((resolve, reject) => {
    let seen = -1;
    let ended = false;
    const end = (kind: Finding['kind'], detail: string): void => {
      if (ended) return;
      ended = true;
      clearInterval(watch);
      void worker.terminate();
      const inputs = Atomics.load(counters, 1);
      const finding: Finding = { target: name, kind, detail, input: inHand() };
      resolve({ target: name, inputs, corpus: 0, blocks: 0, slowest: hangMs, findings: [finding] });
    };
    const watch = setInterval(() => {
      const now = Atomics.load(counters, 1);
      if (now === seen && now > 0) end('hang', `not done after ${hangMs / 1000} s`);
      seen = now;
    }, hangMs);
    worker.once('message', (report: FuzzReport) => {
      ended = true;
      clearInterval(watch);
      resolve(report);
    });
    worker.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') end('memory', `more than ${heapMegabytes} MB`);
      else {
        clearInterval(watch);
        reject(error);
      }
    });
  });
}

/** @returns names of the targets */
export const targetNames = (): string[] => targets.map(({ name }) => name);
