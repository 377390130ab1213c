import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { EventStore } from '../../server/contract/event-store.js';
import { collectMetrics } from '../../server/metrics/collect.js';
import { exposition } from '../../server/metrics/exposition.js';
import { Histogram } from '../../server/metrics/histogram.js';
import { serveMetrics } from '../../server/metrics/metrics-server.js';
import { timedStore } from '../../server/metrics/timed-store.js';

interface Parsed {
  kind: string;
  samples: { name: string; labels: Record<string, string>; value: number }[];
}

/** Reads the text format as its specification says; @throws Error for a line that it does not allow */
function parse(text: string): Map<string, Parsed> {
  const found = new Map<string, Parsed>();
  if (!text.endsWith('\n')) throw new Error('the last line must end with a line feed');
  let name = '';
  for (const line of text.slice(0, -1).split('\n')) {
    const help = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$/.exec(line);
    if (help) continue;
    const kind = /^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram)$/.exec(line);
    if (kind) {
      name = kind[1]!;
      if (found.has(name)) throw new Error(`${name} twice`);
      found.set(name, { kind: kind[2]!, samples: [] });
      continue;
    }
    const sample =
      /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (\S+)$/.exec(line);
    if (!sample || !sample[1]!.startsWith(name)) throw new Error(`not allowed: ${line}`);
    const labels = Object.fromEntries(
      [...(sample[2] ?? '').matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, value]) => [
        key!,
        value!.replaceAll('\\n', '\n').replaceAll('\\"', '"').replaceAll('\\\\', '\\'),
      ]),
    );
    const value = sample[3] === '+Inf' ? Infinity : Number(sample[3]);
    if (Number.isNaN(value)) throw new Error(`no number: ${line}`);
    found.get(name)!.samples.push({ name: sample[1]!, labels, value });
  }
  return found;
}

const facts = {
  version: '0.1.0 "x"\n\\',
  startedAt: 1.5,
  pipeline: { events: 12, errors: 2, matches: 3, discarded: 1, lagMs: 9, behindBytes: 0 },
  journal: { ok: true, bytes: 10 },
  detection: { rules: 5, quarantined: 0, undetected: 0, replaced: 0 },
  disk: { free_bytes: 1 },
  store: { hotEvents: 0, segments: 1, segmentBytes: 2, segmentEvents: 3 },
  ledger: { received: 12, stored: 11, rejected: 1, unparsed: 2 },
  databaseBytes: undefined,
  connections: { open: 3, idle: 1, waiting: 0 },
  collector: { received: 1, shipped: 1, rejected: 0, heldBytes: 0, dropped: { kernel: 7, empty: 0 } },
  shippers: { records: 0, duplicates: 0, rejected: 0, refused: 0 },
  ingest: { records: 12, duplicates: 0, refused: 0 },
  lastBackup: undefined,
  conditions: { clock_wrong: 1 },
};

t.test('the text format holds what it must, and a parser reads it', async (t) => {
  const [searches, answers] = [new Histogram([0.1, 1]), new Histogram()];
  for (const seconds of [0.1, 0.5, 5]) searches.observe({ kind: 'search' }, seconds);
  const parsed = parse(exposition(collectMetrics({ ...facts, searches, answers })));
  const value = (name: string, labels: Record<string, string> = {}) =>
    parsed
      .get(name)
      ?.samples.find((sample) => Object.entries(labels).every(([k, v]) => sample.labels[k] === v))?.value;
  t.equal(parsed.get('grundwacht_info')!.samples[0]!.labels['version'], facts.version, 'escaped and back');
  t.equal(value('grundwacht_records_total', { kind: 'received' }), 12);
  t.equal(value('grundwacht_pipeline_events_total', { result: 'parsed' }), 10);
  t.equal(value('grundwacht_pipeline_lag_seconds'), 0.009);
  t.equal(value('grundwacht_syslog_dropped_total', { reason: 'kernel' }), 7);
  t.equal(value('grundwacht_database_up'), 0);
  t.equal(value('grundwacht_conditions', { condition: 'clock_wrong' }), 1);
  t.notOk(parsed.has('grundwacht_backup_timestamp_seconds'), 'what is not known is left out');
  t.same(
    parsed
      .get('grundwacht_search_duration_seconds')!
      .samples.map(({ labels, value }) => [labels['le'], value]),
    [
      ['0.1', 1],
      ['1', 2],
      ['+Inf', 3],
      [undefined, 5.6],
      [undefined, 3],
    ],
  );
  for (const [name, { kind }] of parsed) {
    if (kind === 'counter') t.match(name, /_total$/);
  }
});

t.test('searches are timed, also those that fail; everything else goes through', async (t) => {
  const durations = new Histogram();
  class Store {
    readonly #events = 3;
    async search() {
      throw new Error('syntax');
    }
    stats() {
      return this.#events;
    }
  }
  const store = timedStore(new Store() as unknown as EventStore, durations);
  await t.rejects(store.search({ tenants: [], limit: 1 }), /syntax/);
  t.equal(store.stats() as unknown, 3);
  t.equal(durations.samples.at(-1)!.value, 1);
});

t.test('only this machine reads them without a token', async (t) => {
  const config = { host: '127.0.0.1', port: 0, token_file: '' };
  t.equal(await serveMetrics({ ...config, port: null }, async () => ''), undefined);
  await t.rejects(
    serveMetrics({ ...config, host: '0.0.0.0' }, async () => ''),
    { code: 'CONFIG_INVALID' },
  );
  const token_file = join(t.testdir(), 'token');
  writeFileSync(token_file, 'short\n');
  await t.rejects(
    serveMetrics({ ...config, token_file }, async () => ''),
    /16 characters/,
  );
  writeFileSync(token_file, 'a-token-of-some-length\n');
  const server = (await serveMetrics({ ...config, token_file }, async () => 'x 1\n'))!;
  t.teardown(() => server.close());
  const ask = (authorization: string, path = '/metrics') =>
    fetch(`http://127.0.0.1:${server.port}${path}`, { headers: { authorization } });
  t.equal((await ask('')).status, 401);
  t.equal((await ask('Bearer a-token-of-some-lengtx')).status, 401);
  const reply = await ask('Bearer a-token-of-some-length');
  t.equal(await reply.text(), 'x 1\n');
  t.match(reply.headers.get('content-type'), /version=0\.0\.4/);
  t.equal((await ask('Bearer a-token-of-some-length', '/else')).status, 404);

  t.comment('changed while it is served');
  writeFileSync(token_file, '');
  t.equal((await ask('Bearer a-token-of-some-length')).status, 200, 'a file that is just being written');
  writeFileSync(token_file, 'another-token-of-some-length\n');
  t.equal((await ask('Bearer a-token-of-some-length')).status, 401);
  t.equal((await ask('Bearer another-token-of-some-length')).status, 200);
});
