import t from 'tap';
import type { RuleInfo } from '../../server/contract/detection.js';
import { loadRules } from '../../server/detect/rules.js';
import { recordMatches } from '../../server/store/record-matches.js';
import { ensureTenant } from '../../server/store/tenants.js';
import { draft, start } from '../store/drafts.js';
import { startTestServer } from './test-server.js';

const id = '8f5f2f9c-5f0e-4b1f-9c56-000000000001';
const text = `title: SSH brute force
id: ${id}
level: high
logsource: {product: linux, service: sshd}
detection: {s: {message|contains: Failed}, condition: s}
`;
const theirs = text.replace(id, 'theirs');
const bad =
  'title: Bad\nid: bad\nlogsource: {product: linux}\ndetection: {s: {f|contians: x}, condition: s}\n';
const loaded = loadRules([
  { path: 'ssh.yml', text, set: 'sigmahq' },
  { path: 'theirs.yml', text: theirs, set: 'tenants/demo', tenant: 'demo' },
  { path: 'bad.yml', text: bad, set: 'own' },
]);
const none = { licence: null, sha256: null, installed_at: null, rules: 1, refused: 0 };
const sets = [
  { ...none, name: 'sigmahq', kind: 'installed' as const, tenant: null, source: 'https://example.org/a.zip' },
  { ...none, name: 'tenants/demo', kind: 'tenant' as const, tenant: 'demo', source: '/rules' },
];
let refreshed = 0;
const held: { rule: string; reason: 'time'; detail: string; since: number }[] = [];
const rules: { rules: RuleInfo[]; [more: string]: unknown } = {
  rules: loaded.infos,
  problems: loaded.problems,
  sets,
  quarantined: held,
};
const server = await startTestServer(t, {
  rules: rules as never,
  policiesChanged: async () => void refreshed++,
  reloadRules: async () => ({ rules: 2, problems: 1, restored: 0, dropped: [] }),
  now: () => start,
});
const { app, db } = server;
await ensureTenant(db, 'demo', 'Musterstadt', start);
const analyst = await server.logIn('anna', 'analyst');
const admin = await server.logIn('chief', 'admin');
const provider = await server.logIn('operator', 'provider');
const get = async (url: string) =>
  (await app.inject({ url: `/api/v1${url}`, headers: { cookie: analyst } })).json();
const send = async (
  method: 'POST' | 'PATCH' | 'PUT' | 'DELETE',
  url: string,
  payload?: object,
  cookie = analyst,
) => {
  const reply = await app.inject({
    method,
    url: `/api/v1${url}`,
    headers: { cookie },
    ...(payload === undefined ? {} : { payload }),
  });
  return { status: reply.statusCode, body: reply.body === '' ? undefined : reply.json() };
};

t.test('the list: state, set, problems; another tenant’s own rules are not in it', async (t) => {
  const list = await get('/rules');
  t.match(list, {
    items: [
      {
        id,
        set: 'sigmahq',
        path: 'ssh.yml',
        state: { enabled: true, in_force: true, level: null, exceptions: 0, expired: 0, version: 0 },
        quarantine: null,
        alerts: 0,
        last_alert: null,
      },
    ],
    sets: [{ name: 'sigmahq', in_force: true, version: 0, source: 'https://example.org/a.zip' }],
    problems: [{ code: 'modifier-unknown', path: 'bad.yml', ruleId: 'bad', hint: /contains/ }],
  });
  t.equal(list.items.length, 1);
  t.equal(list.sets.length, 1);
  t.same(
    (await get('/rules?tenant=demo')).items.map((rule: RuleInfo) => rule.id),
    [id, 'theirs'],
  );
  t.match(await get('/rules/theirs'), { error: { code: 'NOT_FOUND' } });
  t.match(await get('/rules/theirs?tenant=demo'), { id: 'theirs', source: theirs });
});

t.test('state: in force at once, versioned, with history, for one tenant', async (t) => {
  const before = refreshed;
  const off = await send('PATCH', `/rules/${id}/state`, { enabled: false, reason: 'laut', version: 0 });
  t.match(off, { status: 200, body: { enabled: false, version: 1, updated_by: 'anna' } });
  t.equal(refreshed, before + 1, 'detection is told');
  t.match((await get('/rules')).items[0].state, { enabled: false, in_force: false, version: 1 });
  t.match((await get('/rules?tenant=demo')).items[0].state, { enabled: true, in_force: true, version: 0 });
  const stale = await send('PATCH', `/rules/${id}/state`, { level: 'low', version: 0 });
  t.match(stale, { status: 409, body: { error: { code: 'CONFLICT', detail: /^\/version/ } } });
  t.equal(refreshed, before + 1, 'a refused change changes nothing');
  const low = await send('PATCH', `/rules/${id}/state`, { enabled: true, level: 'low', version: 1 });
  t.match(low.body, { enabled: true, level: 'low', version: 2 });
  t.match((await get(`/rules/${id}`)).history, [
    { action: 'level', old: { level: null }, new: { level: 'low' }, by: 'anna' },
    { action: 'enabled' },
    { action: 'disabled', reason: 'laut', at: new Date(start).toISOString() },
  ]);
  t.match(await send('PATCH', '/rules/none/state', { version: 0 }), { status: 404 });
  t.match(await send('PATCH', `/rules/${id}/state?tenant=nowhere`, { version: 0 }), {
    status: 403,
    body: { error: { code: 'FORBIDDEN', detail: /nowhere/ } },
  });
});

const input = (detection: string, version: number, more: object = {}) => ({
  title: 'Schwachstellenscanner',
  reason: 'prüft jede Woche',
  detection,
  version,
  ...more,
});
const scanner = 'scanner:\n  source.ip: 10.0.0.9\ncondition: scanner\n';

t.test('exceptions: checked with the place of each fault, changed, removed', async (t) => {
  const url = `/rules/${id}/exceptions?tenant=demo`;
  const wrong = await send('POST', url, input('s:\n  source.ip|cidrr: x\ncondition: s', 0));
  t.match(wrong.body, {
    error: { code: 'VALIDATION', detail: /^\/detection: line 2, column 3: .*Did you mean `cidr`/ },
  });
  const past = await send('POST', url, input(scanner, 0, { expires_at: '2020-01-01T00:00:00Z' }));
  t.match(past.body, { error: { code: 'VALIDATION', detail: /^\/expires_at/ } });
  const added = await send('POST', url, input(scanner, 0, { expires_at: '2030-01-01T00:00:00Z' }));
  t.match(added, { status: 201, body: { version: 1, exceptions: [{ author: 'anna' }] } });
  const one = `/rules/${id}/exceptions/${added.body.exceptions[0].id}`;
  const changed = await send('PUT', `${one}?tenant=demo`, input(scanner, 1, { title: 'Scanner' }));
  t.match(changed.body, { version: 2, exceptions: [{ title: 'Scanner', expires_at: null }] });
  t.match((await get(`/rules/${id}?tenant=demo`)).exceptions, [{ expired: false, problems: [] }]);
  t.match((await get('/rules?tenant=demo')).items[0].state, { exceptions: 1, expired: 0 });
  t.match(await send('DELETE', `${one}?version=2`), { status: 404 }, 'of another tenant');
  t.match(await send('DELETE', `${one}?tenant=demo&version=1`), { status: 409 });
  const removed = await send('DELETE', `${one}?tenant=demo&version=2&reason=weg`);
  t.match(removed, { status: 200, body: { version: 3, exceptions: [] } });
});

t.test('an expired exception is shown as such', async (t) => {
  const expires_at = new Date(start + 1000).toISOString();
  const { body } = await send('POST', `/rules/${id}/exceptions`, input(scanner, 2, { expires_at }));
  t.equal(body.exceptions.length, 1);
  await db
    .updateTable('rule_exception')
    .set({ expires_at: new Date(start) })
    .execute();
  t.match((await get(`/rules/${id}`)).exceptions, [{ expired: true }]);
  t.match((await get('/rules')).items[0].state, { exceptions: 0, expired: 1 });
});

t.test('the preview tells what an exception would take away of the latest alerts', async (t) => {
  const hosts = ['10.0.0.9', '10.0.0.9', '10.0.0.1'];
  const drafts = hosts.map((ip, n) =>
    draft(`p${n}`, start + n, n + 1, { 'source.ip': ip, 'host.name': `host${n}` }),
  );
  const { alerts } = await db.transaction().execute((trx) => recordMatches(trx, drafts, 9, start));
  t.equal(alerts.length, 3);
  const preview = (detection: string) => send('POST', `/rules/${id}/exceptions/preview`, { detection });
  t.match((await preview(scanner)).body, {
    problems: [],
    alerts: 3,
    taken: 2,
    partly: 0,
    examples: [{ entity: 'host1', whole: true }, { entity: 'host0' }],
  });
  t.match((await preview('s:\n  x: [')).body, { problems: [{ code: 'yaml-syntax', line: 2 }], alerts: 0 });
  t.match((await get('/rules')).items[0], { alerts: 3, last_alert: new Date(start + 2).toISOString() });
});

t.test('why an alert was raised, told by the rule as it is', async (t) => {
  const host = { 'host.name': 'reasons', message: 'Failed password for reasons' };
  const drafts = [draft('r1', start, 20, host), draft('r2', start + 1, 20, { ...host, message: 'Accepted' })];
  const { alerts } = await db.transaction().execute((trx) => recordMatches(trx, drafts, 20, start));
  const reasons = await get(`/alerts/${alerts[0]!.id}/reasons`);
  t.match(reasons, {
    source: text,
    path: 'ssh.yml',
    lines: [5],
    correlation: null,
    rules: [{ id }],
    events: [
      {
        event: 'r1',
        reasons: [
          {
            matches: true,
            conditions: ['s'],
            selections: [
              { name: 's', part: 'present', alternatives: [{ items: [{ values: [{ text: 'Failed' }] }] }] },
            ],
            marks: [{ field: 'message', spans: [[0, 6]] }],
          },
        ],
      },
      { event: 'r2', reasons: [{ matches: false, logsource: true, marks: [] }] },
    ],
  });
});

t.test('sets', async (t) => {
  t.match(await send('PATCH', '/rule-sets/sigmahq', { in_force: false, version: 0 }), { status: 403 });
  const off = await send('PATCH', '/rule-sets/sigmahq', { in_force: false, version: 0 }, admin);
  t.match(off, { status: 200, body: { name: 'sigmahq', in_force: false, version: 1 } });
  const list = await get('/rules');
  t.match(list.sets, [{ in_force: false, version: 1 }]);
  t.match(list.items[0].state, { enabled: true, in_force: false });
  t.match((await get('/rules?tenant=demo')).items[0].state, { in_force: true });
  const own = await send(
    'PATCH',
    '/rule-sets/tenants%2Fdemo?tenant=demo',
    { in_force: false, version: 0 },
    admin,
  );
  t.match(own, { status: 200, body: { name: 'tenants/demo', in_force: false } });
  t.match(await send('PATCH', '/rule-sets/tenants%2Fdemo', { in_force: false, version: 0 }, admin), {
    status: 404,
  });
});

t.test('quarantine, and reading the rules anew', async (t) => {
  held.push({ rule: id, reason: 'time', detail: 'took 12 s', since: start });
  t.match((await get('/rules')).items[0].quarantine, {
    reason: 'time',
    detail: 'took 12 s',
    since: new Date(start).toISOString(),
  });
  t.match(
    await send('POST', `/rules/${id}/release`, undefined, provider),
    { status: 404 },
    'nobody releases here',
  );
  const reloaded = await send('POST', '/rules/reload', undefined, provider);
  t.match(reloaded, { status: 200, body: { rules: 2, problems: 1 } });
  t.match(await send('POST', '/rules/reload'), { status: 403 });
});
