import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { fillSecurityProcess } from '../../server/cli/demo/fill-security-process.js';
import { fillStructure } from '../../server/cli/demo/fill-structure.js';
import type { CheckQuestion } from '../../server/contract/check.js';
import type { TargetObject } from '../../server/contract/isms.js';
import type { Assignment } from '../../server/contract/modelling.js';
import type { ExportJob } from '../../server/contract/report.js';
import { ExportJobs } from '../../server/report/export-jobs.js';
import { installShippedCatalogs } from '../../server/shipped-catalogs.js';
import { findDomain } from '../../server/store/domains.js';
import {
  beginExportJob,
  createExportJob,
  endExportJob,
  getExportJob,
} from '../../server/store/export-jobs.js';
import { ensureTenant } from '../../server/store/tenants.js';
import { startTestServer } from './test-server.js';

const now = Date.parse('2026-11-22T10:00:00.000Z');
const exportFolder = t.testdir();
const { app, db, logIn } = await startTestServer(t, { now: () => now, exportFolder });
await installShippedCatalogs(db);
const cookie = await logIn('isolde', 'isb');

type Method = 'GET' | 'POST' | 'PUT';
/** @returns the reply's body; the test ends when the call is refused */
async function call(method: Method, path: string, payload?: object) {
  const body = payload === undefined ? {} : { payload };
  const reply = await app.inject({ method, url: `/api/v1/isms${path}`, headers: { cookie }, ...body });
  if (reply.statusCode >= 300) throw new Error(`${method} ${path}: ${reply.statusCode} ${reply.body}`);
  return reply.body === '' ? undefined : reply.json();
}

t.test('the sample city goes through IT-Grundschutz, from the first questions to the audit', async (t) => {
  // Before the first structure analysis: the self-check, whose answers come back in the check.
  const [topic] = (await call('GET', '/wiba')).items;
  for (const { id } of topic.questions.slice(0, 3))
    await call('PUT', `/wiba/${id}`, { answer: 'yes', version: 0 });

  // Structure analysis and protection needs.
  await fillStructure(db, 'default', now);
  const objects: TargetObject[] = (await call('GET', '/target-objects?limit=1000')).items;
  t.ok(objects.length >= 60);
  const server = objects.find(({ key }) => key === 'S006')!;
  const { effective, paths } = await call('GET', `/target-objects/${server.id}/protection-needs`);
  t.not(effective.availability, 'normal');
  t.ok(paths.availability.length > 1, 'it has what the processes need that rest on it');

  // Modelling.
  await call('POST', '/modelling/proposals');
  const proposed: Assignment[] = (await call('GET', '/modelling')).items;
  const items = proposed.map(({ id, version }) => ({ id, version }));
  await call('POST', '/modelling/decisions', { items, state: 'accepted' });

  // The check: what the self-check knows, an interview, and the rest of a Baustein at once.
  const { items: known } = await call('GET', '/wiba/proposals');
  t.ok(known.length > 0);
  await call('POST', '/wiba/carry-over', { requirements: [known[0].requirement] });
  const questions: CheckQuestion[] = (
    await call('GET', `/check/questions?baustein=SYS.1.1&scope=${server.id}`)
  ).items;
  const [gap, ...rest] = questions.map(({ requirement }) => requirement.id);
  const answered = { target_object: server.id, version: 0 };
  await call('PUT', '/check/answer', {
    ...answered,
    requirement: gap,
    status: 'no',
    responsible: 'Rechenzentrum',
  });
  const others = rest.map((requirement) => ({ ...answered, requirement }));
  await call('POST', '/check/answers', { items: others, change: { status: 'yes' } });
  const overview = await call('GET', '/check/overview');
  t.match(overview.all, { no: 1 });
  t.ok(overview.all.yes > 10);

  // Risk analysis of what needs more than normal protection.
  const { objects: needy } = await call('GET', '/risk-overview');
  t.ok(needy.some(({ target_object: id }: { target_object: string }) => id === server.id));
  const { items: risks } = await call('POST', `/target-objects/${server.id}/risks`, { threats: ['G 0.18'] });
  await call('PUT', `/risks/${risks[0].id}`, {
    before: { frequency: 'frequent', damage: 'considerable' },
    treatment: 'reduce',
    treatment_note: 'zweiter Standort',
    after: { frequency: 'rare', damage: 'considerable' },
    owner: 'Hauptamt',
    version: 1,
  });
  await call('POST', `/risks/${risks[0].id}/sign-off`, { version: 2 });

  // The plan has the gap, and what the risk asks for.
  await call('POST', '/measures', { risk: risks[0].id, deadline: '2026-12-31' });
  const { items: measures } = await call('GET', '/measures');
  t.ok(measures.some(({ risk }: { risk: string }) => risk === risks[0].id));
  t.match(
    measures.find(({ requirement }: { requirement: { id: string } | null }) => requirement?.id === gap),
    {
      origin: 'check',
      target_object: server.id,
      requirement: { status: 'no' },
      responsible: 'Rechenzentrum',
    },
  );
  t.equal((await call('GET', '/plan-overview')).states.open, measures.length);

  // ISO 27001: the statement follows the check; an audit finds something.
  t.equal((await call('GET', '/soa')).items.length, 93);
  const audit = await call('POST', '/audits', {
    title: 'Rechenzentrum',
    starts: '2026-12-01',
    ends: '2026-12-02',
    auditor: 'Revision',
  });
  const finding = await call('POST', `/audits/${audit.id}/findings`, {
    kind: 'minor',
    title: 'Zutritt',
    control: '7.2',
    target_object: server.id,
  });
  t.match(await call('POST', '/measures', { finding: finding.id }), { origin: 'finding', title: 'Zutritt' });

  // What all of this would be worth in Grundschutz++.
  const moved = await call('POST', '/migrations/grundschutz-plus-plus', { source: 'kompendium-2023' });
  t.ok(moved.coverage.controls > 900);
});

t.test('the demo fills a city that lives', async (t) => {
  await ensureTenant(db, 'demo', 'Demo', now);
  await fillStructure(db, 'demo', now);
  const first = await fillSecurityProcess(db, 'demo', now);
  t.same(first, { bausteine: 119, answers: 1520, measures: 206, risks: 16 }, 'always the same one');

  const query = 'tenant=demo';
  const admin = await logIn('anton', 'admin');
  const get = async (path: string) =>
    (
      await app.inject({
        url: `/api/v1/isms${path}${path.includes('?') ? '&' : '?'}${query}`,
        headers: { cookie: admin },
      })
    ).json();
  const { all, bausteine } = await get('/check/overview');
  t.ok(all.yes > all.total / 2, 'mostly yes');
  for (const state of ['partial', 'no', 'dispensable', 'open'])
    t.ok(all[state] > 20, `${state}: ${all[state]}`);
  t.ok(new Set(bausteine.map((each: { yes: number; total: number }) => each.yes / each.total)).size > 20);
  const plan = await get('/plan-overview');
  t.ok(
    plan.states.done > 20 && plan.states.in_progress > 10 && plan.states.accepted > 0,
    JSON.stringify(plan.states),
  );
  const past = plan.burn_down.filter(({ planned }: { planned: number | null }) => planned === null);
  t.ok(past.length > 20, 'the plan has a past');
  t.ok((await get('/migrations/grundschutz-plus-plus?source=kompendium-2023')).coverage.proposals.yes > 0);

  t.same(await fillSecurityProcess(db, 'demo', now + 1000), first, 'a second time changes nothing');
});

t.test('the sample city as documents: ordered, made, downloaded, removed', async (t) => {
  const inject = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, payload?: object, as = cookie) =>
    app.inject({
      method,
      url: `/api/v1/isms${path}${path.includes('?') ? '&' : '?'}`,
      headers: { cookie: as },
      ...(payload && { payload }),
    });
  const over = async (id: string): Promise<ExportJob> => {
    for (;;) {
      const job: ExportJob = (await inject('GET', `/exports/${id}`)).json();
      if (job.ended_at !== null) return job;
      await sleep(20);
    }
  };
  const order = async (name: string, format: string, options: object = {}) => {
    const body = { name, format, language: 'de', options };
    const reply = await inject('POST', '/exports?tenant=demo', body);
    t.equal(reply.statusCode, 202, `${name}: ${reply.body}`);
    const job = await over(reply.json().id);
    t.match(job, { state: 'done', error: null, by: 'isolde' }, `${name} ${job.error}`);
    return { job, file: await inject('GET', `/exports/${job.id}/file`) };
  };
  const guideline = { kind: 'policy', title: 'Leitlinie', state: 'in_force', edition: '2.1' };
  t.match((await inject('POST', '/guidelines?tenant=demo', guideline)).json(), {
    error: { code: 'VALIDATION', detail: /\/dated.*\/author.*\/approved_by.*\/approved_on/ },
  });
  const approved = {
    dated: '2026-01-08',
    author: 'ISB',
    approved_by: 'Bürgermeister',
    approved_on: '2026-01-15',
  };
  const stored = (await inject('POST', '/guidelines?tenant=demo', { ...guideline, ...approved })).json();
  const changed = { ...guideline, ...approved, title: 'Leitlinie zur Informationssicherheit', version: 1 };
  t.match((await inject('PUT', `/guidelines/${stored.id}`, changed)).json(), {
    version: 2,
    dated: '2026-01-08',
  });
  t.equal((await inject('PUT', `/guidelines/${stored.id}`, changed)).statusCode, 409);

  const objects: TargetObject[] = (await inject('GET', '/target-objects?tenant=demo&limit=1000')).json()
    .items;
  const server = objects.find(({ key }) => key === 'S006')!;
  const tables = new Map<string, { name: string; rows: Record<string, unknown>[] }[]>();
  for (const name of ['a0', 'a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'soa', 'management', 'system']) {
    const { file } = await order(name, 'json', name === 'system' ? { target_object: server.id } : {});
    tables.set(name, file.json().tables);
  }
  const rows = (report: string, table: string) =>
    tables.get(report)!.find(({ name }) => name === table)!.rows;
  t.match(rows('a0', 'required'), [
    { kind: 'policy', state: 'in_force', edition: '2.1', approved_by: 'Bürgermeister' },
    { kind: 'risk_analysis', state: 'missing' },
  ]);
  t.equal(rows('a1', 'it-system').length, objects.filter(({ type }) => type === 'it_system').length);
  t.equal(rows('a2', 'protection-needs').length, objects.length);
  t.ok(rows('a3', 'not-modelled').length > 0);
  const gaps = rows('a4', 'requirements').filter(({ status }) => status === 'no' || status === 'partial');
  const planned = new Set(
    rows('a6', 'measures')
      .concat(rows('a6', 'accepted'))
      .map(({ object, requirement }) => `${object} ${requirement}`),
  );
  t.ok(gaps.length > 50);
  t.same(
    gaps.filter(({ object, requirement }) => !planned.has(`${object} ${requirement}`)),
    [],
    'every gap of A.4 is in A.6',
  );
  t.equal(rows('soa', 'controls').length, 93);
  t.ok(rows('a5', 'risks').length > 10);
  t.ok(rows('system', 'requirements').every(({ object }) => object === 'S006'));

  const { job, file } = await order('management', 'pdf');
  t.equal(file.headers['content-type'], 'application/pdf');
  t.match(
    file.headers['content-disposition'],
    /^attachment; filename="Managementbericht .*\.pdf"; filename\*=UTF-8''/,
  );
  t.equal(createHash('sha256').update(file.rawPayload).digest('hex'), job.sha256);
  t.match(file.rawPayload.toString('latin1'), /\/Count 1\b/, 'one page');
  const workbook = await order('a4', 'xlsx', { baustein: 'SYS' });
  t.equal(workbook.file.rawPayload.length, workbook.job.bytes);
  t.match(await order('a3', 'csv'), { file: { headers: { 'content-type': 'application/zip' } } });

  const { files, bytes } = (await inject('GET', '/exports?tenant=demo')).json();
  t.equal(files, 13);
  t.ok(bytes > 100_000);
  const reader = await logIn('rita', 'auditor');
  t.equal((await inject('DELETE', `/exports/${job.id}`, undefined, reader)).statusCode, 403);
  t.equal((await inject('DELETE', `/exports/${job.id}`)).statusCode, 204);
  t.equal((await inject('GET', `/exports/${job.id}/file`)).statusCode, 404);
  t.match(
    await over(job.id),
    { state: 'done', file_name: /pdf$/, removed_at: String },
    'that it was made stays',
  );

  for (const [body, detail] of [
    [{ name: 'a9', format: 'pdf' }, /there is no export a9/],
    [{ name: 'a4', format: 'zip' }, /is made as pdf, xlsx, csv, json/],
    [{ name: 'system', format: 'pdf' }, /target_object: is needed/],
    [{ name: 'a1', format: 'pdf', options: { baustein: 'SYS' } }, /baustein: is not taken/],
  ] as const) {
    t.match((await inject('POST', '/exports', { language: 'de', ...body })).json(), {
      error: { code: 'VALIDATION', detail },
    });
  }
  const foreign = { name: 'system', format: 'json', language: 'de', options: { target_object: server.id } };
  const refused = await over((await inject('POST', '/exports', foreign)).json().id);
  t.match(
    refused,
    { state: 'failed', error: /the domain has no target object/ },
    'nothing of another tenant',
  );
});

t.test(
  'what waits is made after a restart, what was being made has failed, and files end with their time',
  async (t) => {
    const folder = t.testdir({ 'left-over': 'x', '9.tmp': { file: 'x' } });
    const key = await findDomain(db, 'demo', undefined);
    const author = { by: 'isolde', now };
    const body = { name: 'a0', format: 'json', language: 'en' } as const;
    const died = await createExportJob(db, key, body, author);
    await beginExportJob(db, died.id, now);
    const waiting = await createExportJob(db, key, body, author);
    const cancelled = await createExportJob(db, key, body, author);
    await endExportJob(db, cancelled.id, { state: 'cancelled' }, now);
    let clock = now;
    const jobs = new ExportJobs({ db, folder, now: () => clock });
    await jobs.open();
    let made = await getExportJob(db, waiting.id);
    while (made.ended_at === null) {
      await sleep(20);
      made = await getExportJob(db, waiting.id);
    }
    t.match(made, { state: 'done', error: null });
    t.match(await getExportJob(db, died.id), { state: 'failed', error: /order it again/ });
    t.match(await jobs.cancel(cancelled.id), { state: 'cancelled' });
    t.same(readdirSync(folder), [waiting.id], 'what no job has was cleared away');
    await jobs.close();
    clock += 31 * 24 * 3_600_000;
    const later = new ExportJobs({ db, folder, now: () => clock });
    await later.open();
    await later.close();
    t.same(readdirSync(folder), []);
    t.match(await getExportJob(db, waiting.id), { removed_at: new Date(clock).toISOString() });
  },
);
