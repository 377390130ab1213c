import t from 'tap';
import type { RuleInfo } from '../../server/contract/detection.js';
import { loadRules } from '../../server/detect/rules.js';
import { issueApiToken } from '../../server/identity/api-tokens.js';
import { addSourceCounts } from '../../server/store/sources.js';
import { findUserByName } from '../../server/store/users.js';
import { start } from '../store/drafts.js';
import { startTestServer } from './test-server.js';

const sshd = `title: SSH brute force
id: 8f5f2f9c-5f0e-4b1f-9c56-000000000001
name: ssh_failed
level: high
tags: [attack.credential-access, attack.t1110.001]
logsource: {product: linux, service: sshd}
detection: {s: {message|contains: Failed}, condition: s}
`;
const sysmon = `title: Dumping
id: 8f5f2f9c-5f0e-4b1f-9c56-000000000002
level: high
tags: [attack.t1003, attack.t9998]
logsource: {product: windows, category: process_creation}
detection: {s: {Image|endswith: dump.exe}, condition: s}
`;
const both = `title: Both
id: 8f5f2f9c-5f0e-4b1f-9c56-000000000003
level: high
correlation: {type: temporal, rules: [ssh_failed, 8f5f2f9c-5f0e-4b1f-9c56-000000000002], timespan: 1m, group-by: [host.name]}
`;
const { infos } = loadRules([
  { path: 'ssh.yml', text: sshd, set: 'grundwacht' },
  { path: 'sysmon.yml', text: sysmon, set: 'grundwacht' },
  { path: 'both.yml', text: both, set: 'grundwacht' },
]);
let reloads = 0;
const rules: { rules: RuleInfo[]; problems: [] } = { rules: infos, problems: [] };
const server = await startTestServer(t, {
  rules,
  now: () => start,
  ownRulesChanged: async () => void reloads++,
});
const { app, db } = server;
await db.transaction().execute((trx) =>
  addSourceCounts(trx, [
    {
      tenant: 'default',
      collector: 'local',
      source: '10.0.0.1',
      transport: 'udp',
      dataset: 'linux.sshd',
      host: 'web01',
      received: 1,
      stored: 1,
      rejected: 0,
      unparsed: 0,
      first: start,
      last: start,
    },
  ]),
);
const anna = await server.logIn('anna', 'analyst');
const ben = await server.logIn('ben', 'analyst');
const chief = await server.logIn('chief', 'admin');
const call = async (cookie: string, method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) => {
  const reply = await app.inject({
    method,
    url: `/api/v1${url}`,
    headers: { cookie },
    ...(payload === undefined ? {} : { payload }),
  });
  const json = reply.headers['content-type']?.toString().startsWith('application/json') === true;
  return { status: reply.statusCode, body: json ? reply.json() : reply.body, headers: reply.headers };
};
const yaml = (word: string) => `title: Mine
id: 8f5f2f9c-5f0e-4b1f-9c56-0000000000aa
status: experimental
level: low
logsource: {product: linux, service: sshd}
detection: {s: {message|contains: ${word}}, condition: s}
`;

t.test('faults have their places, and ids of others are theirs', async (t) => {
  const check = (text: string) => call(anna, 'POST', '/own-rules/check', { yaml: text });
  t.match((await check(yaml('x'))).body, { rules: [{ title: 'Mine', delivered: true }] });
  const wrong = await check(yaml('x').replace('contains', 'contians'));
  t.match(wrong.body, { problems: [{ severity: 'error', line: 6, code: 'modifier-unknown' }], rules: [] });
  const taken = await check(sshd);
  t.match(taken.body.problems, [{ code: 'id-duplicate', line: 2, message: /SSH brute force/ }]);
  const named = await check(yaml('x').replace('level:', 'name: ssh_failed\nlevel:'));
  t.match(named.body.problems, [{ code: 'name-duplicate', line: 4 }]);
  t.match(await check(sysmon.replace('0002', '00bb')), { body: { rules: [{ delivered: false }] } });
  const refused = await call(anna, 'POST', '/own-rules', { yaml: sshd, put_in_force: true });
  t.match(refused, { status: 400, body: { error: { code: 'VALIDATION', detail: /line 2/ } } });
});

let id = '';
t.test('saved as a draft, put in force, changed, and taken back', async (t) => {
  const draft = await call(anna, 'POST', '/own-rules', { yaml: yaml('a'), put_in_force: false });
  t.match(draft, { status: 201, body: { latest: 1, in_force: null, revision: 1, title: 'Mine' } });
  t.equal(reloads, 0, 'a draft is in nobody’s way');
  id = draft.body.id;
  const live = await call(anna, 'PUT', `/own-rules/${id}`, {
    yaml: yaml('b'),
    put_in_force: true,
    revision: 1,
  });
  t.match(live, { status: 200, body: { latest: 2, in_force: 2 } });
  t.equal(reloads, 1);
  const stale = await call(ben, 'PUT', `/own-rules/${id}`, {
    yaml: yaml('c'),
    put_in_force: true,
    revision: 1,
  });
  t.match(stale, { status: 409, body: { error: { detail: /anna/ } } });
  const promote = (number: number | null, revision: number) =>
    call(ben, 'PUT', `/own-rules/${id}/in-force`, { number, revision, reason: 'zu laut' });
  t.match(await promote(1, live.body.revision), { status: 200, body: { in_force: 1, latest: 2 } });
  const gone = await promote(null, live.body.revision + 1);
  t.match(gone.body, {
    in_force: null,
    acts: [{ action: 'withdrawn', number: 1, by: 'ben', reason: 'zu laut' }],
  });
  t.equal(gone.body.versions[1].yaml, yaml('a'), 'every version is kept as it was');
  t.match(await promote(9, gone.body.revision), { status: 404 });
});

t.test('a second pair of eyes, where the tenant wants it', async (t) => {
  t.match(await call(anna, 'PUT', '/own-rules/review', { required: true }), { status: 403 });
  t.match(await call(chief, 'PUT', '/own-rules/review', { required: true }), { status: 204 });
  const { body: before } = await call(anna, 'GET', `/own-rules/${id}`);
  const asked = await call(anna, 'PUT', `/own-rules/${id}`, {
    yaml: yaml('d'),
    put_in_force: true,
    revision: before.revision,
  });
  t.match(asked.body, { waiting: true, in_force: null, latest: 3, review_required: true });
  const approve = (cookie: string) =>
    call(cookie, 'PUT', `/own-rules/${id}/in-force`, { number: 3, revision: asked.body.revision });
  t.match(await approve(anna), { status: 403, body: { error: { code: 'FORBIDDEN' } } });
  const account = (await findUserByName(db, 'ben'))!;
  const wanted = { tenant: 'default', name: 'x', scopes: ['rules.change'], days: 2 };
  const { token } = await issueApiToken(db, account, wanted, start);
  const byMachine = await app.inject({
    method: 'PUT',
    url: `/api/v1/own-rules/${id}/in-force`,
    headers: { authorization: `Bearer ${token}` },
    payload: { number: 3, revision: asked.body.revision },
  });
  t.match(
    byMachine.json(),
    { error: { code: 'FORBIDDEN', detail: /person/ } },
    'a token is no second person',
  );
  const approved = await approve(ben);
  t.match(approved.body, { waiting: false, in_force: 3, versions: [{ number: 3, approved_by: 'ben' }] });
  t.match((await call(anna, 'GET', '/own-rules')).body, { review: { required: true }, items: [{ id }] });
});

t.test('what can fire, and what would be needed', async (t) => {
  const { body } = await call(anna, 'GET', '/rules');
  const delivered = Object.fromEntries(
    body.items.map((item: { title: string; delivered: boolean }) => [item.title, item.delivered]),
  );
  t.same(delivered, { 'SSH brute force': true, Dumping: false, Both: false });
  const detail = await call(anna, 'GET', '/rules/8f5f2f9c-5f0e-4b1f-9c56-000000000002');
  t.match(detail.body.delivery, { delivered: false, near: [] });
  t.ok(
    detail.body.delivery.needs.includes('Microsoft-Windows-Sysmon/Operational'),
    detail.body.delivery.needs,
  );
});

t.test('the matrix of ATT&CK, as layer and as table', async (t) => {
  const { body } = await call(anna, 'GET', '/rules/coverage');
  const of = (wanted: string) => body.techniques.find((each: { id: string }) => each.id === wanted);
  t.match(of('T1110'), {
    state: 'covered',
    effective: 1,
    sub_techniques: [{ id: 'T1110.001', in_force: 1, effective: 1 }],
    tactics: ['credential-access'],
  });
  t.match(of('T1003'), { state: 'no_source', in_force: 1, effective: 0, name: 'OS Credential Dumping' });
  t.match(of('T1136'), { state: 'no_rule' }, 'published rules look for it in what Linux writes');
  t.match(of('T1113'), { state: 'none' });
  t.match(of('T9998'), { name: 'T9998', tactics: [] }, 'a technique of a later ATT&CK');
  const layer = await call(anna, 'GET', '/rules/coverage/navigator');
  t.match(layer.headers['content-disposition'], /attack-layer-default\.json/);
  t.match(layer.body, { domain: 'enterprise-attack', versions: { layer: '4.5' } });
  t.match(
    layer.body.techniques.find((each: { techniqueID: string }) => each.techniqueID === 'T1110.001'),
    { score: 1, enabled: true },
  );
  const csv = await call(anna, 'GET', '/rules/coverage/csv');
  t.match(csv.body, /Credential Access,T1110,Brute Force,covered,1,1,1\r\n/);
});
