import { type Kysely, sql, type Transaction } from 'kysely';
import { type PackageRelease, packageExport } from '../contract/audit-package.js';
import { GrundwachtError } from '../contract/errors.js';
import { getAudit } from './audit-programme.js';
import { coverRows } from './covered-rows.js';
import { getExportJob, type StoredJob } from './export-jobs.js';
import type { Author } from './structure-history.js';
import type { Database } from './tables.js';

function releases(db: Kysely<Database>) {
  return db
    .selectFrom('package_release as r')
    .innerJoin('export_job as j', 'j.id', 'r.export_job_id')
    .select(['r.id', 'r.audit_id as audit', 'r.export_job_id as package', 'r.released_at', 'r.released_by'])
    .select(['r.withdrawn_at', 'r.withdrawn_by', 'r.tenant_id', 'j.removed_at'])
    .select([
      sql<string>`j.options->'package'->>'from'`.as('from'),
      sql<string>`j.options->'package'->>'to'`.as('to'),
      sql<string>`j.file_name`.as('file_name'),
      sql<number>`j.bytes`.as('bytes'),
      sql<string>`j.sha256`.as('sha256'),
    ])
    .orderBy('r.released_at', 'desc')
    .orderBy('r.id');
}

type Row = Awaited<ReturnType<ReturnType<typeof releases>['executeTakeFirstOrThrow']>>;

/**
 * @param only `open`: those that are not withdrawn and whose file is kept
 * @returns what was released to auditors of an audit, the latest first
 * @throws GrundwachtError NOT_FOUND
 */
export async function listReleases(
  db: Kysely<Database>,
  audit: string,
  only: 'all' | 'open',
): Promise<PackageRelease[]> {
  const { tenant, domain } = await getAudit(db, audit);
  let query = releases(db)
    .where('r.tenant_id', '=', tenant)
    .where('r.domain_id', '=', domain)
    .where('r.audit_id', '=', audit);
  if (only === 'open') query = query.where('r.withdrawn_at', 'is', null).where('j.removed_at', 'is', null);
  return (await query.execute()).map(toRelease);
}

/**
 * Releases a package to the auditors of an audit, as a whole: it is not narrowed to their scopes.
 * @throws GrundwachtError NOT_FOUND, VALIDATION for what is no package of the audit's domain that is kept, CONFLICT when
 * it was released before
 */
export async function releasePackage(
  trx: Transaction<Database>,
  audit: string,
  id: string,
  { by, now }: Author,
): Promise<PackageRelease> {
  const { tenant, domain } = await getAudit(trx, audit);
  const job = await getExportJob(trx, id);
  if (job.name !== packageExport || job.tenant !== tenant || job.domain !== domain) {
    throw new GrundwachtError('VALIDATION', {
      pointer: '/package',
      message: 'the domain of the audit has no audit package {id}',
      values: { id },
    });
  }
  if (job.state !== 'done' || job.removed_at !== null) {
    throw new GrundwachtError('VALIDATION', {
      pointer: '/package',
      message: 'the package {id} has no file; make it again',
      values: { id },
    });
  }
  const row = await trx
    .insertInto('package_release')
    .values({
      ...{ tenant_id: tenant, domain_id: domain, audit_id: audit, export_job_id: id },
      ...{ released_at: new Date(now), released_by: by },
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('CONFLICT', 'the package was released to this audit before');
  await coverRelease(trx, tenant, row.id);
  return findRelease(trx, row.id);
}

/**
 * Takes a released package back; what was downloaded stays with who has it.
 * @throws GrundwachtError NOT_FOUND, CONFLICT when it was withdrawn before
 */
export async function withdrawRelease(
  trx: Transaction<Database>,
  id: string,
  { by, now }: Author,
): Promise<PackageRelease> {
  const row = await trx
    .updateTable('package_release')
    .set({ withdrawn_at: new Date(now), withdrawn_by: by })
    .where('id', '=', id)
    .where('withdrawn_at', 'is', null)
    .returning('tenant_id')
    .executeTakeFirst();
  const release = await findRelease(trx, id);
  if (row === undefined) throw new GrundwachtError('CONFLICT', 'the release was withdrawn before');
  await coverRelease(trx, row.tenant_id, id);
  return release;
}

/**
 * @returns the package that a release of an audit gives out
 * @throws GrundwachtError NOT_FOUND for one of another audit or that was withdrawn
 */
export async function releasedPackage(db: Kysely<Database>, audit: string, id: string): Promise<StoredJob> {
  const row = await db
    .selectFrom('package_release')
    .select('export_job_id')
    .where('id', '=', id)
    .where('audit_id', '=', audit)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', {
      message: 'no package was released to you as {id}',
      values: { id },
    });
  return getExportJob(db, row.export_job_id);
}

/** @returns whether an export is a package that is released now */
export async function isReleased(db: Kysely<Database>, job: string): Promise<boolean> {
  const row = await db
    .selectFrom('package_release')
    .select('id')
    .where('export_job_id', '=', job)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

async function findRelease(db: Kysely<Database>, id: string): Promise<PackageRelease> {
  const row = await releases(db).where('r.id', '=', id).executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no release {id}', values: { id } });
  return toRelease(row);
}

async function coverRelease(trx: Transaction<Database>, tenant: string, id: string): Promise<void> {
  const rows = [{ table: 'package_release', key: { id } } as const];
  await coverRows(trx, [{ tenantId: tenant, kind: 'access', reference: `package/${id}`, rows }]);
}

function toRelease({ tenant_id: _, removed_at, released_at, withdrawn_at, ...row }: Row): PackageRelease {
  return {
    ...row,
    kept: removed_at === null,
    released_at: released_at.toISOString(),
    withdrawn_at: withdrawn_at?.toISOString() ?? null,
  };
}
