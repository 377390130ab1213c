import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Test } from 'tap';
import type { TargetObject } from '../../server/contract/isms.js';
import type { ExportJob } from '../../server/contract/report.js';
import { ExportJobs } from '../../server/report/export-jobs.js';
import { findDomain } from '../../server/store/domains.js';
import {
  beginExportJob,
  createExportJob,
  endExportJob,
  getExportJob,
} from '../../server/store/export-jobs.js';
import type { DomainKey } from '../../server/store/structure-history.js';
import type { TestServer } from './test-server.js';

/** The sample city of the tenant `demo` as documents: ordered, made, downloaded, removed. */
export async function cityDocuments(t: Test, { app, logIn }: TestServer): Promise<void> {
  const cookie = await logIn('doris', 'isb');
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
    t.match(job, { state: 'done', error: null, by: 'doris' }, `${name} ${job.error}`);
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

  const plan = (await order('oscal-system-security-plan', 'json')).file;
  t.match(plan.headers['content-disposition'], /OSCAL- Sicherheitskonzept/);
  t.match(plan.json(), { 'system-security-plan': { 'system-implementation': { components: Array } } });

  const { files, bytes } = (await inject('GET', '/exports?tenant=demo')).json();
  t.equal(files, 14);
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
}

/** What waits is made after a restart, what was being made has failed, and files end with their time. */
export async function exportJobsAfterRestart(t: Test, { app, db }: TestServer, now: number): Promise<void> {
  // The server's own would take what is ordered here.
  await app.close();
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
  const jobs = new ExportJobs({ db, reports: db, folder, now: () => clock });
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
  await cancelsWhatRuns(t, jobs, db, key);
  t.same(readdirSync(folder), [waiting.id], 'of a cancelled one nothing stays');
  await jobs.close();
  clock += 31 * 24 * 3_600_000;
  const later = new ExportJobs({ db, reports: db, folder, now: () => clock });
  await later.open();
  await later.close();
  t.same(readdirSync(folder), []);
  t.match(await getExportJob(db, waiting.id), { removed_at: new Date(clock).toISOString() });
}

/** A report that is being made waits for a lock, so that it is cancelled while it runs on any machine. */
async function cancelsWhatRuns(t: Test, jobs: ExportJobs, db: TestServer['db'], key: DomainKey) {
  const order = { name: 'a4', format: 'json', language: 'de' } as const;
  const cancelled = await db.transaction().execute(async (trx) => {
    await sql`lock table target_object in access exclusive mode`.execute(trx);
    const { id } = await jobs.start(key, order, 'isolde');
    while ((await getExportJob(db, id)).state !== 'running') await sleep(20);
    t.match(await jobs.cancel(id), { state: 'cancelled', file_name: null, ended_at: String });
    return id;
  });
  // The next is made, so the one before has come to its end.
  const next = await jobs.start(key, { ...order, name: 'a0' }, 'isolde');
  while ((await getExportJob(db, next.id)).ended_at === null) await sleep(20);
  t.match(await getExportJob(db, next.id), { state: 'done' });
  await jobs.remove(next.id);
  const stays = { state: 'cancelled', error: null, sha256: null };
  t.match(await getExportJob(db, cancelled), stays, 'and stays cancelled');
}
