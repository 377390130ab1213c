import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { allowsNothing, checkAllowed } from '../../../collectors/remote/allow.js';
import { HealthReports } from '../../../collectors/remote/health-reports.js';
import { inputsOf } from '../../../collectors/remote/inputs-of.js';
import { RemoteInputs } from '../../../collectors/remote/remote-inputs.js';
import { ServiceClient } from '../../../collectors/service/service-client.js';
import type { CollectorHealth, CollectorInputs } from '../../../server/contract/collector-inputs.js';
import { CollectingSink, silent } from '../collecting-sink.js';

const files = (...paths: string[]): CollectorInputs => ({
  syslog: [],
  files: [{ paths, exclude: [], encoding: 'auto', format: 'auto', dataset: '', from: 'beginning' }],
  journals: [],
});
const listen = (port: number): CollectorInputs => ({
  syslog: [{ transport: 'tls', host: '::', port, proxy_protocol_from: [] }],
  files: [],
  journals: [],
});

t.test('a server sets what the machine allows, and nothing else', async (t) => {
  const allowed = { folders: ['/var/log', '/srv/app/'], ports: [6514], journal: false };
  t.ok(allowsNothing({ folders: [], ports: [], journal: false }));
  for (const fine of [files('/var/log/a.log', '/srv/app/*/x'), files('/var/log/**/*.log'), listen(6514)])
    t.doesNotThrow(() => checkAllowed(fine, allowed));
  const journal = { ...files(), files: [], journals: [{ name: 'system', units: [], from: 'end' as const }] };
  const refusals: [CollectorInputs, RegExp][] = [
    [files('/var/log/a.log', '/etc/shadow'), /^\/files\/0\/paths\/1: .*remote\.folders/],
    [files('/var/log/../../etc/shadow'), /^\/files\/0/],
    [files('/var/log/*/../../../etc/shadow'), /^\/files\/0/],
    [files('/var/logs/x'), /^\/files\/0/],
    [files('/var/log'), /^\/files\/0/],
    [files('/**'), /^\/files\/0/],
    [listen(514), /^\/syslog\/0\/port: .*remote\.ports/],
    [journal, /^\/journals\/0: .*remote\.journal/],
    [
      { ...journal, journals: [{ ...journal.journals[0]!, directory: '/root' }] },
      /^\/journals\/0\/directory/,
    ],
  ];
  for (const [inputs, message] of refusals)
    t.throws(() => checkAllowed(inputs, allowed), { code: 'FORBIDDEN', message });
});

t.test('settings become inputs, or say where they are wrong', async (t) => {
  t.throws(() => inputsOf(listen(6514), undefined, 'inputs'), { message: /"inputs.syslog.0".*listen_tls/ });
  const bad = files('/x');
  bad.files[0]!.multi_line = { start: '(', max_lines: 5, timeout_seconds: 1 };
  t.throws(() => inputsOf(bad, undefined, 'inputs'), { message: /"inputs.files.0".*\(/ });
  const good = files('/x');
  good.files[0]!.multi_line = { start: '^\\d', max_lines: 5, timeout_seconds: 0.5 };
  t.match(inputsOf(good, undefined, 'inputs').files, [{ multiLine: { maxLines: 5, timeoutMs: 500 } }]);
});

t.test(
  'inputs are fetched, applied, kept and reported; a version that is refused changes nothing',
  async (t) => {
    const dir = mkdtempSync(join(tmpdir(), 'grundwacht-remote-'));
    let version = 1;
    const told: CollectorHealth[] = [];
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      response.setHeader('date', new Date(Date.now() + 5000).toUTCString());
      if (request.method === 'GET') {
        asked.push(request.headers['if-none-match']);
        const etag = `"${version}"`;
        if (request.headers['if-none-match'] === etag) return void response.writeHead(304).end();
        return void response.setHeader('etag', etag).end(JSON.stringify({ version, inputs: { n: version } }));
      }
      request.on('data', (chunk: Buffer) => told.push(JSON.parse(chunk.toString()) as CollectorHealth));
      request.on('end', () => response.end(JSON.stringify({ time: Date.now() + 5000 })));
      return undefined;
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const client = new ServiceClient({
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      token: 'x',
    });
    t.teardown(() => {
      server.closeAllConnections();
      server.close();
      rmSync(dir, { recursive: true, force: true });
    });
    const applied: unknown[] = [];
    const options = {
      client,
      file: join(dir, 'inputs.json'),
      logger: silent,
      apply: (inputs: unknown): Promise<void> => {
        if ((inputs as { n: number }).n === 2) return Promise.reject(new Error('/files/0: no'));
        applied.push(inputs);
        return Promise.resolve();
      },
    };
    const remote = new RemoteInputs(options);
    await remote.restore();
    const sink = new CollectingSink();
    const health = (): CollectorHealth => ({
      version: '1',
      uptime_seconds: 1,
      memory_bytes: 1,
      spool_bytes: 0,
      spool_limit_bytes: 1,
      received: 0,
      shipped: 0,
      rejected: 0,
      retries: 0,
      dropped: {},
      clock_skew_ms: client.skew.skew?.skewMs ?? null,
      clock_skew_within_ms: client.skew.skew?.within ?? null,
      inputs_version: remote.version,
      inputs_error: remote.error,
    });
    const reports = new HealthReports({
      client,
      sink,
      logger: silent,
      remote,
      health,
      now: () => 42,
      pollMs: 10,
    });
    const until = async (done: () => boolean) => {
      for (let i = 0; i < 2000 && !done(); i++) await sleep(5);
    };
    await until(() => told.some(({ inputs_version }) => inputs_version === 1));
    version = 2;
    await until(() => told.some(({ inputs_error }) => inputs_error !== null));
    await until(() => (told.at(-1)?.clock_skew_ms ?? 0) > 4000);
    await until(() => asked.at(-1) === '"2"');
    await until(() => told.length > sink.envelopes.length + 3);
    await reports.stop();
    t.match(told.at(-1), { inputs_version: 1, inputs_error: 'version 2: /files/0: no' });
    t.strictSame(applied, [{ n: 1 }]);
    t.match(JSON.parse(sink.texts[0]!), {
      'event.action': 'collector_health',
      collector: { inputs_version: 1 },
    });
    t.ok(sink.envelopes.length < told.length, 'a record when something has changed, not at each report');
    const again = new RemoteInputs(options);
    await again.restore();
    t.equal(again.version, 1, 'in force after a start, whether the server is there or not');
    t.strictSame(JSON.parse(readFileSync(options.file, 'utf8')), { version: 1, inputs: { n: 1 } });
  },
);
