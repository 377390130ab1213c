import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { LiveMessage } from '../../server/contract/live.js';
import { TestClient } from '../helpers/client.js';
import type { TestServer } from '../helpers/server.js';
import { openTcp, stamp3164, write } from '../helpers/syslog.js';
import { percentiles, residentMegabytes } from './measure.js';

export interface LatencyResult {
  events_per_second: number;
  alerts: number;
  missed: number;
  median_ms: number;
  p99_ms: number;
  max_ms: number;
  rss_mb: number;
}

/**
 * Syslog line in (TCP) to alert on the WebSocket, while benign lines run at a steady rate.
 * @param rate benign lines a second
 * @param seconds how long
 */
export async function measureLatency(
  server: TestServer,
  rate: number,
  seconds: number,
): Promise<LatencyResult> {
  const client = await TestClient.login(server);
  const sent = new Map<string, number>();
  const latencies: number[] = [];
  const live = new WebSocket(`${server.url.replace('http', 'ws')}/api/v1/live`, {
    headers: { cookie: client.cookie },
  });
  await new Promise((done, fail) => live.once('open', done).once('error', fail));
  live.on('message', (data) => {
    const message = JSON.parse(String(data)) as LiveMessage;
    if (message.type !== 'alert') return;
    for (const [name, time] of sent) {
      if (!message.alert.entity.value.includes(name)) continue;
      latencies.push(performance.now() - time);
      sent.delete(name);
    }
  });

  const socket = await openTcp(server.syslogPort);
  const tickMs = 20;
  const begin = performance.now();
  let benign = 0;
  for (let tick = 0; performance.now() - begin < seconds * 1000; tick++) {
    const due = Math.floor(((performance.now() - begin) / 1000) * rate);
    let text = '';
    for (; benign < due; benign++) text += benignLine(benign);
    if (tick % 5 === 0) {
      const name = `probe${tick}x`;
      text += `<85>${stamp3164(new Date())} srv-${name} sudo:  ${name} : user NOT in sudoers ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh\n`;
      sent.set(name, performance.now());
    }
    await write(socket, text);
    await sleep(tickMs - ((performance.now() - begin) % tickMs));
  }
  const rss = residentMegabytes(server.pid);
  await sleep(3000);
  socket.end();
  live.close();
  const { median, p99, max } = percentiles(latencies);
  return {
    events_per_second: Math.round(benign / seconds),
    alerts: latencies.length,
    missed: sent.size,
    median_ms: median,
    p99_ms: p99,
    max_ms: max,
    rss_mb: rss,
  };
}

const hosts = Array.from({ length: 50 }, (_, i) => `srv-app${i}`);

/** A mix of what Linux servers log all day. */
export function benignLine(n: number): string {
  const head = `${stamp3164(new Date())} ${hosts[n % hosts.length]}`;
  switch (n % 4) {
    case 0:
      return `<38>${head} sshd[${1000 + (n % 30000)}]: Accepted publickey for backup from 10.20.${n % 250}.${n % 199} port ${20000 + (n % 40000)} ssh2\n`;
    case 1:
      return `<78>${head} CRON[${n % 30000}]: (root) CMD (/usr/lib/sysstat/sa1 1 1 # ${n})\n`;
    case 2:
      return `<30>${head} systemd[1]: Started session-${n}.scope - Session ${n} of user backup.\n`;
    default:
      return `<30>${head} app[${n % 999}]: request ${n} served in ${n % 97} ms for /formular/${n % 1000}\n`;
  }
}
