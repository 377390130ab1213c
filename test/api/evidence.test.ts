import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import t from 'tap';
import { importEvidence } from '../../server/cli/evidence-desk.js';
import { nodeCrypto } from '../../server/evidence/signer.js';
import { verifyPackage } from '../../server/evidence/verify/package.js';
import { installShippedCatalogs } from '../../server/shipped-catalogs.js';
import { evidencePath } from '../../server/store/evidence-files.js';
import { noteEvidenceReminders } from '../../server/store/evidence-reminders.js';
import { verifyLogs } from '../../server/store/evidence-verify.js';
import { thinObservations } from '../../server/store/observation-thinning.js';
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
  t.match((await found('state=expiring&state=expired')).body, { total: 1 }, 'of any of the states');
  t.match((await found('state=valid&state=expired')).body, { total: 0 });

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
  for (const part of ['file', 'view', 'display']) {
    const of = url.replace('file', part);
    t.equal((await app.inject({ url: of, headers: { cookie: analyst } })).statusCode, 403, part);
    t.equal((await app.inject({ url: of, headers: { cookie } })).statusCode, 200, part);
  }

  const open = (await upload('geschwärzt.pdf', '%PDF-1.7 redacted by hand')).body;
  const redacted = { ...item, file: { sha256: open.sha256, name: 'geschwärzt.pdf' }, version: 1 };
  t.equal((await call('PUT', `/isms/evidence/${strict.body.id}`, redacted)).status, 200);
  const asked = (query: string) => app.inject({ url: url + query, headers: { cookie: analyst } });
  t.equal((await asked('')).body, '%PDF-1.7 redacted by hand');
  t.equal((await asked('?version=1')).statusCode, 403, 'a version before stays what it was classified as');
});

t.test('a file is shown as what it is, under a policy by which nothing in it runs', async (t) => {
  t.match(await call('GET', `/isms/evidence/${id}/display`), { body: { shown: 'pdf', observed: null } });
  const reply = await app.inject({ url: `/api/v1/isms/evidence/${id}/view`, headers: { cookie } });
  t.match(reply.headers, {
    'content-type': 'application/pdf',
    'content-disposition': /^inline/,
    'content-security-policy': /default-src 'none'/,
  });
});

t.test('an expiry is called to mind once before it and once after', async (t) => {
  t.equal(await noteEvidenceReminders(db, now), 2);
  t.equal(await noteEvidenceReminders(db, now), 0);
  t.equal(await noteEvidenceReminders(db, Date.parse('2026-12-20')), 2);
  t.equal(await noteEvidenceReminders(db, Date.parse('2026-12-21')), 0);
});

/** Sizes of two heads: each call that changes something is a leaf, too. */
let first = 0;
let second = 0;
t.test('the log is given out with its proofs', async (t) => {
  const { leaves, ...log } = (await call('GET', '/log')).body;
  t.match(log, { head: null, waiting: leaves, key: { name: 'grundwacht/default' } });
  t.equal((await call('GET', '/log/leaves?kind=evidence&limit=1000')).body.items.length, 6);
  first = leaves + 1;
  t.match((await call('POST', '/log/heads')).body, { size: first, stamp: null });
  await call('POST', '/isms/evidence', item);
  second = first + 3;
  t.match((await call('POST', '/log/heads')).body, { size: second });
  t.match((await call('GET', '/log/heads?limit=1')).body, {
    items: [{ size: second }],
    next: String(second),
  });
  t.match((await call('GET', `/log/heads?cursor=${second}`)).body, { items: [{ size: first }], next: null });
  const [leaf] = (await call('GET', `/log/leaves?kind=evidence&reference=${id}/1`)).body.items;
  t.ok(leaf.position < first);
  t.match((await call('GET', `/log/inclusion/${leaf.position}`)).body, { size: second });
  t.ok((await call('GET', `/log/consistency?first=${first}&second=${second}`)).body.path.length > 0);
  t.match(await call('GET', `/log/inclusion/${second}`), { status: 404 });
  t.match((await call('GET', `/isms/evidence/${id}`)).body, { coverage: 'covered' });

  const [act] = (await call('GET', '/log/leaves?kind=act&limit=1000')).body.items.filter(
    ({ position }: { position: number | null }) => position !== null,
  );
  t.match(act, { content: null, content_hash: /^[0-9a-f]{64}$/ }, 'the trail is read as the trail alone');
  const { leaf: proved } = (await call('GET', `/log/inclusion/${act.position}`)).body;
  t.match(proved, { content: null, hash: act.hash });
});

t.test('a package is made, logged, and verifies', async (t) => {
  const reports = [
    { name: 'a4', format: 'json', language: 'de' },
    { name: 'oscal-system-security-plan', format: 'json', language: 'en' },
  ];
  const order = { from: '2026-01-01', to: '2026-12-31', earlier: first, reports };
  const url = '/api/v1/isms/audit-packages';
  const ask = (payload: object) => app.inject({ method: 'POST', url, headers: { cookie }, payload });
  const made = async (payload: object) => {
    const reply = await ask(payload);
    t.equal(reply.statusCode, 202, reply.body);
    const path = `/isms/exports/${reply.json().id}`;
    for (;;) {
      const job = (await call('GET', path)).body;
      if (job.ended_at !== null) {
        t.match(job, { state: 'done', error: null, name: 'audit-package', format: 'zip' });
        return app.inject({ url: `/api/v1${path}/file`, headers: { cookie } });
      }
      await sleep(20);
    }
  };
  const reply = await made(order);
  t.match(reply.headers, { 'content-type': 'application/zip' });
  const bytes = new Uint8Array(reply.rawPayload);
  const source = { size: bytes.length, read: async (a: number, b: number) => bytes.slice(a, b) };
  const report = await verifyPackage(nodeCrypto, source, evidence.signer.fingerprint);
  t.match(report, { faults: [], leaves: 3, earlier: first }, 'without what was withdrawn');
  const paths = report.manifest?.files.map(({ path }) => path) ?? [];
  t.ok(paths.includes(`evidence/${id}/Rücksicherung.pdf`));
  t.match(
    paths.filter((path) => path.startsWith('reports/')),
    [/^reports\/A\.4 .*2026-11-22\.json$/, /^reports\/OSCAL- system security plan/],
    'the reports go along',
  );
  t.match((await call('GET', '/log/leaves?kind=export')).body.items, [
    { reference: /^[0-9a-f-]{36}$/ },
    { reference: /^audit-package / },
  ]);
  const one = await made({ ...order, evidence: [id], reports: [] });
  const wrong = (report: object) => ask({ ...order, reports: [reports[0]!, { ...reports[0], ...report }] });
  t.match((await wrong({ name: 'a9' })).json(), { error: { detail: /^\/reports\/1\/name: .*no export a9/ } });
  t.match((await wrong({ name: 'system' })).json(), {
    error: { detail: /^\/reports\/1\/options\/\w+: is needed/ },
  });
  t.ok(one.rawPayload.length < bytes.length);
  t.match((await ask({ ...order, from: '2027-01-01' })).json(), { error: { detail: /^\/to/ } });
  t.match((await ask({ ...order, evidence: [object] })).json(), { error: { detail: /^\/evidence\/0/ } });
  t.equal((await ask({ ...order, earlier: first - 1 })).statusCode, 404);
  const { items } = (await call('GET', '/isms/audit-packages')).body;
  const large = items.find((job: { order: { evidence?: string[] } }) => job.order.evidence === undefined);
  t.match(large, { order, bytes: bytes.length, total: 4 });
  t.same(
    readdirSync(exportFolder).toSorted(),
    items.map((job: { id: string }) => job.id).toSorted(),
    'nothing stays of what was made for the packages but their files',
  );
  t.match((await call('GET', '/isms/exports')).body, { items: [], files: 0 }, 'they are listed apart');
  const direct = { name: 'audit-package', format: 'zip', language: 'de' };
  t.match((await call('POST', '/isms/exports', direct)).body, { error: { code: 'VALIDATION' } });
  const analyst = { cookie: await server.logIn('ansgar', 'analyst') };
  const file = await app.inject({ url: `/api/v1/isms/exports/${items[0].id}/file`, headers: analyst });
  t.equal(file.statusCode, 403, 'a package has what is strictly confidential');
  const wait = await call('POST', `/isms/exports/${items[0].id}/cancel`);
  t.match(wait.body, { state: 'done' }, 'what is over cannot be cancelled');
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
  const again = await call('POST', '/isms/evidence', seen);
  t.match((await call('GET', `/isms/evidence/${again.body.id}/display`)).body, {
    shown: null,
    observed: { verdict: 'supports', requirements: [{ requirement: 'CON.3.A5', strength: 'strong' }] },
  });
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

t.test('old observations are thinned by the rule, and the log says so', async (t) => {
  const { domain } = (await call('GET', `/isms/evidence/${id}`)).body;
  const day = Date.parse('2026-03-02T00:00:00Z');
  const at = (hour: number, verdict: 'supports' | 'contradicts', from = day) => ({
    ...({ domain, signal: 'thinned', version: '1', object, strength: 'strong', origin: 'query' } as const),
    ...{ observedAt: from + hour * 3_600_000, freshUntil: from + (hour + 2) * 3_600_000, verdict },
    figures: {},
    requirements: [
      { catalog: 'kompendium-2023', requirement: 'CON.3.A5', verdict, strength: 'strong' } as const,
    ],
  });
  const hours = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  // The verdict changes at 4 and back at 6; of 1 to 3 one is evidence.
  const ids = await addObservations(
    db,
    'default',
    hours.map((hour) => at(hour, hour === 4 || hour === 5 ? 'contradicts' : 'supports')),
  );
  const recent = await addObservations(
    db,
    'default',
    [1, 2, 3].map((hour) => at(hour, 'supports', now - 9e8)),
  );
  const observation = ids[1];
  t.equal(
    (await call('POST', '/isms/evidence', { ...item, kind: 'observation', file: null, observation })).status,
    201,
  );
  const left = async () =>
    (
      await sql<{
        id: string;
      }>`select id from observation where signal_id = 'thinned' order by observed_at`.execute(db)
    ).rows;
  await t.rejects(sql`delete from observation where id = ${ids[2]}`.execute(db), /never changed or deleted/);
  t.equal(await thinObservations(db, now), 2);
  const kept = [0, 1, 3, 4, 5, 6, 8].map((hour) => ids[hour]!);
  t.same(
    (await left()).map((row) => row.id),
    [...kept, ...recent],
    'ends of the day, changes, what is relied on, what is recent',
  );
  t.equal(await thinObservations(db, now), 0, 'a second run finds nothing');
  const { items } = (await call('GET', '/log/leaves?kind=removal')).body;
  t.match(items, [{ reference: /^observations\/2026-03-02\//, content: /"kept":7,"removed":2/ }]);
  const { faults, tenants } = await verify();
  t.same(faults, []);
  t.match(
    tenants.find(({ tenant }) => tenant === 'default'),
    { thinned: 2 },
  );
  await sql`update observation_thinning set removed = 1`.execute(db);
  t.match((await verify()).faults, [{ place: /^observation_thinning id/, detail: 'changed: removed' }]);
  await sql`update observation_thinning set removed = 2`.execute(db);
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
  const ofFirst = `size = ${first}`;
  await changed('evidence', 'title', "'Anders'", ofItem, /changed: title/);
  await changed('evidence', 'valid_until', "'2027-12-15'", ofItem, /changed: valid_until/);
  await changed('evidence_version', 'stated', "'{}'", `evidence_id = '${id}'`, /changed: stated/);
  await changed('evidence_file', 'type', "'x'", 'size = 17', /changed: type/);
  await changed('assessment', 'implementation', "'Keller'", 'true', /changed: implementation/);
  await changed('check_history', 'new', "'{}'", "action = 'change'", /changed: new/);
  await changed('risk', 'reason', "'x'", 'true', /changed: reason/);
  await changed('finding', 'title', "'x'", 'true', /changed: title/);
  await changed('plan_history', 'by', "'x'", "subject = 'finding'", /changed: by/);
  await changed('merkle_leaf', 'content', "content || ' '", 'position = 9', /content/);
  await changed('merkle_leaf', 'reference', "'x'", 'position = 3', /hash is not that of kind, reference/);
  await changed('merkle_leaf', 'leaf_hash', String.raw`sha256('\x01')`, 'position = 3', /its hash is not/);
  await changed(
    'tree_head',
    'root',
    String.raw`sha256('\x01')`,
    ofFirst,
    new RegExp(`one from position 0 to ${first - 1}`),
  );
  await changed('tree_head', 'at', "at - interval '1 s'", ofFirst, /those that were signed/);
  await changed(
    'tree_head',
    'note',
    "replace(note, E'\\n' || size, E'\\n' || size + 1)",
    ofFirst,
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

t.test('a folder is imported by its list, or nothing of it', async (t) => {
  const head = 'title;effective_on;provided_by;requirements;file;link;valid_until;target_objects\n';
  const rows = [
    'Prüfbericht;01.09.2026;Rechenzentrum;CON.3.A5, CON.3.A15;bericht.txt;;31.12.2027;S1\n',
    'Richtlinie;2026-01-15;ISB;ISMS.1.A1;;https://intranet.example/richtlinie;;\n',
  ];
  const folder = t.testdir({ 'bericht.txt': 'Rücksicherung gelungen', 'liste.csv': head + rows.join('') });
  const { domain } = (await call('GET', `/isms/evidence/${id}`)).body;
  const desk = {
    ...{ db, key: { tenant: 'default', domain }, author: { by: 'isolde', now } },
    store: { dir: evidence.dir, limit: 1024 },
  };
  const list = join(folder, 'liste.csv');
  const added: { title: string }[] = [];
  await importEvidence(desk, folder, list, (item) => added.push(item));
  t.match(added, [
    { kind: 'file', effective_on: '2026-09-01', valid_until: '2027-12-31', target_objects: [{ key: 'S1' }] },
    { kind: 'link', classification: 'internal', link: /^https/, target_objects: [] },
  ]);
  const wrong = [
    'Fehlt;2026-09-01;ISB;CON.3.A5;nicht-da.txt;;;\n',
    ';2026-09-01;ISB;CON.3.A5;bericht.txt;;;\n',
    'Tag;31.02.2026;ISB;CON.3.A5;bericht.txt;;;\n',
    'Pfad;2026-09-01;ISB;CON.3.A5;../bericht.txt;;;\n',
    'Beides;2026-09-01;ISB;CON.3.A5;bericht.txt;https://x.example;;\n',
  ];
  writeFileSync(list, head + wrong.join(''));
  const refused = importEvidence(desk, folder, list, () => t.fail('nothing is added'));
  await t.rejects(refused, {
    code: 'VALIDATION',
    message: /line 3: title.*\n.*line 4: effective_on.*\n.*line 5: file.*\n.*line 6: has to name/s,
  });
  writeFileSync(list, head + wrong[0]! + rows[1]!.replace(/;\n$/, ';S99\n'));
  await t.rejects(
    importEvidence(desk, folder, list, () => t.fail('nothing is added')),
    {
      message: /line 2: .*nicht-da.txt.*line 3: target_objects: the domain has none S99/s,
    },
  );
  writeFileSync(list, 'title;colour\n');
  await t.rejects(
    importEvidence(desk, folder, list, () => {}),
    { message: /no column effective_on.*colour is not known/s },
  );
});
