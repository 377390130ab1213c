import { parentPort, workerData } from 'node:worker_threads';
import { loadRuleSet } from '../detect/load.js';
import { withSearches } from './detect-find.js';
import { planFor } from './detect-plan.js';
import type { WorkerReply, WorkerRequest, WorkerSetup } from './detect-pool.js';
import { Scanner } from './detect-scan.js';

/** A thread that scans one file after the other, asking for each. */
const port = parentPort;
if (port === null) throw new Error('this file is the start of a worker thread');
const setup = workerData as WorkerSetup;
const { rules, searches, selection, only } = setup;
const reply = (message: WorkerReply): void => port.postMessage(message);

const loaded = withSearches(await loadRuleSet(rules), searches);
const scanner = new Scanner(planFor(loaded, selection, only), setup, setup.name);
port.on('message', (request: WorkerRequest) => {
  if (request.type === 'end') {
    reply({ type: 'result', result: scanner.finish() });
    port.close();
    return;
  }
  const { file } = request;
  scanner
    .scan(file, {
      progress: (bytes, records) => reply({ type: 'progress', file: file.number, bytes, records }),
      problem: (message) => reply({ type: 'problem', message }),
    })
    .then(
      () => reply({ type: 'next' }),
      // Ends the thread with the error, which the pool is told of.
      (error: unknown) => queueMicrotask(() => Promise.reject(error)),
    );
});
reply({ type: 'next' });
