import { eventually, TestClient } from '../helpers/client.js';
import type { TestServer } from '../helpers/server.js';
import { sendTcp } from '../helpers/syslog.js';
import { benignLine } from './latency.js';
import { cpuSeconds, residentMegabytes } from './measure.js';

export interface IngestionResult {
  events: number;
  seconds: number;
  events_per_second: number;
  cpu_seconds_per_million: number;
  rss_mb: number;
}

/** TCP syslog, parse, journal, detect with the shipped rules, store: from the first byte to the last event searchable. */
export async function measureIngestion(server: TestServer, events: number): Promise<IngestionResult> {
  const client = await TestClient.login(server);
  const total = async () =>
    (await client.call<{ total: number }>('GET', '/api/v1/events/histogram?buckets=1')).total;
  const before = await total();
  const cpu = cpuSeconds(server.pid);
  const begin = performance.now();
  await sendTcp(server.syslogPort, lines(events));
  await eventually('all events searchable', async () => (await total()) - before >= events, 300_000);
  const seconds = (performance.now() - begin) / 1000;
  return {
    events,
    seconds: Math.round(seconds * 10) / 10,
    events_per_second: Math.round(events / seconds),
    cpu_seconds_per_million: Math.round(((cpuSeconds(server.pid) - cpu) / events) * 1e7) / 10,
    rss_mb: residentMegabytes(server.pid),
  };
}

function* lines(count: number): Generator<string> {
  for (let n = 0; n < count; n++) yield benignLine(n).trimEnd();
}
