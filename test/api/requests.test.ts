import Fastify from 'fastify';
import t from 'tap';
import { errorReplies } from '../../server/api/error-replies.js';
import { recordMatches } from '../../server/store/record-matches.js';
import { addSourceCounts } from '../../server/store/sources.js';
import { ensureTenant } from '../../server/store/tenants.js';
import { draft, minute, rule, start } from '../store/drafts.js';
import { startTestServer } from './test-server.js';

const server = await startTestServer(t);
const { app, db } = server;
const analyst = await server.logIn('anna', 'analyst');
const admin = await server.logIn('chief', 'admin');
const provider = await server.logIn('operator', 'provider');
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

t.test('steps of the runbook are checked off once, and taken back', async (t) => {
  const alert = await record('steps', start);
  const url = `/alerts/${alert.id}`;
  const [step] = (await get(url)).json().steps;
  t.match(step, { de: 'Adresse sperren', en: 'Block the address', done: null, in_runbook: true });
  const done = await send('PUT', `${url}/steps/${step.key}`, { done: true });
  t.ok(done.json().revision > alert.revision, 'whoever looks at the alert hears of it');
  const before = (await get(url)).json().steps[0].done;
  t.match(before, { by: 'anna' });
  await send('PUT', `${url}/steps/${step.key}`, { done: true }, admin);
  t.same((await get(url)).json().steps[0].done, before, 'who did it first stays');
  t.equal((await send('PUT', `${url}/steps/0123456789abcdef`, { done: true })).statusCode, 404);
  await db
    .updateTable('alert_step' as never)
    .set({ key: 'fedcba9876543210' } as never)
    .execute();
  t.match(
    (await get(url)).json().steps,
    [{ done: null }, { key: 'fedcba9876543210', done: { by: 'anna' }, in_runbook: false }],
    'what the rule no longer has is still told',
  );
  await send('PUT', `${url}/steps/fedcba9876543210`, { done: false });
  t.equal((await get(url)).json().steps.length, 1);
});

t.test('similar alerts: the same rule, the same entity, and how they were closed', async (t) => {
  const now = Date.now();
  const of = async (id: string, host: string, rule_id: string, time = now) => {
    const made = draft(id, time, ++position, { 'host.name': host });
    const drafts = [
      {
        ...made,
        key: made.key.replace(/^../, String((position % 90) + 10)),
        rule: { ...made.rule, id: rule_id },
      },
    ];
    const { alerts } = await db.transaction().execute((trx) => recordMatches(trx, drafts, position, now));
    return alerts[0]!;
  };
  const mine = await of('s1', 'similar1', 'rule-x');
  const closed = await of('s2', 'similar2', 'rule-x');
  await of('s3', 'similar3', 'rule-x', now - 40 * 24 * 60 * minute);
  await of('s4', 'SIMILAR1', 'rule-y');
  await send('PATCH', `/alerts/${closed.id}`, { state: 'closed', reason: 'benign' });
  t.match((await get(`/alerts/${mine.id}/similar`)).json(), {
    same_rule: { items: [{ entity: { value: 'similar2' } }], total: 1, closed: { benign: 1 } },
    same_entity: { items: [{ rule: { id: 'rule-y' } }], total: 1, closed: {} },
  });
  t.match((await get(`/alerts/${mine.id}/reasons`)).json(), { source: null, events: [] }, 'the rule is gone');
});

t.test('what is known of an entity', async (t) => {
  const object = {
    key: 'S7',
    type: 'it_system',
    name: 'Fileserver',
    owner: 'IT-Betrieb',
    hostnames: ['Srv-Akte.example'],
  };
  const made = await send('POST', '/isms/target-objects', object, admin);
  t.equal(made.statusCode, 201, made.body);
  await record('srv-akte', start);
  const facts = async (query: string) => {
    const reply = await get(`/entities?tenant=default&${query}`);
    t.equal(reply.statusCode, query.includes('-x') ? 400 : 200, reply.body);
    return reply.json();
  };
  t.match(await facts('type=host.name&value=SRV-AKTE'), {
    pseudonym: null,
    matched_by: 'short_host',
    assets: [
      {
        key: 'S7',
        name: 'Fileserver',
        owner: 'IT-Betrieb',
        needs: { confidentiality: 'normal', integrity: 'normal', availability: 'normal' },
        supports: [],
      },
    ],
    events: { first_seen: new Date(start).toISOString(), last_seen: new Date(start).toISOString(), total: 1 },
    alerts: { total: 1, open: 1 },
  });
  t.match(server.asked.at(-1), { filter: ['host.name:SRV-AKTE'], tenants: ['default'] });
  const isb = await server.logIn('isolde', 'isb');
  const asked = server.asked.length;
  t.match((await get('/entities?tenant=default&type=user.name&value=anna', isb)).json(), { events: null });
  t.equal(server.asked.length, asked, 'who may not search events is told nothing of them');
  t.match(await facts('type=user.name&value=srv-akte'), { assets: [], matched_by: 'none' }, 'an account');
  t.match(await facts('type=user.name&value=user-0123456789abc'), {
    pseudonym: 'user',
    alerts: { total: 0 },
  });
  t.match(await facts('type=-x&value=y'), { error: { code: 'VALIDATION', detail: /\/type/ } });
});

t.test(
  'an alert is given to who can work on it, and taken back; matches meanwhile are no conflict',
  async (t) => {
    const alert = await record('given', start);
    const url = `/alerts/${alert.id}`;
    await server.logIn('ida', 'isb');
    t.match((await get('/alerts/assignees')).json().items, [{ username: 'anna' }, { username: 'chief' }]);
    for (const assignee of ['ida', 'nobody-there']) {
      t.match((await send('PATCH', url, { assignee })).json(), {
        error: { code: 'VALIDATION', detail: /^\/assignee: .* default.* admin or analyst/ },
      });
    }
    const given = (await send('PATCH', url, { assignee: 'chief', revision: alert.revision })).json();
    t.match(given, { state: 'new', assignee: 'chief' });
    await record('given', start + minute);
    t.match((await send('PATCH', url, { state: 'acknowledged', revision: given.revision })).json(), {
      state: 'acknowledged',
      assignee: 'anna',
      count: 2,
    });
    t.match((await send('PATCH', url, { assignee: null, revision: given.revision })).json(), {
      error: { code: 'CONFLICT' },
    });
    const ids = async (query: string, cookie = analyst) =>
      (await get(`/alerts?entity=given&${query}`, cookie)).json().items.length;
    t.same(
      [await ids('assigned=me'), await ids('assigned=me', admin), await ids('assigned=nobody')],
      [1, 0, 0],
    );
    t.equal(await ids('assignee=anna', admin), 1);
    t.equal((await get('/alerts?assigned=me&assignee=anna')).statusCode, 400);
    await send('PATCH', url, { state: 'closed', reason: 'benign' });
    t.match((await send('PATCH', url, { assignee: null })).json(), { error: { code: 'TRANSITION_INVALID' } });
    t.match((await get(url)).json().history, [
      { from: 'new', to: 'new', assignee: 'chief' },
      { from: 'new', to: 'acknowledged', assignee: 'anna' },
      { from: 'acknowledged', to: 'closed' },
    ]);
  },
);

t.test('comments: who wrote what, counted, no obstacle to who is deciding', async (t) => {
  const alert = await record('commented', start);
  const url = `/alerts/${alert.id}`;
  t.match((await send('POST', `${url}/comments`, { text: ' \n' })).json(), { error: { code: 'VALIDATION' } });
  const written = await send('POST', `${url}/comments`, { text: ' Rückfrage an den Betrieb \n' });
  t.match([written.statusCode, written.json().comments], [201, 1]);
  await send('POST', `${url}/comments`, { text: 'Wartung bestätigt' }, admin);
  t.match((await get(url)).json(), {
    alert: { comments: 2 },
    comments: [
      { by: 'anna', text: 'Rückfrage an den Betrieb' },
      { by: 'chief', text: 'Wartung bestätigt' },
    ],
  });
  const decided = await send('PATCH', url, { state: 'acknowledged', revision: alert.revision });
  t.equal(decided.statusCode, 200);
  t.equal((await send('POST', `/alerts/${position}/comments`, { text: 'x' })).statusCode, 400);
});

t.test('many alerts at once: each is changed or refused, and the act can be taken back', async (t) => {
  const many = [];
  for (const n of [0, 1, 2, 3]) many.push(await record('many', start + n * 120 * minute));
  const change = { state: 'closed', reason: 'benign', comment: 'Wartungsfenster' };
  t.match((await send('POST', '/alerts/bulk', { change })).json(), { error: { code: 'VALIDATION' } });
  const { count, revision } = (await get('/alerts/count?entity=many&state=new')).json();
  t.equal(count, 4);
  await send('PATCH', `/alerts/${many[1]!.id}`, { assignee: 'chief' }, admin);
  const late = await record('many', start + 999 * minute);
  const seen = (await get(`/alerts?entity=many&as_of=${revision}`)).json().items as { id: string }[];
  t.same(seen.map(({ id }) => id).toSorted(), many.map(({ id }) => id).toSorted(), 'as it was when counted');
  const selection = { entity: 'many', state: ['new'] };
  const done = (await send('POST', '/alerts/bulk', { change, selection, revision })).json();
  t.match(done, { changed: 3, refused: [{ id: many[1]!.id, code: 'CONFLICT', by: 'chief' }] });
  t.equal(done.alerts.length, 3);
  t.match((await get(`/alerts/${late.id}`)).json().alert, { state: 'new' }, 'came later: nobody has seen it');

  const named = many.slice(0, 2).map(({ id }) => ({ id }));
  const except = [late.id, many[1]!.id];
  const all = { change, selection: { entity: 'many', state: ['new'] }, except };
  t.match((await send('POST', '/alerts/bulk', all)).json(), { changed: 0, refused: [] });
  const given = (await send('POST', '/alerts/bulk', { change: { assignee: 'anna' }, alerts: named })).json();
  t.match(given, { changed: 1, refused: [{ code: 'TRANSITION_INVALID', alert: { state: 'closed' } }] });
  const gone = { id: '018f0000-0000-7000-8000-000000000000' };
  t.match((await send('POST', '/alerts/bulk', { change, alerts: [gone] })).json(), {
    act: null,
    changed: 0,
    refused: [{ code: 'NOT_FOUND', alert: null }],
  });

  await send('PATCH', `/alerts/${many[2]!.id}`, { state: 'new' }, admin);
  t.equal((await send('POST', '/alerts/undo', { act: done.act }, admin)).statusCode, 404, "another's act");
  const undone = (await send('POST', '/alerts/undo', { act: done.act })).json();
  t.match(undone, { changed: 2, refused: [{ id: many[2]!.id, code: 'CONFLICT', by: 'chief' }] });
  const one = { alerts: [{ id: many[0]!.id }] };
  const acts = [];
  for (const change of [{ state: 'acknowledged' }, { assignee: null }])
    acts.push((await send('POST', '/alerts/bulk', { change, ...one })).json().act);
  const backwards = [];
  for (const act of acts.toReversed())
    backwards.push((await send('POST', '/alerts/undo', { act })).json().changed);
  t.same(backwards, [1, 1], 'the last act, then the one before');
  t.match((await get(`/alerts/${many[0]!.id}`)).json(), { alert: { state: 'new' } });
  t.match((await get(`/alerts/${many[3]!.id}`)).json(), {
    alert: { state: 'new', close_reason: null, assignee: null },
    history: [{ to: 'closed', comment: 'Wartungsfenster' }, { to: 'new' }],
  });
});

t.test('the orders of the list, each by pages', async (t) => {
  const levels = ['low', 'critical', 'high', 'critical', 'low'] as const;
  for (const [n, level] of levels.entries()) {
    const one = draft(`o${n}`, start + n * minute, ++position, { 'host.name': `order${n}` });
    const drafts = [{ ...one, rule: { ...one.rule, level } }];
    await db.transaction().execute((trx) => recordMatches(trx, drafts, position, start));
  }
  const walk = async (order: string) => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = (await get(`/alerts?q=order&order=${order}&limit=2${cursor}`)).json();
      for (const { entity } of page.items) seen.push(entity.value.slice(-1));
      cursor = page.next === null ? '' : `&cursor=${page.next}`;
    } while (cursor !== '');
    return seen.join('');
  };
  t.same(await Promise.all(['latest', 'oldest', 'severity'].map(walk)), ['43210', '01234', '31240']);
  const { next } = (await get('/alerts?q=order&limit=2')).json();
  t.match((await get(`/alerts?q=order&order=severity&limit=2&cursor=${next}`)).json(), {
    error: { code: 'CURSOR_INVALID' },
  });
});

t.test('views of the list: own and shared ones, one of them first', async (t) => {
  const view = {
    state: ['new'],
    level: ['high'],
    q: '',
    rule: '',
    entity: '',
    assigned: 'me',
    order: 'severity',
  };
  const own = (await send('POST', '/alert-views', { name: ' Frühschicht ', shared: false, view })).json();
  t.match(own, { name: 'Frühschicht', owner: 'anna', mine: true, default: false, tenant: 'default', view });
  const shared = (await send('POST', '/alert-views', { name: 'Alle', shared: true, view }, admin)).json();
  const names = async (cookie = analyst) =>
    (await get('/alert-views', cookie))
      .json()
      .items.map(({ name, default: first }: { name: string; default: boolean }) => `${name} ${first}`);
  t.same(await names(), ['Alle false', 'Frühschicht false']);
  t.same(await names(admin), ['Alle false']);
  t.equal((await send('PUT', '/alert-views/default', { view: shared.id })).statusCode, 204);
  t.equal((await send('PUT', '/alert-views/default', { view: own.id }, admin)).statusCode, 404);
  t.same([await names(), await names(admin)], [['Alle true', 'Frühschicht false'], ['Alle false']]);
  await send('PUT', '/alert-views/default', { view: null });
  t.same(await names(), ['Alle false', 'Frühschicht false']);
  t.equal((await send('DELETE', `/alert-views/${shared.id}`)).statusCode, 404, 'not hers');
  t.equal((await send('DELETE', `/alert-views/${own.id}`)).statusCode, 204);
  t.same(await names(), ['Alle false']);
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
  const asked = server.asked.length;
  t.match((await get('/events?filter=a:b&tenant=nowhere')).json(), { error: { code: 'FORBIDDEN' } });
  t.equal(server.asked.length, asked, 'nothing was asked');
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
    error: { code: 'FORBIDDEN', detail: /^body \/tenant/ },
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

  const berta = { username: 'Berta', memberships: [{ tenant: 'default', roles: ['isb'] }] };
  const user = await send('POST', '/users', berta, provider);
  t.match([user.statusCode, user.json()], [201, { user: { username: 'berta', must_change_password: true } }]);
  const reset = await send('PATCH', `/users/${user.json().user.id}`, { reset_password: true }, provider);
  t.ok(reset.json().password);
  t.notMatch((await get('/users', provider)).body, /argon2|password_?hash/i);
});

t.test('the demo tenant goes with everything; no other tenant does', async (t) => {
  await ensureTenant(db, 'demo', 'Musterstadt', start);
  await record('demo-host', start, 'demo');
  const removed = new Promise((resolve) => server.hub.subscribe(resolve));
  t.equal((await send('DELETE', '/tenants/demo', undefined, provider)).statusCode, 204);
  t.same(await removed, { type: 'removed', tenant: 'demo' });
  t.match(server.asked.at(-1), { removed: 'demo' });
  t.match((await get('/alerts?tenant=demo')).json(), { error: { code: 'FORBIDDEN' } });
  t.equal((await send('DELETE', '/tenants/demo', undefined, provider)).statusCode, 404);
  t.match((await send('DELETE', '/tenants/default', undefined, provider)).json(), {
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
  t.match(await detail(send('PATCH', `/alerts/${alert}`, {})), '/: give /state or /assignee, or both');
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

t.test('faults of the machinery have codes that say whether trying again helps', async (t) => {
  const app = Fastify();
  await app.register(errorReplies);
  let fault: object = {};
  app.get('/', async () => {
    throw Object.assign(new Error('unknown'), fault);
  });
  t.teardown(() => app.close());
  const codes: [object, string][] = [
    [{ message: 'Connection terminated unexpectedly' }, 'DATABASE_UNAVAILABLE'],
    [{ message: 'timeout exceeded when trying to connect' }, 'DATABASE_UNAVAILABLE'],
    [{ code: '53300' }, 'DATABASE_UNAVAILABLE'],
    [{ code: '57P01' }, 'DATABASE_UNAVAILABLE'],
    [{ code: 'ENOENT', syscall: 'connect' }, 'DATABASE_UNAVAILABLE'],
    [{ code: 'ENOENT', syscall: 'open' }, 'INTERNAL'],
    [{ code: 'ENOSPC', syscall: 'write' }, 'STORAGE_STALLED'],
    [{ code: '53100' }, 'STORAGE_STALLED'],
    [{ code: '40P01' }, 'CONFLICT'],
    [{ message: 'what nobody thought of' }, 'INTERNAL'],
  ];
  for (const [how, code] of codes) {
    fault = how;
    t.equal((await app.inject('/')).json().error.code, code, JSON.stringify(how));
  }
});
