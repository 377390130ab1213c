import t from 'tap';
import { issueApiToken } from '../../server/identity/api-tokens.js';
import { installShippedCatalogs } from '../../server/shipped-catalogs.js';
import { noteReminders } from '../../server/store/measure-reminders.js';
import { removeTenant } from '../../server/store/tenants.js';
import { findUserByName } from '../../server/store/users.js';
import { startTestServer } from './test-server.js';

const now = Date.parse('2026-11-22T10:00:00.000Z');
const server = await startTestServer(t, { now: () => now });
const { app, db } = server;
const cookie = await server.logIn('isolde', 'isb');
await installShippedCatalogs(db);
const isolde = (await findUserByName(db, 'isolde'))!;
const scopes = ['isms.read', 'isms.change'];
const { token } = await issueApiToken(db, isolde, { tenant: 'default', name: 'x', scopes, days: 2 }, now);

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
async function call(method: Method, path: string, payload?: object) {
  const url = `/api/v1/isms${path}`;
  const body = payload === undefined ? {} : { payload };
  const reply = await app.inject({ method, url, headers: { cookie }, ...body });
  return { status: reply.statusCode, body: reply.body === '' ? undefined : reply.json() };
}
const refused = (status: number, code: string, detail: RegExp) => ({
  status,
  body: { error: { code, detail } },
});
const measures = async (query = '') => (await call('GET', `/measures${query}`)).body.items;

const { id: object } = (
  await call('POST', '/target-objects', { key: 'S1', type: 'it_system', name: 'Dateiserver' })
).body;
await call('PUT', `/target-objects/${object}/protection-needs/integrity`, { level: 'high', version: 0 });
const assignment = { baustein: 'SYS.1.1', target_object: object, state: 'accepted' };
const { id: modelled } = (await call('POST', '/modelling', assignment)).body;

const versions = new Map<string, number>();
async function assess(requirement: string, status: string, more: object = {}) {
  const version = versions.get(requirement) ?? 0;
  const answer = { requirement, target_object: object, status, version, ...more };
  const reply = await call('PUT', '/check/answer', answer);
  t.equal(reply.status, 200, `${requirement} ${status}`);
  versions.set(requirement, version + 1);
}

t.test('a matrix is changed, and with it the risks', async (t) => {
  const { body: matrix } = await call('GET', '/risk-matrix');
  t.match(matrix, { version: 0, cells: [{}, {}, {}, ['medium', 'high', 'very_high', 'very_high']] });
  const added = await call('POST', `/target-objects/${object}/risks`, { threats: ['G 0.18', 'G 0.8'] });
  t.match(added.body.items, [
    { threat: 'G 0.8', state: 'open', risk_before: null },
    { threat: 'G 0.18', version: 1 },
  ]);
  t.match(
    await call('POST', `/target-objects/${object}/risks`, { threats: ['G 0.99'] }),
    refused(400, 'VALIDATION', /\/threats\/0/),
  );
  const [power] = added.body.items;
  const said = {
    before: { frequency: 'frequent', damage: 'considerable' },
    treatment: 'reduce',
    treatment_note: 'USV',
    after: { frequency: 'rare', damage: 'considerable' },
    owner: 'Hauptamt',
  };
  t.match(await call('PUT', `/risks/${power.id}`, { ...said, treatment: null, version: 1 }), {
    status: 400,
    body: { error: { detail: /^\/after/ } },
  });
  const changed = await call('PUT', `/risks/${power.id}`, { ...said, version: 1 });
  t.match(changed.body, { risk_before: 'high', risk_after: 'medium', state: 'treated', version: 2 });
  t.match(
    await call('PUT', `/risks/${power.id}`, { ...said, version: 1 }),
    refused(409, 'CONFLICT', /version 2/),
  );
  const headers = { authorization: `Bearer ${token}` };
  const byMachine = await app.inject({
    method: 'POST',
    url: `/api/v1/isms/risks/${power.id}/sign-off`,
    headers,
    payload: { version: 2 },
  });
  t.match(byMachine.json(), { error: { code: 'FORBIDDEN', detail: /person/ } }, 'no token accepts a risk');
  const signed = await call('POST', `/risks/${power.id}/sign-off`, { version: 2 });
  t.match(signed.body, { state: 'signed', signed_by: 'isolde', signed_at: new Date(now).toISOString() });
  const other = added.body.items[1];
  t.match(
    await call('POST', `/risks/${other.id}/sign-off`, { version: 1 }),
    refused(400, 'VALIDATION', /\/treatment.*\/owner/),
  );

  const cells = matrix.cells.map((row: string[]) => [...row]);
  cells[0] = ['low', 'low', 'low', 'medium'];
  const { frequencies, damages } = matrix;
  t.match((await call('PUT', '/risk-matrix', { cells, frequencies, damages, version: 0 })).body, {
    version: 1,
  });
  t.match((await call('GET', `/target-objects/${object}/risks`)).body.items[0], { state: 'signed' });
  cells[2] = ['high', 'high', 'high', 'very_high'];
  t.match(
    await call('PUT', '/risk-matrix', { cells, frequencies, damages, version: 1 }),
    refused(400, 'VALIDATION', /\/cells\/3\/0/),
  );
  cells[3] = ['high', 'high', 'very_high', 'very_high'];
  t.equal((await call('PUT', '/risk-matrix', { cells, frequencies, damages, version: 1 })).status, 200);
  t.match(
    (await call('GET', `/target-objects/${object}/risks`)).body.items[0],
    { state: 'treated', risk_after: 'high', signed_by: null },
    'who signed had signed another level',
  );
  t.match((await call('GET', '/risk-overview')).body, {
    objects: [
      { target_object: object, reasons: ['high_need'], risks: 2, worst_before: 'high', states: { open: 1 } },
    ],
    before: [{}, {}, [0, 0, 1, 0], {}],
    after: [{}, {}, [1, 0, 0, 0], {}],
  });
  const history = (await call('GET', `/plan-history?subject=risk&id=${power.id}`)).body.items;
  t.match(history, [{ action: 'sign', by: 'isolde' }, { action: 'change', new: { owner: 'Hauptamt' } }, {}]);
});

t.test('own threats have numbers of their own and stay while they are in use', async (t) => {
  const created = await call('POST', '/risk-threats', { title: ' Hochwasser der Aue ' });
  t.match(created, { status: 201, body: { id: 'G z.1', title: 'Hochwasser der Aue', own: true } });
  const all = (await call('GET', '/risk-threats')).body.items;
  t.equal(all.length, 48);
  t.match(all[0], { id: 'G 0.1', own: false });
  const path = `/risk-threats/${encodeURIComponent('G z.1')}`;
  t.match(await call('PUT', path, { title: 'Hochwasser', version: 1 }), {
    status: 200,
    body: { version: 2 },
  });
  const { items } = (await call('POST', `/target-objects/${object}/risks`, { threats: ['G z.1'] })).body;
  t.match(await call('DELETE', `${path}?version=2`), refused(409, 'STILL_IN_USE', /1 risks/));
  const risk = items.find(({ threat }: { threat: string }) => threat === 'G z.1');
  t.equal((await call('DELETE', `/risks/${risk.id}?version=1`)).status, 204);
  t.equal((await call('DELETE', `${path}?version=2`)).status, 204);
  const { body } = await call('GET', `/target-objects/${object}/threat-proposals`);
  t.match(body, { source: 'catalog' }, 'no cross references are installed');
  t.equal(body.items.length, 47);
});

t.test('every gap of the check is in the plan, as long as the check has it', async (t) => {
  await assess('SYS.1.1.A1', 'no', { responsible: 'Rechenzentrum', due: '2026-12-01', cost_once: 900 });
  await assess('SYS.1.1.A11', 'partial');
  await assess('SYS.1.1.A2', 'yes');
  const [first, second, ...rest] = await measures();
  t.match(first, {
    origin: 'check',
    priority: 2,
    target_object: object,
    requirement: { id: 'SYS.1.1.A1', baustein: 'SYS.1.1', level: 'B', status: 'no' },
    responsible: 'Rechenzentrum',
    deadline: '2026-12-01',
    cost_once: 900,
    state: 'open',
  });
  t.match(second, { priority: 5, requirement: { id: 'SYS.1.1.A11', level: 'S', status: 'partial' } });
  t.same(rest, []);
  t.ok(first.title.length > 0, 'titled as the requirement');

  const accept = { state: 'accepted', reason: 'Ablösung 2027' };
  t.match(
    await call('PUT', `/measures/${first.id}`, { ...accept, version: first.version }),
    refused(400, 'VALIDATION', /\/state: the gap of a Basis/),
  );
  t.match((await call('PUT', `/measures/${second.id}`, { ...accept, version: second.version })).body, {
    state: 'accepted',
    accepted_by: 'isolde',
    closed_at: new Date(now).toISOString(),
  });
  await assess('SYS.1.1.A11', 'no');
  t.match((await measures())[1], { state: 'open', accepted_by: null }, 'another gap than the accepted one');
  const bulk = { measures: [{ id: first.id, version: first.version }], state: 'done', priority: 9 };
  t.same((await call('POST', '/measures/bulk', bulk)).body, { changed: 1 });
  t.match(await call('POST', '/measures/bulk', bulk), refused(409, 'CONFLICT', /version/));
  t.match((await call('GET', `/measures/${first.id}`)).body, { state: 'done', priority: 9, cost_once: 900 });
  await assess('SYS.1.1.A1', 'no', { assessed_on: '2026-11-22' });
  t.match(
    (await call('GET', `/measures/${first.id}`)).body,
    { state: 'open' },
    'assessed anew, and still a gap',
  );
  await assess('SYS.1.1.A1', 'yes');
  await assess('SYS.1.1.A11', 'dispensable', { dispensable_as: 'risk_accepted', reason: 'klein' });
  t.match(await measures('?state=done&state=accepted'), [
    { id: second.id, state: 'accepted', reason: 'klein', requirement: { status: 'closed' } },
    { id: first.id, state: 'done', requirement: { status: 'closed' } },
  ]);
  t.match(await call('DELETE', `/measures/${first.id}?version=1`), refused(409, 'CONFLICT', /version/));
});

t.test('a Baustein that is rejected takes its gaps out of the plan, and brings them back', async (t) => {
  await assess('SYS.1.1.A5', 'no');
  const decide = (version: number, state: string) =>
    call('PUT', `/modelling/${modelled}`, { state, reason: 'außer Betrieb', version });
  t.equal((await decide(1, 'rejected')).status, 200);
  t.match(await measures('?q=sys.1.1.a5'), [{ state: 'obsolete' }]);
  t.equal((await decide(2, 'accepted')).status, 200);
  t.match(await measures('?q=sys.1.1.a5'), [{ state: 'open', requirement: { status: 'no' } }]);
});

t.test('no token says that a gap is accepted', async (t) => {
  const headers = { authorization: `Bearer ${token}` };
  const url = '/api/v1/isms/measures';
  const own = { title: 'Zaun', state: 'accepted', reason: 'zu teuer' };
  const reply = await app.inject({ method: 'POST', url, headers, payload: own });
  t.match(reply.json(), { error: { code: 'FORBIDDEN', detail: /person/ } });
  const plain = await app.inject({ method: 'POST', url, headers, payload: { title: 'Zaun' } });
  t.equal(plain.statusCode, 201, 'it plans as its owner does');
  await call('DELETE', `/measures/${plain.json().id}?version=1`);
});

t.test('measures for a risk and own ones; figures, pages and reminders', async (t) => {
  const [risk] = (await call('GET', `/target-objects/${object}/risks`)).body.items;
  const forRisk = await call('POST', '/measures', { risk: risk.id, deadline: '2026-11-30', cost_yearly: 50 });
  t.match(forRisk, {
    status: 201,
    body: { origin: 'risk', priority: 2, target_object: object, title: /^G 0.8 / },
  });
  t.match(await call('POST', '/measures', {}), refused(400, 'VALIDATION', /\/title/));
  const own = await call('POST', '/measures', {
    title: 'Schulung',
    deadline: '2026-11-01',
    responsible: 'Personal',
  });
  t.match(own.body, { origin: 'own', priority: 5 });
  t.match(await call('POST', '/measures', { risk: object }), refused(400, 'VALIDATION', /\/risk/));
  const { body: page } = await call('GET', '/measures?limit=2');
  const { body: last } = await call('GET', `/measures?limit=2&cursor=${page.next}`);
  const all = await measures();
  t.same([...page.items, ...last.items].slice(0, all.length), all.slice(0, 4));
  t.match(await measures('?due=overdue'), [{ title: 'Schulung' }]);
  t.match(await measures(`?risk=${risk.id}&due=soon`), [{ origin: 'risk' }]);
  const { body: overview } = await call('GET', '/plan-overview');
  t.match(overview, {
    states: { open: 3, done: 1, accepted: 1 },
    overdue: 1,
    soon: 1,
    without_deadline: 1,
    cost_yearly: 50,
  });
  t.match(
    overview.burn_down.filter(({ date }: { date: string }) => date === '2026-11-22'),
    [{ open: 3, planned: 3 }],
  );
  t.equal(await noteReminders(db, now), 2);
  t.equal(await noteReminders(db, now), 0, 'once');
  t.equal(await noteReminders(db, now + 10 * 86_400_000), 1, 'once more when it is overdue');
  const reminded = await call('GET', `/plan-history?subject=measure&id=${own.body.id}`);
  t.match(reminded.body.items, [{ action: 'remind', by: 'grundwacht', new: { due: 'overdue' } }, {}]);
});

t.test('a measure has a beginning and comes after others, but not in a circle', async (t) => {
  const make = async (title: string, more: object = {}) =>
    (await call('POST', '/measures', { title, ...more })).body;
  const buy = await make('Beschaffen', { starts_on: '2026-12-01', deadline: '2026-12-18' });
  t.match(buy, { starts_on: '2026-12-01', deadline: '2026-12-18', after: [] });
  const build = await make('Einbauen', { deadline: '2027-01-15', after: [buy.id, buy.id] });
  t.same(build.after, [buy.id]);
  const train = await make('Einweisen', { after: [build.id] });
  const said = { title: 'Beschaffen', after: [train.id], version: 1 };
  t.match(
    await call('PUT', `/measures/${buy.id}`, said),
    refused(409, 'DEPENDENCY_CYCLE', /Beschaffen → Einweisen → Einbauen → Beschaffen/),
  );
  t.match(
    await call('PUT', `/measures/${buy.id}`, { ...said, after: [object] }),
    refused(400, 'VALIDATION', /\/after\/0/),
  );
  const reversed = { title: 'x', starts_on: '2027-02-01', deadline: '2027-01-01' };
  t.match(await call('POST', '/measures', reversed), refused(400, 'VALIDATION', /\/starts_on/));
  const later = {
    measures: [{ id: build.id, version: 1 }],
    starts_on: '2027-01-04',
    deadline: '2027-01-22',
  };
  t.same((await call('POST', '/measures/bulk', later)).body, { changed: 1 });
  t.match((await call('GET', `/measures/${build.id}`)).body, { starts_on: '2027-01-04', after: [buy.id] });
  await call('DELETE', `/measures/${buy.id}?version=1`);
  t.match((await call('GET', `/measures/${build.id}`)).body, { after: [] });
  for (const { id, version } of [{ ...build, version: 2 }, train]) {
    await call('DELETE', `/measures/${id}?version=${version}`);
  }
});

t.test('all risks of a domain', async (t) => {
  const { items } = (await call('GET', '/risks')).body;
  const own = (await call('GET', `/target-objects/${object}/risks`)).body.items;
  t.same(items, own, 'there is one object');
  t.ok(items.length > 0);
});

t.test('an audit, its finding, and the corrective action in the plan', async (t) => {
  const audit = { title: 'Rechenzentrum', starts: '2026-12-01', ends: '2026-12-02', auditor: 'Revision' };
  const { body: created } = await call('POST', '/audits', audit);
  t.match(created, { state: 'planned', starts: '2026-12-01', findings: { major: 0 } });
  const path = `/audits/${created.id}`;
  t.match(
    await call('PUT', path, { ...audit, state: 'running', version: 1 }),
    refused(400, 'VALIDATION', /\/scope.*\/criteria/),
  );
  const { body: finding } = await call('POST', `${path}/findings`, {
    kind: 'minor',
    title: 'Zutritt nicht protokolliert',
    control: '7.2',
    target_object: object,
  });
  t.match(finding, { number: 1, closed: false, measures: { all: 0 } });
  const { body: action } = await call('POST', '/measures', { finding: finding.id });
  t.match(action, {
    origin: 'finding',
    title: 'Zutritt nicht protokolliert',
    priority: 4,
    target_object: object,
  });
  const closing = {
    kind: 'minor',
    title: finding.title,
    cause: 'Leser defekt',
    verification: 'Stichprobe',
    closed: true,
  };
  t.match(
    await call('PUT', `/findings/${finding.id}`, { ...closing, version: 1 }),
    refused(400, 'VALIDATION', /1 corrective actions/),
  );
  await call('PUT', `/measures/${action.id}`, { state: 'done', version: 1 });
  t.match((await call('PUT', `/findings/${finding.id}`, { ...closing, version: 1 })).body, {
    closed: true,
    closed_by: 'isolde',
    measures: { all: 1, open: 0 },
  });
  t.match((await call('GET', '/audits')).body.items, [{ findings: { minor: 1, open: 0 } }]);
  t.match(await call('DELETE', `${path}?version=1`), refused(409, 'STILL_IN_USE', /1 findings/));
  t.equal((await call('DELETE', `/findings/${finding.id}?version=2`)).status, 204);
  t.equal((await call('DELETE', `${path}?version=1`)).status, 204);
  t.same(await measures('?origin=finding'), [], 'a corrective action goes with its finding');
});

t.test('the Statement of Applicability derives what it can, and people override with a reason', async (t) => {
  const { items } = (await call('GET', '/soa')).body;
  t.equal(items.length, 93);
  t.ok(items.every(({ applicable }: { applicable: boolean }) => applicable));
  const of = (control: string) => items.find((each: { control: string }) => each.control === control);
  t.match(of('5.25'), { state: 'open', derived: { mapped: 1, assessed: 0 }, version: 0 });
  // 5.25 is as DET.6.1 of Grundschutz++, which is as a sub-requirement of DER.2.1.A11.
  await call('POST', '/modelling', { baustein: 'DER.2.1', target_object: null, state: 'accepted' });
  const answer = { requirement: 'DER.2.1.A11', target_object: null };
  await call('PUT', '/check/answer', { ...answer, status: 'no', version: 0 });
  t.match((await call('GET', '/soa/5.25')).body, {
    state: 'no',
    derived: { state: 'no', assessed: 1 },
    basis: [
      { id: 'DET.6.1', state: 'no', certain: true, requirements: [{ id: 'DER.2.1.A11.1', status: 'no' }] },
    ],
  });
  await call('PUT', '/check/answer', { ...answer, status: 'yes', version: 1 });
  t.match((await call('GET', '/soa/5.25')).body, { state: 'yes', derived: { contradictory: false } });

  t.match(
    await call('PUT', '/soa/8.13', { applicable: false, version: 0 }),
    refused(400, 'VALIDATION', /\/justification/),
  );
  const stated = {
    applicable: true,
    grounds: ['law', 'risk'],
    override: { state: 'yes', reason: 'Wiederherstellung geübt' },
  };
  t.match((await call('PUT', '/soa/8.13', { ...stated, version: 0 })).body, {
    state: 'yes',
    override: { reason: 'Wiederherstellung geübt' },
    version: 1,
    updated_by: 'isolde',
  });
  t.match(await call('PUT', '/soa/8.13', { ...stated, version: 0 }), refused(409, 'CONFLICT', /version 1/));
  t.match(await call('GET', '/soa/99.1'), refused(404, 'NOT_FOUND', /99.1/));
});

t.test(
  'the database keeps rows within their tenant and domain, and a tenant takes all with it',
  async (t) => {
    const { id: other } = (await call('POST', '/domains', { key: 'SW', name: 'Stadtwerke' })).body;
    t.same((await call('GET', `/measures?domain=${other}`)).body.items, []);
    const risk = {
      tenant_id: 'default',
      domain_id: other,
      target_object_id: object,
      threat_id: 'G 0.1',
      relevance: 'direct',
      reason: '',
      treatment_note: '',
      owner: '',
      version: 1,
      updated_at: new Date(now),
      updated_by: 'x',
    } as const;
    await t.rejects(db.insertInto('risk').values(risk).execute(), { code: '23503' });
    t.ok(await db.transaction().execute((trx) => removeTenant(trx, 'default')));
    for (const table of [
      'risk',
      'measure',
      'measure_transition',
      'statement_of_applicability',
      'plan_history',
    ] as const) {
      t.same(await db.selectFrom(table).select('tenant_id').execute(), [], table);
    }
  },
);
