import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { keyValue, logsRequest, message } from '../ingest/otlp/messages.js';
import { cpuSeconds, residentMegabytes } from './measure.js';
import { readLines } from './recordings.js';

/**
 * `node build/test/bench/intake.js [events] [part of a name]`: real Windows events through the endpoints for shippers into the durable
 * journal, four requests of 1,000 events under way. Prints one JSON object; the server is a process of its own.
 */
interface Case {
  name: string;
  path: string;
  type: string;
  gzip?: boolean;
  body(documents: readonly Buffer[]): Buffer;
}

const events = Number(process.argv[2] ?? 200_000);
const only = process.argv[3] ?? '';
const atOnce = 1000;
const inFlight = 4;
const newline = Buffer.from('\n');

const bulk = (action: (n: number) => string) => (documents: readonly Buffer[]) =>
  Buffer.concat(documents.flatMap((document, n) => [Buffer.from(action(n)), newline, document, newline]));
const create = '{"create":{"_index":"winlogbeat-8.15.3"}}';
let ids = 0;

const otlpJson = (documents: readonly Buffer[]): Buffer => {
  const records = documents.map((text) => ({
    timeUnixNano: '1795294798123456789',
    severityNumber: 9,
    body: { stringValue: text.toString() },
  }));
  const resource = { attributes: [{ key: 'host.name', value: { stringValue: 'ws1' } }] };
  return Buffer.from(JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ logRecords: records }] }] }));
};
const otlpProtobuf = (documents: readonly Buffer[]): Buffer =>
  logsRequest(
    message([1, keyValue('host.name', message([1, 'ws1']))]),
    message(),
    ...documents.map((text) =>
      message([1, { fixed64: 1_795_294_798_123_456_789n }], [2, 9], [5, message([1, text])]),
    ),
  );

const ndjson = 'application/x-ndjson';
const cases: Case[] = [
  {
    name: 'elastic _bulk',
    path: '/elastic/_bulk?filter_path=errors,items.*.error,items.*.status',
    type: ndjson,
    body: bulk(() => create),
  },
  { name: 'elastic _bulk, gzip', path: '/elastic/_bulk', type: ndjson, gzip: true, body: bulk(() => create) },
  {
    name: 'elastic _bulk, with ids',
    path: '/elastic/_bulk',
    type: ndjson,
    body: bulk(() => `{"index":{"_index":"logs","_id":"id-${ids++}"}}`),
  },
  {
    name: 'ingest/json, NDJSON',
    path: '/api/v1/ingest/json',
    type: ndjson,
    body: (documents) => Buffer.concat(documents.flatMap((d) => [d, newline])),
  },
  {
    name: 'Splunk HEC',
    path: '/services/collector',
    type: 'application/json',
    body: (documents) =>
      Buffer.concat(
        documents.flatMap((d) => [Buffer.from('{"time":1795294798.123,"event":'), d, Buffer.from('}')]),
      ),
  },
  { name: 'OTLP, JSON', path: '/v1/logs', type: 'application/json', body: otlpJson },
  { name: 'OTLP, protobuf', path: '/v1/logs', type: 'application/x-protobuf', body: otlpProtobuf },
  {
    name: 'OTLP, protobuf, gzip',
    path: '/v1/logs',
    type: 'application/x-protobuf',
    gzip: true,
    body: otlpProtobuf,
  },
];

const agent = new Agent({ keepAlive: true, maxSockets: inFlight });

function post(url: string, { type, gzip }: Case, body: Buffer): Promise<void> {
  return new Promise((done, fail) => {
    const headers = {
      authorization: 'Bearer x',
      'content-type': type,
      'content-length': body.length,
      ...(gzip ? { 'content-encoding': 'gzip' } : {}),
    };
    const sent = request(url, { method: 'POST', agent, headers }, (reply) => {
      reply.resume();
      reply.once('end', () =>
        reply.statusCode === 200 ? done() : fail(new Error(`${type}: ${reply.statusCode}`)),
      );
    });
    sent.once('error', fail);
    sent.end(body);
  });
}

const lines = await readLines(20_000);
const bytes = lines.reduce((sum, line) => sum + line.length, 0) / lines.length;

async function measure(one: Case) {
  const dir = mkdtempSync(join(tmpdir(), 'grundwacht-bench-intake-'));
  const program = fileURLToPath(new URL('intake-process.js', import.meta.url));
  const child = spawn(process.execPath, [program, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [address] = (await once(child.stdout, 'data')) as [Buffer];
  const url = `${String(address).trim()}${one.path}`;
  const count = Math.ceil(events / atOnce);
  // Bodies with ids have to differ, and are made before the clock runs.
  const different = one.name.includes('ids') ? count : Math.min(count, 20);
  const bodies = Array.from({ length: different }, (_, n) => {
    const from = (n * atOnce) % lines.length;
    const body = one.body(lines.slice(from, from + atOnce));
    return one.gzip ? gzipSync(body) : body;
  });
  for (let n = 0; n < 8; n++)
    await post(url, { ...one }, one.name.includes('ids') ? one.body(lines.slice(0, 10)) : bodies[0]!);
  const cpu = cpuSeconds(child.pid!);
  const begin = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (next < count) await post(url, one, bodies[next++ % bodies.length]!);
    }),
  );
  const seconds = (performance.now() - begin) / 1000;
  const figures = {
    endpoint: one.name,
    events_per_second: Math.round((count * atOnce) / seconds),
    cpu_seconds_per_million: Math.round(((cpuSeconds(child.pid!) - cpu) / (count * atOnce)) * 1e7) / 10,
    rss_mb: residentMegabytes(child.pid!),
  };
  child.kill('SIGTERM');
  await once(child, 'exit');
  rmSync(dir, { recursive: true });
  return figures;
}

/** The same events parsed once, as a measure of how fast the machine is in this hour. */
function parseFigure(): number {
  const before = process.cpuUsage();
  for (const line of lines) JSON.parse(line.toString());
  const { user, system } = process.cpuUsage(before);
  return Math.round(((user + system) / lines.length) * 10) / 10;
}

const figures = [];
for (const one of cases) if (one.name.includes(only)) figures.push(await measure(one));
agent.destroy();
const bytes_per_event = Math.round(bytes);
const json_parse_cpu_seconds_per_million = parseFigure();
const result = {
  node: process.version,
  events,
  bytes_per_event,
  json_parse_cpu_seconds_per_million,
  figures,
};
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
