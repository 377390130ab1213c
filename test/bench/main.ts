import { startServer } from '../helpers/server.js';
import { measureIngestion } from './ingestion.js';
import { measureCheck } from './isms.js';
import { measureLatency } from './latency.js';
import { measureProtectionNeeds } from './protection.js';

/** `npm run bench`: the whole program, as docs/performance.md reports it; prints one JSON object. */
const teardowns: (() => Promise<void> | void)[] = [];
const scope = { teardown: (fn: () => Promise<void> | void) => void teardowns.push(fn) };
const note = (text: string) => process.stderr.write(`${text}\n`);

try {
  note('first start (with initdb) ...');
  const first = await timed(() => startServer(scope));
  await first.value.stop();
  note('cold start ...');
  const starts: number[] = [];
  for (let run = 0; run < 3; run++) {
    const { value, ms } = await timed(() => startServer(scope, { dataDir: first.value.dataDir }));
    starts.push(ms);
    await value.stop();
  }
  const server = await startServer(scope, { dataDir: first.value.dataDir });
  note('latency at 1,000 events/s ...');
  const latency = await measureLatency(server, 1000, 30);
  note('sustained ingestion ...');
  const ingestion = await measureIngestion(server, 300_000);
  note('latency at 5,000 events/s ...');
  const latencyBusy = await measureLatency(server, 5000, 15);
  await server.stop();
  note('protection needs of 5,000 target objects ...');
  const protection = await measureProtectionNeeds(scope);
  note('the check of 400,000 requirements ...');
  const check = await measureCheck(scope);
  const result = {
    node: process.version,
    first_start_ms: first.ms,
    cold_start_ms: starts.sort((a, b) => a - b)[1],
    latency_1000: latency,
    latency_5000: latencyBusy,
    ingestion,
    protection_needs: protection,
    check,
  };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
} finally {
  for (const fn of teardowns.reverse()) await fn();
}

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const begin = performance.now();
  const value = await work();
  return { value, ms: Math.round(performance.now() - begin) };
}
