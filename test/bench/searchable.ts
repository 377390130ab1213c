// `node build/test/bench/searchable.js [EVENTS A SECOND]`: how long after a syslog line was sent a search finds it, while other lines
// come at a steady rate; prints one JSON object, milliseconds over thirty lines.
import { setTimeout as sleep } from 'node:timers/promises';
import { TestClient } from '../helpers/client.js';
import { startServer } from '../helpers/server.js';
import { openTcp, stamp3164, write } from '../helpers/syslog.js';
import { benignLine } from './latency.js';
import { percentiles } from './measure.js';

const rate = Number(process.argv[2] ?? 1000);
const lines = 30;
const teardowns: (() => unknown)[] = [];
try {
  const server = await startServer({ teardown: (fn) => void teardowns.push(fn) });
  const client = await TestClient.login(server);
  const [steady, single] = [await openTcp(server.syslogPort), await openTcp(server.syslogPort)];
  let sending = true;
  const sender = (async () => {
    const begin = performance.now();
    for (let sent = 0; sending; await sleep(20)) {
      let text = '';
      for (const due = ((performance.now() - begin) / 1000) * rate; sent < due; sent++)
        text += benignLine(sent);
      await write(steady, text);
    }
  })();
  await sleep(5000);
  const took: number[] = [];
  for (let n = 0; n < lines; n++) {
    const begin = performance.now();
    await write(single, `<30>${stamp3164(new Date())} srv-find app[1]: looked${n}for\n`);
    while ((await client.events(`filter=message:looked${n}for&limit=1`)).items.length === 0) await sleep(5);
    took.push(performance.now() - begin);
  }
  sending = false;
  await sender;
  for (const socket of [steady, single]) socket.destroy();
  process.stdout.write(`${JSON.stringify({ events_per_second: rate, lines, ms: percentiles(took) })}\n`);
} finally {
  for (const fn of teardowns.reverse()) await fn();
}
