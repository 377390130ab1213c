import t from 'tap';
import { recordMatches } from '../../server/store/record-matches.js';
import { addSourceCounts } from '../../server/store/sources.js';
import { ensureTenant } from '../../server/store/tenants.js';
import { draft, minute, rule, start } from '../store/drafts.js';
import { startTestServer } from './test-server.js';

const server = await startTestServer(t);
const { app, db } = server;
const analyst = await server.logIn('anna', 'analyst');
const admin = await server.logIn('chief', 'admin');
const get = (url: string, cookie = analyst) => app.inject({ url: `/api/v1${url}`, headers: { cookie } });
const send = (method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, payload?: object, cookie = analyst) =>
  app.inject({
    method,
    url: `/api/v1${url}`,
    headers: { cookie },
    ...(payload === undefined ? {} : { payload }),
  });
let position = 0;
const record = async (host: string, time: number, tenant = 'default') => {
  const drafts = [draft(`e${position}`, time, ++position, { 'host.name': host, tenant })];
  const { alerts } = await db.transaction().execute((trx) => recordMatches(trx, drafts, position, start));
  return alerts[0]!;
};

t.test('alerts: filters, single and repeated values, paging', async (t) => {
  for (let n = 0; n < 5; n++) await record(`page${n}`, start + n * minute);
  const hosts = async (query: string): Promise<string[]> =>
    (await get(`/alerts?${query}`))
      .json()
      .items.map((alert: { entity: { value: string } }) => alert.entity.value);
  t.same(await hosts('q=PAGE&state=new'), ['page4', 'page3', 'page2', 'page1', 'page0']);
  t.same(await hosts('q=page&state=new&state=closed&level=high&level=low&limit=2'), ['page4', 'page3']);
  t.same(await hosts('q=page&level=low'), []);
  t.same(await hosts('q=%25'), [], 'no wildcard of SQL');
  t.same(await hosts('entity=page3'), ['page3']);
  t.same(await hosts(`rule=${rule.id}&q=page&to=${new Date(start + minute).toISOString()}`), ['page0']);
  const first = (await get('/alerts?q=page&limit=3')).json();
  await record('page9', start + 9 * minute);
  const second = (await get(`/alerts?q=page&limit=3&cursor=${first.next}`)).json();
  t.match(second, { items: [{ entity: { value: 'page1' } }, { entity: { value: 'page0' } }], next: null });
});

t.test('an alert: its events, what its rule says, its history', async (t) => {
  const alert = await record('detail', start);
  t.match((await get(`/alerts/${alert.id}`)).json(), {
    alert: { id: alert.id, state: 'new' },
    events: [{ 'host.name': 'detail', '@timestamp': new Date(start).toISOString() }],
    events_total: 1,
    description: { en: rule.description, de: null },
    runbook: rule.runbook,
    grundschutz: ['DER.1.A5'],
    history: [],
  });
  const url = `/alerts/${alert.id}`;
  const acknowledged = await send('PATCH', url, { state: 'acknowledged', revision: alert.revision });
  t.match(acknowledged.json(), { state: 'acknowledged', assignee: 'anna' });
  const stale = await send('PATCH', url, { state: 'new', revision: alert.revision });
  t.match([stale.statusCode, stale.json().error.code], [409, 'CONFLICT']);
  t.match((await send('PATCH', url, { state: 'closed' })).json(), {
    error: { code: 'VALIDATION', detail: /^\/reason/ },
  });
  await send('PATCH', url, { state: 'closed', reason: 'false_positive', comment: 'Wartung' });
  t.match((await send('PATCH', url, { state: 'closed', reason: 'test' })).json(), {
    error: { code: 'TRANSITION_INVALID' },
  });
  t.match((await get(url)).json().history, [
    { by: 'anna', from: 'new', to: 'acknowledged', reason: null, comment: null },
    { by: 'anna', from: 'acknowledged', to: 'closed', reason: 'false_positive', comment: 'Wartung' },
  ]);
  t.equal((await get(`/alerts/${alert.id.replace(/^./, (c) => (c === 'a' ? 'b' : 'a'))}`)).statusCode, 404);
});

t.test('events go through the event store with the tenants that there are', async (t) => {
  const page = await get('/events?filter=host.name:web01&filter=-user.name:root&q=failed&limit=7');
  t.match(page.json(), { items: [{ id: '0192-event', fields: { 'odd\nname': 'kept' } }], next: null });
  t.match(server.asked.at(-1), {
    filter: ['host.name:web01', '-user.name:root'],
    q: 'failed',
    limit: 7,
    tenants: ['default'],
  });
  t.match((await get('/events?filter=a:b&tenant=nowhere')).json(), { items: [] });
  t.match(server.asked.at(-1), { filter: ['a:b'], tenants: [] });
  t.match((await get('/events/histogram?buckets=10')).json(), { total: 1, interval_ms: 1000 });
  t.match((await get('/events/0192-event')).json(), { id: '0192-event', fields: { 'odd\nname': 'kept' } });
  t.equal((await get('/events/other')).statusCode, 404);
});

t.test('rules and sources', async (t) => {
  const { items, problems } = (await get('/rules')).json();
  t.match([items, problems], [[{ id: rule.id, grundschutz: rule.grundschutz }], []]);
  t.notHas(items[0], 'source');
  t.match((await get(`/rules/${rule.id}`)).json(), { source: rule.source, runbook: rule.runbook });
  t.equal((await get('/rules/none')).statusCode, 404);
  const delta = { tenant: 'default', collector: 'local', source: '10.0.0.1', transport: 'udp' };
  const counts = { received: 3, stored: 2, rejected: 1, unparsed: 1, first: start, last: start };
  await db
    .transaction()
    .execute((trx) => addSourceCounts(trx, [{ ...delta, ...counts, dataset: 'linux.sshd', host: '' }]));
  t.match((await get('/sources')).json(), {
    items: [{ source: '10.0.0.1', host: null, received: 3, stored: 2, rejected: 1, unparsed: 1 }],
    next: null,
  });
});

t.test('collectors: the token is given out once; users get a one-time password', async (t) => {
  const created = await send('POST', '/collectors', { id: 'dc-1' }, admin);
  t.match(
    [created.statusCode, created.json()],
    [201, { collector: { id: 'dc-1', revoked: false }, token: /^gw_.{43}$/ }],
  );
  t.match((await send('POST', '/collectors', { id: 'dc-1' }, admin)).json(), {
    error: { code: 'ALREADY_EXISTS' },
  });
  t.match((await send('POST', '/collectors', { id: 'x', tenant: 'nowhere' }, admin)).json(), {
    error: { code: 'VALIDATION', detail: /^\/tenant/ },
  });
  const inputs = { files: [{ paths: ['/var/log/app.log'] }] };
  t.match((await get('/collectors/dc-1/inputs', admin)).json(), { version: 0, inputs: { files: [] } });
  t.match((await send('PUT', '/collectors/dc-1/inputs', { version: 0, inputs }, admin)).json(), {
    version: 1,
    inputs: { syslog: [], files: [{ paths: ['/var/log/app.log'], from: 'beginning' }] },
    by: /./,
  });
  t.match((await send('PUT', '/collectors/dc-1/inputs', { version: 0, inputs }, admin)).json(), {
    error: { code: 'CONFLICT', detail: /^\/version/ },
  });
  const wrong = { version: 1, inputs: { files: [{ paths: ['relative'] }] } };
  t.match((await send('PUT', '/collectors/dc-1/inputs', wrong, admin)).json(), {
    error: { code: 'VALIDATION', detail: /\/inputs\/files\/0\/paths\/0/ },
  });
  t.equal((await send('DELETE', '/collectors/dc-1', undefined, admin)).statusCode, 204);
  const listed = await get('/collectors', admin);
  t.match(listed.json().items, [{ id: 'dc-1', revoked: true }]);
  t.notMatch(listed.body, 'gw_');

  const user = await send('POST', '/users', { username: 'Berta', roles: ['isb'] }, admin);
  t.match([user.statusCode, user.json()], [201, { user: { username: 'berta', must_change_password: true } }]);
  const reset = await send('PATCH', `/users/${user.json().user.id}`, { reset_password: true }, admin);
  t.ok(reset.json().password);
  t.notMatch((await get('/users', admin)).body, /argon2|password_?hash/i);
});

t.test('the demo tenant goes with everything; no other tenant does', async (t) => {
  await ensureTenant(db, 'demo', 'Musterstadt', start);
  await record('demo-host', start, 'demo');
  const removed = new Promise((resolve) => server.hub.subscribe(resolve));
  t.equal((await send('DELETE', '/tenants/demo', undefined, admin)).statusCode, 204);
  t.same(await removed, { type: 'removed', tenant: 'demo' });
  t.match(server.asked.at(-1), { removed: 'demo' });
  t.same((await get('/alerts?tenant=demo')).json().items, []);
  t.equal((await send('DELETE', '/tenants/demo', undefined, admin)).statusCode, 404);
  t.match((await send('DELETE', '/tenants/default', undefined, admin)).json(), {
    error: { code: 'FORBIDDEN' },
  });
});

t.test('a bad request is told where it is wrong', async (t) => {
  const detail = async (reply: ReturnType<typeof get>) => (await reply).json().error.detail;
  const alert = '018f0000-0000-7000-8000-000000000000';
  t.match(await detail(get('/alerts?limit=5000')), '/limit: must be <= 1000');
  t.match(await detail(get('/alerts?stat=new')), '/stat: is not known here');
  t.match(await detail(get('/alerts?state=odd')), /\/state\/0: .*: new, acknowledged, closed/);
  t.match(await detail(get('/alerts?from=yesterday')), /\/from: must match format "date-time"/);
  t.match((await get('/alerts?cursor=odd')).json(), { error: { code: 'CURSOR_INVALID' } });
  t.match((await get('/alerts?q=%00')).json(), { error: { code: 'VALIDATION', detail: /U\+0000/ } });
  t.match(await detail(get('/alerts/odd')), '/id: must match format "uuid"');
  t.match(await detail(send('PATCH', `/alerts/${alert}`, {})), '/state: is missing');
  t.match(
    await detail(send('PATCH', `/alerts/${alert}`, { state: 'new', sate: 1 })),
    '/sate: is not known here',
  );
  const plain = await app.inject({
    method: 'PATCH',
    url: `/api/v1/alerts/${alert}`,
    headers: { cookie: analyst, 'content-type': 'text/plain' },
    payload: '{"state":"new"}',
  });
  t.match([plain.statusCode, plain.json().error.code], [415, 'MEDIA_TYPE_UNSUPPORTED']);
  const cut = await app.inject({
    method: 'PATCH',
    url: `/api/v1/alerts/${alert}`,
    headers: { cookie: analyst, 'content-type': 'application/json' },
    payload: '{"state":',
  });
  t.match([cut.statusCode, cut.json().error.code], [400, 'VALIDATION']);
  const large = await send('PATCH', `/alerts/${alert}`, { state: 'new', comment: 'x'.repeat(2_000_000) });
  t.match([large.statusCode, large.json().error.code], [413, 'BODY_TOO_LARGE']);
  const unknown = await app.inject({ url: '/api/v2/alerts?secret=1' });
  t.match(unknown.json(), { error: { code: 'NOT_FOUND', detail: 'there is no GET /api/v2/alerts' } });
});
