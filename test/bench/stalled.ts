// `node build/test/bench/stalled.js [SECONDS [EVENTS A SECOND]]`: PostgreSQL is stopped (SIGSTOP) for that long while lines come in;
// prints one JSON object: resident memory before, meanwhile and after, and whether every line was found in the end.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readPidFile } from '../../server/postgres/pid-file.js';
import { eventually, TestClient } from '../helpers/client.js';
import { startServer } from '../helpers/server.js';
import { openTcp, write } from '../helpers/syslog.js';
import { benignLine } from './latency.js';
import { residentMegabytes } from './measure.js';

const [seconds = 600, rate = 1000] = process.argv.slice(2).map(Number);
const teardowns: (() => unknown)[] = [];

/** PostgreSQL's main process and those it started. */
function family(main: number): number[] {
  const parent = (pid: string): number => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    } catch {
      return 0;
    }
  };
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return [main, ...pids.filter((pid) => parent(pid) === main).map(Number)];
}

try {
  const server = await startServer({ teardown: (fn) => void teardowns.push(fn) });
  const client = await TestClient.login(server);
  const socket = await openTcp(server.syslogPort);
  teardowns.push(() => socket.destroy());
  let sent = 0;
  const run = async (forSeconds: number): Promise<number> => {
    let highest = 0;
    const begin = performance.now();
    const first = sent;
    for (let passed = 0; passed < forSeconds; passed = (performance.now() - begin) / 1000) {
      let text = '';
      for (const due = first + Math.floor(passed * rate); sent < due; sent++) text += benignLine(sent);
      await write(socket, text);
      highest = Math.max(highest, residentMegabytes(server.pid));
      await sleep(50);
    }
    return highest;
  };
  const before = await run(30);
  const main = readPidFile(join(server.dataDir, 'postgres'))!.pid;
  const stopped = family(main);
  for (const pid of stopped) process.kill(pid, 'SIGSTOP');
  teardowns.push(() => stopped.map((pid) => process.kill(pid, 'SIGCONT')));
  const meanwhile: number[] = [];
  for (let part = 0; part < 10; part++) meanwhile.push(await run(seconds / 10));
  for (const pid of stopped) process.kill(pid, 'SIGCONT');
  teardowns.pop();
  const after = await run(10);
  const resumed = performance.now();
  const total = async () =>
    (await client.call<{ total: number }>('GET', '/api/v1/events/histogram?buckets=1')).total;
  await eventually('every line', async () => (await total()) >= sent, 600_000);
  const result = { sent, found: await total(), rss_before_mb: before, rss_stalled_mb: meanwhile };
  const caughtUp = Math.round((performance.now() - resumed) / 1000);
  process.stdout.write(
    `${JSON.stringify({ ...result, rss_after_mb: after, caught_up_after_s: caughtUp }, null, 2)}\n`,
  );
} finally {
  for (const fn of teardowns.reverse()) await fn();
}
