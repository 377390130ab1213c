import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { type JobOptions, type JobOrder, packageExport } from '../contract/audit-package.js';
import { GrundwachtError } from '../contract/errors.js';
import type { ExportJob } from '../contract/report.js';
import type { ExportJobTable } from './report-tables.js';
import type { Author, DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/** Exports of a tenant that wait or run at once; those of all tenants are made one after the other. */
const mostOpen = 20;
const listed = 200;

/** A job with what is not given out. */
export type StoredJob = ExportJob & { tenant: string; mediaType: string | null; options: JobOptions };

/**
 * @returns a job that waits for its turn
 * @throws GrundwachtError RATE_LIMITED
 */
export async function createExportJob(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  { name, format, language, options = {} }: JobOrder,
  { by, now }: Author,
): Promise<StoredJob> {
  const { open } = await db
    .selectFrom('export_job')
    .select(({ fn }) => fn.countAll<number>().as('open'))
    .where('tenant_id', '=', tenant)
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow();
  if (open >= mostOpen) {
    throw new GrundwachtError(
      'RATE_LIMITED',
      { message: '{open} exports are not over; wait for one, or cancel one', values: { open } },
      {
        retryAfterSeconds: 60,
      },
    );
  }
  const row = await db
    .insertInto('export_job')
    .values({
      tenant_id: tenant,
      domain_id: domain,
      ...{ name, format, language, by },
      options: JSON.stringify(options),
      state: 'waiting',
      created_at: new Date(now),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toJob(row);
}

/** @returns jobs that are not over, in their order: tenants take turns, each with its oldest first */
export async function openExportJobs(db: Kysely<Database>): Promise<StoredJob[]> {
  const rows = await db
    .selectFrom('export_job')
    .selectAll()
    .where('ended_at', 'is', null)
    .orderBy(
      sql`(select max(other.started_at) from export_job other where other.tenant_id = export_job.tenant_id) nulls first`,
    )
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(toJob);
}

/** @throws GrundwachtError NOT_FOUND */
export async function getExportJob(db: Kysely<Database>, id: string): Promise<StoredJob> {
  const row = await db.selectFrom('export_job').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no export {id}', values: { id } });
  return toJob(row);
}

/** @returns a domain's latest exports, or its audit packages, which are listed apart */
export async function listExportJobs(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  kind: 'reports' | 'packages' = 'reports',
): Promise<StoredJob[]> {
  const rows = await db
    .selectFrom('export_job')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('domain_id', '=', domain)
    .where('name', kind === 'packages' ? '=' : '<>', packageExport)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(listed)
    .execute();
  return rows.map(toJob);
}

/** @returns how many files a domain keeps, and how many bytes they have */
export async function exportFileTotals(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
): Promise<{ files: number; bytes: number }> {
  const { rows } = await sql<{ files: number; bytes: number }>`
    select count(*)::int as files, coalesce(sum(bytes), 0)::bigint as bytes from export_job
    where tenant_id = ${tenant} and domain_id = ${domain} and name <> ${packageExport}
      and state = 'done' and removed_at is null`.execute(db);
  return rows[0]!;
}

/** @returns whether the job waited and is running now; false when somebody has cancelled it */
export async function beginExportJob(db: Kysely<Database>, id: string, now: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('export_job')
    .set({ state: 'running', started_at: new Date(now), done: 0, total: null })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Notes how many rows are through. */
export async function advanceExportJob(
  db: Kysely<Database>,
  id: string,
  done: number,
  total: number | null,
): Promise<void> {
  await db
    .updateTable('export_job')
    .set({ done, total })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .execute();
}

/** The file of an export that was made. */
export interface ExportedFile {
  file_name: string;
  media_type: string;
  bytes: number;
  sha256: string;
}

type End =
  | { state: 'done'; file: ExportedFile }
  | { state: 'cancelled' }
  | { state: 'failed'; error: string };

/** @returns whether it was open; one that was over stays as it was */
export async function endExportJob(
  db: Kysely<Database>,
  id: string,
  end: End,
  now: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('export_job')
    .set({
      state: end.state,
      ended_at: new Date(now),
      ...(end.state === 'done' ? end.file : {}),
      ...(end.state === 'failed' ? { error: end.error } : {}),
    })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Lets a job that was interrupted wait again. */
export async function requeueExportJob(db: Kysely<Database>, id: string): Promise<void> {
  await db
    .updateTable('export_job')
    .set({ state: 'waiting', started_at: null })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .execute();
}

/**
 * @returns ids of jobs whose files were made before an instant and are still kept; what is released to auditors is kept
 * until the release is withdrawn
 */
export async function expiredExportFiles(db: Kysely<Database>, before: number): Promise<string[]> {
  const rows = await db
    .selectFrom('export_job')
    .select('id')
    .where('state', '=', 'done')
    .where('removed_at', 'is', null)
    .where('ended_at', '<', new Date(before))
    .where(sql<boolean>`not exists (select from package_release r
      where r.export_job_id = export_job.id and r.withdrawn_at is null)`)
    .execute();
  return rows.map(({ id }) => id);
}

/** @returns ids of all jobs whose files are kept */
export async function keptExportFiles(db: Kysely<Database>): Promise<Set<string>> {
  const rows = await db
    .selectFrom('export_job')
    .select('id')
    .where('state', '=', 'done')
    .where('removed_at', 'is', null)
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/** @returns ids of a tenant's jobs that have a file, or are getting one */
export async function exportFilesOf(db: Kysely<Database>, tenant: string): Promise<string[]> {
  const rows = await db
    .selectFrom('export_job')
    .select('id')
    .where('tenant_id', '=', tenant)
    .where('removed_at', 'is', null)
    .execute();
  return rows.map(({ id }) => id);
}

/** Notes that a job's file is gone. */
export async function noteExportFileRemoved(
  db: Kysely<Database> | Transaction<Database>,
  id: string,
  now: number,
): Promise<void> {
  await db
    .updateTable('export_job')
    .set({ removed_at: new Date(now) })
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .execute();
}

function toJob({
  tenant_id,
  domain_id,
  media_type,
  created_at,
  started_at,
  ended_at,
  removed_at,
  ...row
}: Selectable<ExportJobTable>): StoredJob {
  return {
    ...row,
    tenant: tenant_id,
    domain: domain_id,
    mediaType: media_type,
    created_at: created_at.toISOString(),
    started_at: started_at?.toISOString() ?? null,
    ended_at: ended_at?.toISOString() ?? null,
    removed_at: removed_at?.toISOString() ?? null,
  };
}
