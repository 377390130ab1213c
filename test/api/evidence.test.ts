import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { sql } from 'kysely';
import t from 'tap';
import { nodeCrypto } from '../../server/evidence/signer.js';
import { verifyPackage } from '../../server/evidence/verify/package.js';
import { installShippedCatalogs } from '../../server/shipped-catalogs.js';
import { evidencePath } from '../../server/store/evidence-files.js';
import { noteEvidenceReminders } from '../../server/store/evidence-reminders.js';
import { verifyLogs } from '../../server/store/evidence-verify.js';
import { addObservations } from '../../server/store/observations.js';
import { startTestServer, testEvidence } from './test-server.js';

const now = Date.parse('2026-11-22T10:00:00.000Z');
const evidence = testEvidence(t);
const exportFolder = t.testdir();
const server = await startTestServer(t, { now: () => now, evidence, exportFolder });
const { app, db } = server;
const cookie = await server.logIn('isolde', 'isb');
await installShippedCatalogs(db);

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
async function call(method: Method, path: string, payload?: object) {
  const body = payload === undefined ? {} : { payload };
  const reply = await app.inject({ method, url: `/api/v1${path}`, headers: { cookie }, ...body });
  return { status: reply.statusCode, body: reply.body === '' ? undefined : reply.json() };
}
const upload = async (name: string, content: string | Buffer) => {
  const headers = { cookie, 'content-type': 'application/octet-stream' };
  const url = `/api/v1/isms/evidence/files?name=${encodeURIComponent(name)}`;
  const reply = await app.inject({ method: 'POST', url, headers, payload: content });
  return { status: reply.statusCode, body: reply.json() };
};
const verify = () => verifyLogs(db, { dir: evidence.dir, publicKey: evidence.signer.publicKey });

const { id: object } = (
  await call('POST', '/isms/target-objects', { key: 'S1', type: 'it_system', name: 'Dateiserver' })
).body;
const file = (await upload('Rücksicherung.pdf', '%PDF-1.7 restored')).body;
const item = {
  kind: 'file',
  title: 'Rücksicherungstest Q3',
  shows: 'Der Dateiserver wurde vollständig zurückgesichert.',
  effective_on: '2026-09-30',
  valid_until: '2026-12-15',
  provided_by: 'Rechenzentrum',
  classification: 'internal',
  requirements: ['CON.3.A15', 'CON.3.A5'],
  target_objects: [object],
  file: { sha256: file.sha256, name: 'Rücksicherung.pdf' },
  link: null,
  observation: null,
};
const { id } = (await call('POST', '/isms/evidence', item)).body;

t.test('a file is taken as it comes, when its content is what its name says', async (t) => {
  t.match(file, { size: 17, type: 'application/pdf', sha256: /^[0-9a-f]{64}$/ });
  t.same((await upload('again.pdf', '%PDF-1.7 restored')).body, file);
  t.match(await upload('a.exe', 'MZ'), { status: 400, body: { error: { code: 'VALIDATION' } } });
  t.match(await upload('a.pdf', 'MZ'), { status: 400, body: { error: { detail: /a\.pdf/ } } });
  t.match(await upload('a.txt', Buffer.from([0x41, 0])), { status: 400 });
  t.match(await upload('a.txt', ''), { status: 400 });
  t.match(await upload('a.txt', 'x'.repeat(100_001)), { status: 413 });
  t.match(await call('POST', '/isms/evidence/files?name=a.txt', {}), { status: 415 });
});

t.test('an item serves requirements and objects, has versions and is withdrawn, never deleted', async (t) => {
  const { body } = await call('GET', `/isms/evidence/${id}`);
  t.match(body, {
    state: 'expiring',
    coverage: 'waiting',
    file: { size: 17, name: 'Rücksicherung.pdf' },
    target_objects: [{ key: 'S1' }],
    version: 1,
  });
  const found = (query: string) => call('GET', `/isms/evidence?${query}`);
  t.match((await found('requirement=CON.3.A5')).body, { total: 1, items: [{ id }], next: null });
  t.match((await found('requirement=CON.3.A1')).body, { total: 0 }, 'A15 is not A1');
  t.match((await found(`target_object=${object}&q=DATEIserver&state=expiring`)).body, { total: 1 });

  const second = await call('POST', '/isms/evidence', {
    ...item,
    kind: 'link',
    title: 'Ticket',
    file: null,
    link: 'https://tickets.example/1',
    valid_until: null,
  });
  const of = `/isms/evidence/${second.body.id}`;
  const change = { ...item, kind: 'link', file: null, link: 'https://tickets.example/2' };
  t.match(await call('PUT', of, { ...change, requirements: [], version: 1 }), {
    body: { version: 2, requirements: [], link: /2$/ },
  });
  t.match(await call('PUT', of, { ...change, version: 1 }), { status: 409 });
  t.match(await call('POST', `${of}/withdraw`, { version: 2, reason: 'Falsches Ticket' }), {
    body: { state: 'withdrawn', version: 3, withdrawn: { by: 'isolde', reason: 'Falsches Ticket' } },
  });
  t.match(await call('PUT', of, { ...change, version: 3 }), { status: 400 });
  t.equal((await call('DELETE', of)).status, 404);
  t.match((await call('GET', `${of}/versions`)).body.items, [
    { number: 3, stated: { withdrawn: 'Falsches Ticket' } },
    { number: 2 },
    { number: 1, stated: { requirements: ['CON.3.A15', 'CON.3.A5'] } },
  ]);
  const page = (await found('limit=1')).body;
  const last = (await found(`limit=1&cursor=${page.next}`)).body;
  const ids = [page, last].map(({ items }) => items[0].id);
  t.same(ids.toSorted(), [id, second.body.id].toSorted());
  t.equal(last.next, null);
});

t.test('what cannot be is refused with its place', async (t) => {
  const refused = async (change: object, detail: RegExp) =>
    t.match(await call('POST', '/isms/evidence', { ...item, ...change }), {
      status: 400,
      body: { error: { code: 'VALIDATION', detail } },
    });
  await refused({ file: null }, /^\/file: /);
  await refused({ link: 'https://a.example' }, /^\/link: must be null/);
  await refused({ link: 'javascript:alert(1)', kind: 'link' }, /link/);
  await refused({ effective_on: '2026-11-23' }, /^\/effective_on/);
  await refused({ valid_until: '2026-09-29' }, /^\/valid_until/);
  await refused({ requirements: ['XYZ.1.A1'] }, /^\/requirements: there is no XYZ.1.A1/);
  await refused({ target_objects: [id] }, /^\/target_objects/);
  await refused({ file: { sha256: 'f'.repeat(64), name: 'a.pdf' } }, /^\/file\/sha256/);
  await refused({ file: { ...item.file, name: '../a' } }, /name/);
});

t.test('files are given out to be saved, strictly confidential ones to few', async (t) => {
  const get = (as: string) =>
    app.inject({ url: `/api/v1/isms/evidence/${id}/file`, headers: { cookie: as } });
  const reply = await get(cookie);
  t.equal(reply.body, '%PDF-1.7 restored');
  t.match(reply.headers, {
    'content-type': 'application/octet-stream',
    'content-disposition': "attachment; filename*=UTF-8''R%C3%BCcksicherung.pdf",
    'x-content-type-options': 'nosniff',
  });
  const strict = await call('POST', '/isms/evidence', { ...item, classification: 'strict' });
  const url = `/api/v1/isms/evidence/${strict.body.id}/file`;
  const analyst = await server.logIn('anna', 'analyst');
  t.equal((await app.inject({ url, headers: { cookie: analyst } })).statusCode, 403);
  t.equal((await app.inject({ url, headers: { cookie } })).statusCode, 200);
});

t.test('an expiry is called to mind once before it and once after', async (t) => {
  t.equal(await noteEvidenceReminders(db, now), 2);
  t.equal(await noteEvidenceReminders(db, now), 0);
  t.equal(await noteEvidenceReminders(db, Date.parse('2026-12-20')), 2);
  t.equal(await noteEvidenceReminders(db, Date.parse('2026-12-21')), 0);
});

t.test('the log is given out with its proofs', async (t) => {
  t.match((await call('GET', '/log')).body, {
    head: null,
    waiting: 5,
    leaves: 5,
    key: { name: 'grundwacht/default' },
  });
  t.match((await call('POST', '/log/heads')).body, { size: 5, stamp: null });
  await call('POST', '/isms/evidence', item);
  t.match((await call('POST', '/log/heads')).body, { size: 6 });
  t.match((await call('GET', '/log/heads?limit=1')).body, { items: [{ size: 6 }], next: '6' });
  t.match((await call('GET', '/log/heads?cursor=6')).body, { items: [{ size: 5 }], next: null });
  t.match((await call('GET', `/log/leaves?kind=evidence&reference=${id}/1`)).body.items, [{ position: 0 }]);
  t.match((await call('GET', '/log/inclusion/3')).body, { size: 6, path: { length: 3 } });
  t.match((await call('GET', '/log/consistency?first=5&second=6')).body, { path: { length: 3 } });
  t.match(await call('GET', '/log/inclusion/6'), { status: 404 });
  t.match((await call('GET', `/isms/evidence/${id}`)).body, { coverage: 'covered' });
});

t.test('a package is made, logged, and verifies', async (t) => {
  const reports = [
    { name: 'a4', format: 'json', language: 'de' },
    { name: 'oscal-system-security-plan', format: 'json', language: 'en' },
  ];
  const order = { from: '2026-01-01', to: '2026-12-31', earlier: 5, reports };
  const url = '/api/v1/isms/audit-packages';
  const ask = (payload: object) => app.inject({ method: 'POST', url, headers: { cookie }, payload });
  const reply = await ask(order);
  t.match(reply.headers, { 'content-type': 'application/zip' });
  const bytes = new Uint8Array(reply.rawPayload);
  const source = { size: bytes.length, read: async (a: number, b: number) => bytes.slice(a, b) };
  const report = await verifyPackage(nodeCrypto, source, evidence.signer.fingerprint);
  t.match(report, { faults: [], head: { size: 6 }, leaves: 3, earlier: 5 }, 'without what was withdrawn');
  const paths = report.manifest?.files.map(({ path }) => path) ?? [];
  t.ok(paths.includes(`evidence/${id}/Rücksicherung.pdf`));
  t.match(
    paths.filter((path) => path.startsWith('reports/')),
    [/^reports\/A\.4 .*2026-11-22\.json$/, /^reports\/OSCAL- system security plan/],
    'the reports go along',
  );
  t.match((await call('GET', '/log/leaves?kind=export')).body.items, [{ reference: /^audit-package / }]);
  const one = await ask({ ...order, evidence: [id], reports: [] });
  const wrong = (report: object) => ask({ ...order, reports: [reports[0]!, { ...reports[0], ...report }] });
  t.match((await wrong({ name: 'a9' })).json(), { error: { detail: /^\/reports\/1: .*no export a9/ } });
  t.match((await wrong({ name: 'system' })).json(), { error: { detail: /^\/reports\/1: .*is needed/ } });
  t.ok(one.rawPayload.length < bytes.length);
  t.match((await ask({ ...order, from: '2027-01-01' })).json(), { error: { detail: /^\/to/ } });
  t.match((await ask({ ...order, evidence: [object] })).json(), { error: { detail: /^\/evidence\/0/ } });
  t.equal((await ask({ ...order, earlier: 4 })).statusCode, 404);
  t.same(readdirSync(exportFolder), [], 'what was made for the packages is removed');
});

t.test('an observation as evidence is taken into the log with what it says, once', async (t) => {
  const { domain } = (await call('GET', `/isms/evidence/${id}`)).body;
  const [observation] = await addObservations(db, 'default', [
    {
      domain,
      signal: 'test-signal',
      version: '1',
      object,
      observedAt: now,
      freshUntil: now + 3_600_000,
      verdict: 'supports',
      strength: 'strong',
      origin: 'query',
      figures: {},
      requirements: [
        { catalog: 'kompendium-2023', requirement: 'CON.3.A5', verdict: 'supports', strength: 'strong' },
      ],
    },
  ]);
  const seen = { ...item, kind: 'observation', file: null, observation };
  t.equal((await call('POST', '/isms/evidence', seen)).status, 201);
  t.equal((await call('POST', '/isms/evidence', seen)).status, 201);
  t.match(await call('POST', '/isms/evidence', { ...seen, observation: id }), {
    status: 400,
    body: { error: { detail: /^\/observation/ } },
  });
  const { items } = (await call('GET', '/log/leaves?kind=observation')).body;
  t.equal(items.length, 1);
  t.match(items[0], { reference: observation, content: /observation_requirement/ });
  await sql.raw('alter table observation disable trigger observation_kept').execute(db);
  await sql.raw(`update observation set verdict = 'contradicts'`).execute(db);
  t.match((await verify()).faults, [{ place: `observation id ${observation}`, detail: 'changed: verdict' }]);
  await sql.raw(`update observation set verdict = 'supports'`).execute(db);
});

t.test('everything that is covered and changed is named', async (t) => {
  await call('POST', '/isms/modelling', { baustein: 'SYS.1.1', target_object: object, state: 'accepted' });
  const requirement = 'SYS.1.1.A1';
  const answer = { requirement, target_object: object, status: 'yes', implementation: 'Serverraum' };
  t.equal((await call('PUT', '/isms/check/answer', { ...answer, version: 0 })).status, 200);
  t.equal(
    (await call('PUT', '/isms/check/answer', { ...answer, status: 'partial', version: 1 })).status,
    200,
  );
  const path = `/isms/target-objects/${object}/risks`;
  const [risk] = (await call('POST', path, { threats: ['G 0.18'] })).body.items;
  const day = { starts: '2026-11-01', ends: '2026-11-02' };
  const audit = {
    title: 'Audit',
    scope: '',
    criteria: '',
    auditor: 'A',
    state: 'planned',
    summary: '',
    ...day,
  };
  const { id: auditId } = (await call('POST', '/isms/audits', audit)).body;
  const finding = { kind: 'minor', title: 'F', description: '', control: '', cause: '', verification: '' };
  const { id: findingId } = (
    await call('POST', `/isms/audits/${auditId}/findings`, { ...finding, target_object: null, closed: false })
  ).body;
  t.ok(risk.id && findingId);
  await call('POST', '/log/heads');
  t.same((await verify()).faults, []);

  /** Changes one value, expects it to be named, and puts it back. */
  const changed = async (table: string, column: string, value: string, where: string, detail: RegExp) => {
    const [at, from] = [sql.ref(column), sql.raw(`${table} where ${where}`)];
    const before = (await sql<{ v: string }>`select ${at}::text as v from ${from}`.execute(db)).rows;
    t.equal(before.length, 1, `${table} where ${where}`);
    const [to, set] = [sql.raw(`${table} set ${column} = `), sql.raw(` where ${where}`)];
    await sql`update ${to}${sql.raw(value)}${set}`.execute(db);
    const { faults } = await verify();
    const named = faults.some((fault) => fault.place.startsWith(`${table} `) && detail.test(fault.detail));
    t.ok(named, `${table}.${column}: ${JSON.stringify(faults)}`);
    await sql`update ${to}${sql.raw(`$old$${before[0]?.v}$old$`)}${set}`.execute(db);
  };
  const ofItem = `id = '${id}'`;
  await changed('evidence', 'title', "'Anders'", ofItem, /changed: title/);
  await changed('evidence', 'valid_until', "'2027-12-15'", ofItem, /changed: valid_until/);
  await changed('evidence_version', 'stated', "'{}'", `evidence_id = '${id}'`, /changed: stated/);
  await changed('evidence_file', 'type', "'x'", 'true', /changed: type/);
  await changed('assessment', 'implementation', "'Keller'", 'true', /changed: implementation/);
  await changed('check_history', 'new', "'{}'", "action = 'change'", /changed: new/);
  await changed('risk', 'reason', "'x'", 'true', /changed: reason/);
  await changed('finding', 'title', "'x'", 'true', /changed: title/);
  await changed('plan_history', 'by', "'x'", "subject = 'finding'", /changed: by/);
  await changed('merkle_leaf', 'content', "content || ' '", 'position = 9', /content/);
  await changed('merkle_leaf', 'reference', "'x'", 'position = 3', /hash is not that of kind, reference/);
  await changed('merkle_leaf', 'leaf_hash', String.raw`sha256('\x01')`, 'position = 3', /its hash is not/);
  await changed('tree_head', 'root', String.raw`sha256('\x01')`, 'size = 5', /one from position 0 to 4/);
  await changed('tree_head', 'at', "at - interval '1 s'", 'size = 5', /those that were signed/);
  await changed(
    'tree_head',
    'note',
    "replace(note, '5', '6')",
    'size = 5',
    /signature|signed note|tree head/,
  );
  t.same((await verify()).faults, [], 'everything is back');

  /** The same with what cannot be put back by an update. */
  const removed = async (table: string, where: string, place: string, detail: RegExp) => {
    await sql.raw(`create table kept as select * from ${table} where ${where}`).execute(db);
    await sql.raw(`delete from ${table} where ${where}`).execute(db);
    const { faults } = await verify();
    t.ok(
      faults.some((fault) => fault.place.startsWith(place) && detail.test(fault.detail)),
      JSON.stringify(faults),
    );
    await sql.raw(`insert into ${table} overriding system value select * from kept`).execute(db);
    await sql.raw('drop table kept').execute(db);
  };
  await removed('check_history', "action = 'change'", 'check_history id', /missing/);
  await removed('merkle_leaf', 'position = 3', 'merkle_leaf position 3', /missing/);
  await removed(
    'merkle_leaf',
    "kind = 'check-decision' and position is not null and reference = (select max(id)::text from check_history where subject = 'assessment')",
    'check_history id',
    /no leaf/,
  );
  await removed(
    'tree_head',
    'size = (select max(size) from tree_head)',
    'merkle_leaf position',
    /no tree head/,
  );
  await removed('plan_history', "subject = 'risk'", 'plan_history id', /missing/);
  await removed('evidence_requirement', "requirement_id = 'CON.3.A5'", 'evidence_requirement ', /missing/);
  t.same((await verify()).faults, [], 'everything is back');

  const stored = evidencePath(evidence.dir, 'default', file.sha256);
  const content = readFileSync(stored);
  writeFileSync(stored, '%PDF-1.7 Restored');
  t.match((await verify()).faults, [{ place: `file ${stored}`, detail: /changed/ }]);
  writeFileSync(stored, content);
  t.same((await verify()).faults, []);
});
