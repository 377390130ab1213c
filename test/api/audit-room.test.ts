import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import t from 'tap';
import { installShippedCatalogs } from '../../server/shipped-catalogs.js';
import { verifyLogs } from '../../server/store/evidence-verify.js';
import { addObservations } from '../../server/store/observations.js';
import { startTestServer, testEvidence } from './test-server.js';

const now = Date.parse('2026-11-22T10:00:00.000Z');
const evidence = testEvidence(t);
const exportFolder = t.testdir();
const server = await startTestServer(t, { now: () => now, evidence, exportFolder });
const { app, db } = server;
await installShippedCatalogs(db);
const isb = await server.logIn('isolde', 'isb');
const auditor = await server.logIn('rita', 'auditor');
const other = await server.logIn('otto', 'auditor');

async function call(
  cookie: string,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  payload?: object,
) {
  const body = payload === undefined ? {} : { payload };
  const reply = await app.inject({ method, url: `/api/v1/isms${path}`, headers: { cookie }, ...body });
  const json = reply.headers['content-type']?.toString().includes('json');
  return { status: reply.statusCode, body: json ? reply.json() : reply.body };
}
const made = async (path: string, payload: object) => (await call(isb, 'POST', path, payload)).body;

const [inside, outside] = [
  (await made('/target-objects', { key: 'S1', type: 'it_system', name: 'Dateiserver' })).id as string,
  (await made('/target-objects', { key: 'S2', type: 'it_system', name: 'Personalserver' })).id as string,
];
const answers: [string, string, string][] = [
  ['SYS.1.1.A1', inside, 'yes'],
  ['SYS.1.1.A2', inside, 'yes'],
  ['SYS.1.1.A5', inside, 'no'],
  ['SYS.1.3.A2', inside, 'yes'],
  ['SYS.1.1.A1', outside, 'yes'],
];
for (const [baustein, target_object] of [
  ['SYS.1.1', inside],
  ['SYS.1.3', inside],
  ['SYS.1.1', outside],
])
  await made('/modelling', { baustein, target_object, state: 'accepted' });
for (const [requirement, target_object, status] of answers)
  await call(isb, 'PUT', '/check/answer', { requirement, target_object, status, version: 0 });

async function file(title: string, target_objects: string[], content: string, name = 'a.txt') {
  const headers = { cookie: isb, 'content-type': 'application/octet-stream' };
  const url = `/api/v1/isms/evidence/files?name=${name}`;
  const { sha256 } = (await app.inject({ method: 'POST', url, headers, payload: content })).json();
  return made('/evidence', {
    kind: 'file',
    title,
    shows: '',
    effective_on: '2026-11-01',
    valid_until: null,
    provided_by: 'IT',
    classification: 'strict',
    requirements: ['SYS.1.1.A1'],
    target_objects,
    file: { sha256, name },
    link: null,
    observation: null,
  });
}
const mine = await file('Serverraum', [inside], 'inside');
const foreign = await file('Personal', [outside], 'outside');
const { catalog, domain } = mine;
const [observation = ''] = await addObservations(db, 'default', [
  {
    domain,
    signal: 'local-administrators',
    version: '1',
    object: inside,
    observedAt: now - 1000,
    freshUntil: now + 86_400_000,
    verdict: 'contradicts',
    strength: 'strong',
    origin: 'stream',
    figures: {},
    requirements: [{ catalog, requirement: 'SYS.1.1.A2', verdict: 'contradicts', strength: 'strong' }],
  },
]);
const audit = await made('/audits', {
  title: 'Server',
  scope: 'Server',
  criteria: 'IT-Grundschutz',
  auditor: 'Rita',
  starts: '2026-11-20',
  ends: '2026-11-30',
  state: 'running',
});
const input = {
  username: 'rita',
  bausteine: ['SYS.1.1'],
  scopes: [inside],
  from: '2026-11-20',
  until: '2026-11-23',
};

t.test('without a grant an auditor sees the empty room and nothing of the ISMS', async (t) => {
  t.same((await call(auditor, 'GET', '/audit-room')).body, { items: [], next: null });
  const paths = ['/check/sheets', '/evidence', `/evidence/${mine.id}/file`, '/audits', '/exports', '/soa'];
  for (const path of [...paths, `/target-objects/${inside}`, '/oscal/ssp'])
    t.equal((await call(auditor, 'GET', path)).status, 403, path);
  t.equal((await call(isb, 'GET', '/audit-room')).status, 403, 'the room is of auditors alone');
});

t.test('a grant is of an auditor, and of what there is', async (t) => {
  const path = `/audits/${audit.id}/grants`;
  for (const [change, detail] of [
    [{ username: 'isolde' }, /^\/username/],
    [{ username: 'nobody' }, /^\/username/],
    [{ bausteine: ['XYZ.1'] }, /^\/bausteine: the catalogue has no XYZ.1/],
    [{ scopes: [audit.id] }, /^\/scopes/],
    [{ until: '2026-11-19' }, /^\/until/],
  ] as const) {
    t.match(await call(isb, 'POST', path, { ...input, ...change }), {
      status: 400,
      body: { error: { code: 'VALIDATION', detail } },
    });
  }
});

const grant = await made(`/audits/${audit.id}/grants`, input);
const room = `/audit-room/${grant.id}`;

t.test('the room gives its scope and no more', async (t) => {
  t.match((await call(auditor, 'GET', '/audit-room')).body.items, [
    { grant: { id: grant.id, state: 'active', scopes: [inside] }, audit: { title: 'Server' } },
  ]);
  t.match((await call(auditor, 'GET', room)).body, {
    answers: { yes: 2, partial: 0, no: 1, dispensable: 0 },
    bausteine: [{ id: 'SYS.1.1', answers: 3 }],
    objects: [{ id: inside, key: 'S1', answers: 3 }],
  });
  t.same((await call(auditor, 'GET', `${room}/requirements`)).body.items.map(brief), [
    ['SYS.1.1.A1', 'yes', false, true],
    ['SYS.1.1.A2', 'yes', true, false],
    ['SYS.1.1.A5', 'no', false, false],
  ]);
  t.same((await call(auditor, 'GET', `${room}/requirements?scope=${outside}`)).body.items, []);

  const sheet = await call(auditor, 'GET', `${room}/requirement?requirement=SYS.1.1.A1&scope=${inside}`);
  t.match(sheet.body, {
    requirement: { id: 'SYS.1.1.A1' },
    answer: { status: 'yes', target_object: inside },
    history: [{ action: 'create', by: 'isolde' }],
    signals: [],
  });
  t.same(
    sheet.body.evidence.map(({ id }: { id: string }) => id),
    [mine.id],
  );
  const contradicted = `${room}/requirement?requirement=SYS.1.1.A2&scope=${inside}`;
  t.match((await call(auditor, 'GET', contradicted)).body.signals, [{ verdict: 'contradicts' }]);
  for (const query of [
    `requirement=SYS.1.1.A1&scope=${outside}`,
    `requirement=SYS.1.3.A2&scope=${inside}`,
    'requirement=SYS.1.1.A1&scope=domain',
  ])
    t.equal((await call(auditor, 'GET', `${room}/requirement?${query}`)).status, 404, query);

  t.match(await call(auditor, 'GET', `${room}/evidence/${mine.id}/file`), { status: 200, body: 'inside' });
  t.equal((await call(auditor, 'GET', `${room}/evidence/${foreign.id}/file`)).status, 404);
});

t.test('evidence is shown as what it is, and runs nothing', async (t) => {
  const view = (id: string, part = '/view') =>
    app.inject({ url: `/api/v1/isms${room}/evidence/${id}${part}`, headers: { cookie: auditor } });
  const text = await view(mine.id);
  t.match(text, { statusCode: 200, body: 'inside' });
  t.match(text.headers, {
    'content-type': 'text/plain',
    'content-disposition': /^inline/,
    'content-security-policy': "default-src 'none'; frame-ancestors 'self'; sandbox",
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
  });
  const page = await file('Seite', [inside], '<!doctype html><script>alert(1)</script>', 'seite.xml');
  t.equal((await view(page.id)).headers['content-type'], 'text/plain', 'no browser takes it for a page');
  const pdf = await view((await file('Bericht', [inside], '%PDF-1.4\n', 'bericht.pdf')).id);
  t.match(pdf.headers, { 'content-type': 'application/pdf', 'content-security-policy': /object-src 'self'/ });
  const mail = await file('Archiv', [inside], 'PK\u0003\u0004', 'archiv.zip');
  t.equal((await view(mail.id)).statusCode, 404, 'other files are saved');
  t.match((await view(mail.id, '')).json(), { title: 'Archiv', shown: null, observed: null });
  for (const part of ['', '/view']) t.equal((await view(foreign.id, part)).statusCode, 404);
});

t.test('an observation tells of the scope alone', async (t) => {
  const said = await made('/evidence', {
    kind: 'observation',
    title: 'Administratoren',
    shows: '',
    effective_on: '2026-11-01',
    valid_until: null,
    provided_by: 'IT',
    classification: 'internal',
    requirements: ['SYS.1.1.A1'],
    target_objects: [inside],
    file: null,
    link: null,
    observation,
  });
  t.match((await call(auditor, 'GET', `${room}/evidence/${said.id}`)).body, {
    shown: null,
    observed: {
      signal: 'local-administrators',
      object: 'S1 Dateiserver',
      verdict: 'contradicts',
      requirements: [{ requirement: 'SYS.1.1.A2', verdict: 'contradicts' }],
    },
  });
});

t.test('a room is entered by whom it was given to, on its days', async (t) => {
  t.equal((await call(other, 'GET', room)).status, 404);
  t.same((await call(other, 'GET', '/audit-room')).body.items, []);
  for (const [state, from, until] of [
    ['over', '2026-11-20', '2026-11-21'],
    ['future', '2026-11-23', '2026-11-24'],
  ] as const) {
    const given = await made(`/audits/${audit.id}/grants`, { ...input, from, until });
    t.equal(given.state, state);
    t.equal((await call(auditor, 'GET', `/audit-room/${given.id}`)).status, 404, state);
  }
});

t.test('samples are recorded with what they were drawn from, and can be drawn again', async (t) => {
  // Which of the two without doubts comes second is chance, and the target object has another id in each run.
  const chance = (seed: string, requirement: string) =>
    createHash('sha256').update(`${seed}\n${requirement}\n${inside}`).digest('hex');
  const seed = Array.from({ length: 100 }, (_, n) => `Rathaus-${n}`).find(
    (each) => chance(each, 'SYS.1.1.A1') < chance(each, 'SYS.1.1.A5'),
  );
  const order = { method: 'risk', size: 2, seed };
  const drawn = await call(auditor, 'POST', `${room}/samples`, order);
  t.equal(drawn.status, 201);
  t.match(drawn.body, { ...order, population: { count: 3 }, drawn_by: 'rita' });
  t.same(drawn.body.items.map(brief), [
    ['SYS.1.1.A2', 'yes', true, false],
    ['SYS.1.1.A1', 'yes', false, true],
  ]);
  t.match((await call(auditor, 'POST', `${room}/samples`, { method: 'random', size: 1 })).body, {
    seed: /^[0-9a-f]{32}$/,
  });
  const path = `${room}/samples/${drawn.body.id}`;
  t.match((await call(auditor, 'GET', path)).body, { reproduced: true, entries: { length: 3 } });

  const records = `${path}/records`;
  const of = { target_object: inside, note: 'Raum begangen' };
  t.equal(
    (await call(auditor, 'POST', records, { ...of, requirement: 'SYS.1.1.A5', result: 'conform' })).status,
    404,
    'what was not drawn',
  );
  await call(auditor, 'POST', records, { ...of, requirement: 'SYS.1.1.A1', result: 'conform' });
  const found = { ...of, requirement: 'SYS.1.1.A2', result: 'finding', kind: 'minor', title: 'Konten' };
  const { body } = await call(auditor, 'POST', records, found);
  t.match(body.records, [
    { requirement: 'SYS.1.1.A1', result: 'conform', finding: null, by: 'rita' },
    { requirement: 'SYS.1.1.A2', result: 'finding', finding: String, target_object: inside },
  ]);
  t.match((await call(isb, 'GET', `/audits/${audit.id}/findings`)).body.items, [
    { id: body.records[1].finding, kind: 'minor', control: 'SYS.1.1.A2', updated_by: 'rita' },
  ]);
  const plain = { ...of, requirement: 'SYS.1.1.A1', result: 'finding' };
  t.equal((await call(auditor, 'POST', records, plain)).status, 400, 'a finding has a kind and a title');
  t.match((await call(isb, 'GET', `/audits/${audit.id}/samples`)).body.items, [{}, {}]);

  await sql`update audit_sample_population set entries = replace(entries, '"no"', '"xx"')`.execute(db);
  t.match((await call(auditor, 'GET', path)).body, { reproduced: false });
  const { faults } = await verifyLogs(db, { dir: evidence.dir, publicKey: evidence.signer.publicKey });
  t.ok(faults.some(({ place }) => place === `audit_sample_population sample_id ${drawn.body.id}`));
  await sql`update audit_sample_population set entries = replace(entries, '"xx"', '"no"')`.execute(db);
  t.match((await call(auditor, 'GET', path)).body, { reproduced: true });
});

t.test('what was recorded is a list of the room, and a file', async (t) => {
  const { items } = (await call(auditor, 'GET', `${room}/records`)).body;
  t.ok(items.length > 0);
  t.match(
    items.find(({ result }: { result: string }) => result === 'finding'),
    { object: 'S1 Dateiserver', baustein: 'SYS.1.1', finding: { number: 1 } },
  );
  const file = (await call(auditor, 'GET', `${room}/records/export`)).body as string;
  t.equal(file.trim().split('\r\n').length, items.length + 1);
  t.equal((await call(other, 'GET', `${room}/records`)).status, 404);
});

t.test('who read what is kept once for each session and object, and is seen by the ISB', async (t) => {
  const path = `/audits/${audit.id}/accesses`;
  const { items } = (await call(isb, 'GET', path)).body;
  const read = items.map(({ by, object }: { by: string; object: string }) => `${by} ${object}`);
  t.ok(read.includes(`rita requirement SYS.1.1.A1 ${inside}`));
  t.ok(read.includes(`rita file ${mine.id}`));
  t.equal(new Set(read).size, read.length);
  await call(auditor, 'GET', room);
  t.equal((await call(isb, 'GET', path)).body.items.length, items.length);
  const page = (await call(isb, 'GET', `${path}?limit=1`)).body;
  t.match((await call(isb, 'GET', `${path}?limit=1&cursor=${page.next}`)).body.items, [{ id: items[1].id }]);
});

t.test('a package is read by the auditors it was released to, until it is withdrawn', async (t) => {
  const order = { from: '2026-11-01', to: '2026-11-22', evidence: [mine.id] };
  const { id } = await made('/audit-packages', order);
  t.match(await call(isb, 'POST', `/audits/${audit.id}/packages`, { package: grant.id }), { status: 404 });
  let job = (await call(isb, 'GET', `/exports/${id}`)).body;
  for (; job.ended_at === null; job = (await call(isb, 'GET', `/exports/${id}`)).body) await sleep(20);
  t.match(job, { state: 'done', error: null });
  t.same((await call(auditor, 'GET', `${room}/packages`)).body.items, []);
  const release = await made(`/audits/${audit.id}/packages`, { package: id });
  t.match(release, {
    audit: audit.id,
    kept: true,
    released_by: 'isolde',
    ...{ from: order.from, to: order.to },
  });
  t.equal((await call(isb, 'POST', `/audits/${audit.id}/packages`, { package: id })).status, 409);
  t.match((await call(isb, 'DELETE', `/exports/${id}`)).body, { error: { detail: /withdraw it first/ } });
  t.match((await call(auditor, 'GET', `${room}/packages`)).body.items, [
    { id: release.id, sha256: job.sha256 },
  ]);
  const fetched = (as: string) =>
    app.inject({ url: `/api/v1/isms${room}/packages/${release.id}/file`, headers: { cookie: as } });
  const bytes = (await fetched(auditor)).rawPayload;
  t.equal(createHash('sha256').update(bytes).digest('hex'), job.sha256);
  t.equal((await fetched(other)).statusCode, 404, 'the room of another is closed');
  const { items } = (await call(isb, 'GET', `/audits/${audit.id}/accesses`)).body;
  t.ok(items.some(({ object }: { object: string }) => object === `package ${release.id}`));
  const deleted = await call(isb, 'DELETE', `/audits/${audit.id}?version=${audit.version}`);
  t.match(deleted.body, { error: { code: 'STILL_IN_USE' } });
  t.match((await call(isb, 'POST', `/package-releases/${release.id}/withdraw`)).body, {
    withdrawn_by: 'isolde',
  });
  t.equal((await call(isb, 'POST', `/package-releases/${release.id}/withdraw`)).status, 409);
  t.equal((await fetched(auditor)).statusCode, 404);
  t.same((await call(auditor, 'GET', `${room}/packages`)).body.items, []);
  t.match((await call(isb, 'GET', `/audits/${audit.id}/packages`)).body.items, [{ withdrawn_at: String }]);
  t.equal((await call(isb, 'DELETE', `/exports/${id}`)).status, 204, 'its file may go now');
});

t.test('grants, samples, records and accesses are leaves: what is changed is named', async (t) => {
  const headers = { cookie: isb };
  t.equal((await app.inject({ method: 'POST', url: '/api/v1/log/heads', headers })).statusCode, 200);
  t.equal((await app.inject({ url: '/api/v1/log', headers: { cookie: auditor } })).statusCode, 200);
  t.equal((await app.inject({ url: '/api/v1/log/leaves', headers: { cookie: auditor } })).statusCode, 403);
  const verify = async () =>
    (await verifyLogs(db, { dir: evidence.dir, publicKey: evidence.signer.publicKey })).faults;
  t.same(await verify(), []);
  for (const [change, back, place, detail] of [
    [
      "audit_grant set bausteine = '{}'",
      "audit_grant set bausteine = '{SYS.1.1}'",
      'audit_grant',
      'bausteine',
    ],
    ["audit_sample set seed = seed || '1'", 'audit_sample set seed = left(seed, -1)', 'audit_sample', 'seed'],
    ["audit_record set note = note || '!'", 'audit_record set note = left(note, -1)', 'audit_record', 'note'],
    ["audit_access set by = 'x'", "audit_access set by = 'rita'", 'audit_access', 'by'],
    [
      "package_release set released_by = 'x'",
      "package_release set released_by = 'isolde'",
      'package_release',
      'released_by',
    ],
  ] as const) {
    await sql.raw(`update ${change}`).execute(db);
    const faults = await verify();
    t.ok(
      faults.some((fault) => fault.place.startsWith(`${place} id `) && fault.detail === `changed: ${detail}`),
      `${place}: ${JSON.stringify(faults)}`,
    );
    await sql.raw(`update ${back}`).execute(db);
  }
  t.same(await verify(), [], 'everything is back');
});

t.test('a grant is taken back at once, and an audit with a room stays', async (t) => {
  t.match((await call(isb, 'POST', `/audit-grants/${grant.id}/revoke`)).body, {
    state: 'revoked',
    revoked_by: 'isolde',
  });
  t.equal((await call(isb, 'POST', `/audit-grants/${grant.id}/revoke`)).status, 409);
  t.equal((await call(auditor, 'GET', room)).status, 404);
  t.same((await call(auditor, 'GET', '/audit-room')).body.items, []);
  const bare = await made('/audits', { title: 'Leer', starts: '2026-11-20', ends: '2026-11-20' });
  await made(`/audits/${bare.id}/grants`, { ...input, bausteine: [], scopes: [] });
  const { status, body } = await call(isb, 'DELETE', `/audits/${bare.id}?version=1`);
  t.equal(status, 409);
  t.match(body, { error: { code: 'STILL_IN_USE', detail: /audit room/ } });
});

type Drawn = { requirement: string; status: string; contradicted: boolean; evidence: boolean };
const brief = ({ requirement, status, contradicted, evidence: proved }: Drawn) => [
  requirement,
  status,
  contradicted,
  proved,
];
