import { parentPort, workerData } from 'node:worker_threads';
import { fuzz } from './fuzz.js';
import { targets } from './targets.js';

/** What the thread is given; `held` has the length and the bytes of the input that is run. */
export interface FuzzOrder {
  target: string;
  seconds: number;
  seed: number;
  held: SharedArrayBuffer;
}

const { target: name, seconds, seed, held } = workerData as FuzzOrder;
const target = targets.find((candidate) => candidate.name === name)!;
const counters = new Int32Array(held, 0, 2);
const bytes = new Uint8Array(held, 8);

const report = await fuzz(target, {
  seconds,
  seed,
  watch(input) {
    Atomics.store(counters, 0, input.length);
    bytes.set(input);
    Atomics.add(counters, 1, 1);
  },
});
parentPort!.postMessage(report);
