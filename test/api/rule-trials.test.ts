import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import type { Backtest } from '../../server/contract/backtest.js';
import { loadRules } from '../../server/detect/rules.js';
import { encodeRows } from '../../server/store/events/event-rows.js';
import { openEventStore } from '../../server/store/events/event-store.js';
import { event, start } from '../store/drafts.js';
import { startMigratedDatabase } from '../store/migrated-database.js';
import { startTestServer } from './test-server.js';

const text = `title: SSH failed
id: ssh-failed
level: low
logsource: {product: linux, service: sshd}
detection: {s: {message|contains: Failed}, condition: s}
`;
const { db } = await startMigratedDatabase(t);
const store = await openEventStore({ dir: t.testdir(), db });
const total = 3000;
const hour = 3_600_000;
const events = Array.from({ length: total }, (_, n) =>
  event(`e${String(n).padStart(6, '0')}`, start + n * 60_000, {
    message: n % 10 === 0 ? 'Failed password' : 'Accepted password',
    'host.name': `web${n % 3}`,
  }),
);
await store.append(encodeRows(events), 1);
const { infos } = loadRules([{ path: 'ssh.yml', text }]);
const filter = (title: string, word: string) =>
  `title: ${title}\nlogsource: {product: linux}\nfilter: {rules: any, s: {message|contains: ${word}}, condition: not s}\n`;
const filters = [
  { path: 'filters/scanner.yml', text: filter('Scanner', 'scanner') },
  { path: 'tenants/other/f.yml', text: filter('Of another tenant', 'Failed'), tenant: 'other' },
];
const server = await startTestServer(t, {
  db,
  events: store,
  rules: { rules: infos, problems: [], filters },
});
t.teardown(() => store.close());
const cookie = await server.logIn('anna', 'analyst');
const call = async (method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) => {
  const reply = await server.app.inject({
    method,
    url: `/api/v1/rules${url}`,
    headers: { cookie },
    ...(payload === undefined ? {} : { payload }),
  });
  return { status: reply.statusCode, body: reply.json() };
};
const ended = async (id: string): Promise<Backtest> => {
  for (;;) {
    const { body } = await call('GET', `/backtests/${id}`);
    if (body.state !== 'running') return body;
    await sleep(20);
  }
};
const range = { from: new Date(start).toISOString(), to: new Date(start + 60 * hour).toISOString() };

t.test('a loaded rule over stored events', async (t) => {
  const started = await call('POST', '/backtests', { rule: 'ssh-failed', ...range, examples: 3 });
  t.match(started, { status: 202, body: { state: 'running', by: 'anna', examined: 0 } });
  const done = await ended(started.body.id);
  t.match(done, { state: 'done', examined: total, total, left_out: 0, excepted: 0, problems: [] });
  const [result] = done.results;
  t.match(result, { rule: { id: 'ssh-failed' }, matches: total / 10 });
  t.equal(result!.examples.length, 3);
  t.match(result!.examples[0], { message: 'Failed password', 'event.original': /Failed/ });
  t.equal(
    result!.days.reduce((sum, { matches }) => sum + matches, 0),
    total / 10,
  );
});

t.test('a new correlation over a loaded rule', async (t) => {
  const yaml = `title: Many
id: many
correlation: {type: event_count, rules: [ssh-failed], group-by: [host.name], timespan: 1d, condition: {gte: 40}}
`;
  const { body } = await call('POST', '/backtests', { yaml, ...range });
  const done = await ended(body.id);
  t.match(done, { state: 'done', results: [{ rule: { id: 'many' } }] });
  t.ok(done.results[0]!.matches >= 3, 'one a host at least');
});

t.test('a rule with a fault examines nothing and says where', async (t) => {
  const { body } = await call('POST', '/backtests', {
    yaml: text.replace('|contains', '|contians'),
    ...range,
  });
  const done = await ended(body.id);
  t.match(done, {
    state: 'done',
    examined: 0,
    problems: [{ code: 'modifier-unknown', path: 'rule.yml', line: 5 }],
  });
});

t.test('cancelled; too many at once; unknown ones', async (t) => {
  const request = { rule: 'ssh-failed', ...range };
  const [one, two] = [await call('POST', '/backtests', request), await call('POST', '/backtests', request)];
  t.match(await call('POST', '/backtests', request), { status: 429 });
  t.match(await call('DELETE', `/backtests/${one.body.id}`), { status: 200, body: { state: 'cancelled' } });
  await call('DELETE', `/backtests/${two.body.id}`);
  t.match(await call('GET', '/backtests/018f0000-0000-7000-8000-000000000000'), { status: 404 });
  t.match(await call('POST', '/backtests', { ...range }), { status: 400 });
  t.match(await call('POST', '/backtests', { ...request, to: range.from }), {
    body: { error: { detail: /^\/to/ } },
  });
});

t.test('a test of pasted records', async (t) => {
  const line = '<38>Nov 21 10:00:00 web01 sshd[1]: Failed password for root from 10.0.0.9 port 22 ssh2';
  const tested = await call('POST', '/test', {
    yaml: text,
    events: `${line}\n<38>Nov 21 10:00:01 web01 sshd[1]: x`,
  });
  t.match(tested.body, {
    problems: [],
    rules: [{ id: 'ssh-failed' }],
    events: [
      { event: { 'host.name': 'web01' }, matches: [{ rule: 'ssh-failed', count: 1, group: null }] },
      { matches: [] },
    ],
    left_out: 0,
  });
  const wrong = await call('POST', '/test', { yaml: 'title: [', events: line });
  t.match(wrong.body, { problems: [{ code: 'yaml-syntax', line: 1 }], events: [] });
  t.match(await call('POST', '/test', { rule: 'none', events: line }), { status: 404 });
  t.match(await call('POST', '/test', { rule: 'ssh-failed', yaml: text, events: line }), { status: 400 });
});

t.test('Sigma filters apply, those of other tenants do not', async (t) => {
  const line = (user: string) => `<38>Nov 21 10:00:00 web01 sshd[1]: Failed password for ${user}`;
  const events = [line('root'), line('scanner')].join('\n');
  for (const tried of [{ rule: 'ssh-failed' }, { yaml: text }]) {
    const { body } = await call('POST', '/test', { ...tried, events });
    t.match(body, { problems: [], events: [{ matches: [{ rule: 'ssh-failed' }] }, { matches: [] }] });
  }
});

t.test('a search becomes a rule, with what a rule cannot say', async (t) => {
  const query = 'message:failed and @timestamp:>2026-01-01';
  const { status, body } = await call('POST', '/draft', { query });
  t.equal(status, 200);
  t.match(body, {
    yaml: /message\|contains: failed/,
    left_out: [{ term: /@timestamp/, reason: 'time', offset: 19 }],
  });
  t.match(await call('POST', '/draft', { query: '(' }), {
    status: 400,
    body: { error: { code: 'QUERY_SYNTAX' } },
  });
});
