import type { AddressInfo } from 'node:net';
import t from 'tap';
import { WebSocket } from 'ws';
import type { AlertDraft } from '../../server/alert/alert.js';
import type { Alert } from '../../server/contract/alert.js';
import type { LiveMessage } from '../../server/contract/live.js';
import { recordMatches } from '../../server/store/record-matches.js';
import { draft, start } from '../store/drafts.js';
import { revokeAllSessions } from './revoke-sessions.js';
import { startTestServer } from './test-server.js';

const server = await startTestServer(t, { live: { bufferedBytes: 100_000 } });
const { app, db, hub } = server;
const cookie = await server.logIn('anna', 'analyst');
await app.listen({ port: 0, host: '127.0.0.1' });
const { port } = app.server.address() as AddressInfo;
const address = `127.0.0.1:${port}`;

let position = 0;
/** Makes one alert per host, in one transaction, without publishing them. */
async function record(...hosts: string[]): Promise<Alert[]> {
  return recordDrafts(hosts.map((host) => draft(`e${position}`, start, ++position, { 'host.name': host })));
}

async function recordDrafts(drafts: AlertDraft[]): Promise<Alert[]> {
  const { alerts } = await db.transaction().execute((trx) => recordMatches(trx, drafts, position, start));
  return alerts;
}

/** A client that collects messages. */
function connect(
  query = '',
  headers: Record<string, string> = { cookie },
  { to = address, autoPong = true } = {},
) {
  const socket = new WebSocket(`ws://${to}/api/v1/live${query}`, { headers, autoPong });
  const messages: LiveMessage[] = [];
  const waiting: { done(): boolean; resolve(): void }[] = [];
  const check = () => {
    for (const each of waiting.filter((one) => one.done())) each.resolve();
  };
  socket.on('message', (data) => {
    messages.push(JSON.parse(String(data)));
    check();
  });
  const alerts = () => messages.flatMap((message) => (message.type === 'alert' ? [message] : []));
  const until = (done: () => boolean) =>
    new Promise<void>((resolve) => {
      waiting.push({ done, resolve });
      check();
    });
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  const refused = new Promise<number | undefined>((resolve) => {
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode));
  });
  socket.on('error', () => {});
  t.teardown(() => socket.terminate());
  return { socket, messages, alerts, until, closed, refused };
}
const hosts = (client: ReturnType<typeof connect>) => client.alerts().map(({ alert }) => alert.entity.value);

t.test('a handshake needs a session and the own origin', async (t) => {
  t.equal(await connect('', {}).refused, 401);
  t.equal(await connect('', { cookie, origin: 'https://evil.example' }).refused, 403);
  t.equal(await connect('?cursor=-1').refused, 400);
  const own = connect('', { cookie, origin: `http://${address}` });
  await own.until(() => own.messages.length > 0);
  t.match(own.messages, [{ type: 'hello' }]);
  t.equal((await app.inject({ url: '/api/v1/live', headers: { cookie } })).statusCode, 404);
});

t.test('without a cursor: only what comes; with one: what was missed first', async (t) => {
  const before = await record('missed1', 'missed2');
  hub.publishAlerts(before);
  const fresh = connect();
  const back = connect(`?cursor=${before[0]!.revision}`);
  const reset = connect(`?cursor=${before[0]!.revision + 1_000_000}`);
  for (const client of [fresh, back, reset]) await client.until(() => client.messages.length > 0);
  hub.publishAlerts(await record('live1'));
  hub.publishRemoved('elsewhere');
  hub.publishRemoved('default');
  for (const client of [fresh, back, reset]) {
    await client.until(() => client.messages.some((message) => message.type === 'removed'));
  }
  t.same(hosts(fresh), ['live1']);
  t.same(hosts(back), ['missed2', 'live1']);
  t.match([back.messages[0], reset.messages[0]], [{ cursor: before[0]!.revision }, { cursor: 0 }]);
  t.same(hosts(reset).slice(-3), ['missed1', 'missed2', 'live1']);
  t.match(fresh.messages[0], { type: 'hello', cursor: before[1]!.revision });
  t.notMatch(JSON.stringify(fresh.messages), 'elsewhere', "another tenant's removal is nobody's business");
});

t.test('nothing is missed and nothing comes twice while clients come and alerts change', async (t) => {
  const begin = (await record('begin'))[0]!.revision;
  const clients: ReturnType<typeof connect>[] = [];
  const published: number[] = [];
  for (let n = 0; n < 12; n++) {
    clients.push(connect(`?cursor=${begin}`));
    const alerts = await record(`busy${n % 3}`, `busy-too${n}`);
    published.push(...alerts.map((alert) => alert.revision));
    hub.publishAlerts(alerts);
  }
  const last = published.at(-1)!;
  for (const client of clients) {
    await client.until(() => client.alerts().some((message) => message.cursor >= last));
    const seen = client.alerts().map((message) => message.cursor);
    t.same(
      seen,
      [...new Set(seen)].toSorted((a, b) => a - b),
      'in order, each once',
    );
    const latest = new Map(client.alerts().map(({ alert }) => [alert.entity.value, alert]));
    t.equal(latest.size, 15, 'every alert');
    t.same(
      [0, 1, 2].map((n) => latest.get(`busy${n}`)?.count),
      [4, 4, 4],
      'in its last state',
    );
  }
});

t.test('transactions published in another order than they committed arrive in order', async (t) => {
  const client = connect();
  await client.until(() => client.messages.length > 0);
  const [one, two, three] = [await record('o1'), await record('o2'), await record('o3')];
  hub.publishAlerts(three);
  hub.publishAlerts(one);
  hub.publishAlerts(two);
  await client.until(() => client.alerts().length >= 3);
  await hub.settled();
  t.same(hosts(client), ['o1', 'o2', 'o3']);
  hub.publishAlerts(await record('o4'));
  await client.until(() => client.alerts().length >= 4);
  t.same(hosts(client), ['o1', 'o2', 'o3', 'o4']);
});

t.test('the latest rate comes by itself', async (t) => {
  const client = connect();
  const rate = { events_per_second: 12.5, events_total: 100, errors_total: 1, lag_ms: 3 };
  hub.publishRate({ ...rate, events_total: 99 });
  hub.publishRate(rate);
  await client.until(() => client.messages.some((message) => message.type === 'rate'));
  t.same(
    client.messages.find((message) => message.type === 'rate'),
    { type: 'rate', ...rate },
  );
});

t.test('a client that does not read is sent away and others get everything', async (t) => {
  const slow = connect();
  const quick = connect();
  for (const client of [slow, quick]) await client.until(() => client.messages.length > 0);
  slow.socket.pause();
  // The kernel takes some megabytes for a client that does not read, so the alerts are large.
  const large = Array.from({ length: 200 }, (_, n) => `tag${n}`.padEnd(200, '.'));
  const flood = () =>
    ['flood0', 'flood1', 'flood2'].map((host) => {
      const one = draft(`e${position}`, start, ++position, { 'host.name': host });
      return { ...one, rule: { ...one.rule, tags: large } };
    });
  for (let n = 0; n < 130; n++) hub.publishAlerts(await recordDrafts(flood()));
  await quick.until(() =>
    quick.alerts().some(({ alert }) => alert.entity.value === 'flood2' && alert.count === 130),
  );
  slow.socket.resume();
  t.equal(await slow.closed, 1013);
  const cursor = slow.alerts().at(-1)?.cursor ?? 0;
  const again = connect(`?cursor=${cursor}`);
  await again.until(() => hosts(again).length >= 3);
  t.same(hosts(again).toSorted(), ['flood0', 'flood1', 'flood2'], 'reconnected, it gets the rest');
  t.notOk(quick.alerts().some((message, n, all) => n > 0 && message.cursor <= all[n - 1]!.cursor));
});

t.test(
  'a client that is gone without a word is cut off, and a session that ended ends its connection',
  async (t) => {
    const checking = await startTestServer(t, { db, live: { pingInterval: 200 } });
    await checking.app.listen({ port: 0, host: '127.0.0.1' });
    const to = `127.0.0.1:${(checking.app.server.address() as AddressInfo).port}`;
    t.equal(await connect('', { cookie }, { to, autoPong: false }).closed, 1006);
    const live = connect('', { cookie }, { to });
    await live.until(() => live.messages.length > 0);
    await revokeAllSessions(db);
    t.equal(await live.closed, 1008);
  },
);
