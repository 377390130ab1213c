import { type Kysely, sql, type Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { Audit } from '../contract/iso.js';
import type { StatedAudit } from '../isms/iso/stated.js';
import { mustBeCurrent, notePlan } from './plan-history.js';
import type { Author, DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

type Row = Omit<Audit, 'findings' | 'updated_at'> & {
  updated_at: Date;
  major: number;
  minor: number;
  recommendation: number;
  open: number;
};

const columns = sql`
  a.id, a.tenant_id as tenant, a.domain_id as domain, a.title, a.scope, a.criteria, a.auditor, a.starts::text, a.ends::text, a.state, a.summary, a.version,
  a.updated_at, a.updated_by, f.major, f.minor, f.recommendation, f.open`;
const source = sql`
  audit a cross join lateral (select
    count(*) filter (where kind = 'major')::int as major,
    count(*) filter (where kind = 'minor')::int as minor,
    count(*) filter (where kind = 'recommendation')::int as recommendation,
    count(*) filter (where closed_at is null)::int as open
    from finding f where f.tenant_id = a.tenant_id and f.domain_id = a.domain_id and f.audit_id = a.id) f`;

/** @returns the audit programme of a domain, the latest first */
export async function listAudits(db: Kysely<Database>, { tenant, domain }: DomainKey): Promise<Audit[]> {
  const { rows } = await sql<Row>`
    select ${columns} from ${source} where a.tenant_id = ${tenant} and a.domain_id = ${domain}
    order by a.starts desc, a.id`.execute(db);
  return rows.map(toAudit);
}

/** @throws GrundwachtError NOT_FOUND */
export async function getAudit(db: Kysely<Database>, id: string): Promise<Audit> {
  const { rows } = await sql<Row>`select ${columns} from ${source} where a.id = ${id}`.execute(db);
  if (rows[0] === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no audit {id}', values: { id } });
  return toAudit(rows[0]);
}

/** @param stated normalised and without faults */
export async function createAudit(
  trx: Transaction<Database>,
  key: DomainKey,
  stated: StatedAudit,
  author: Author,
): Promise<Audit> {
  const { id } = await trx
    .insertInto('audit')
    .values({
      tenant_id: key.tenant,
      domain_id: key.domain,
      ...stated,
      version: 1,
      updated_at: new Date(author.now),
      updated_by: author.by,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await notePlan(trx, key, author, [{ subject: 'audit', action: 'create', id, old: null, new: stated }]);
  return getAudit(trx, id);
}

/**
 * @param stated normalised and without faults
 * @throws GrundwachtError NOT_FOUND, CONFLICT
 */
export async function updateAudit(
  trx: Transaction<Database>,
  id: string,
  version: number,
  stated: StatedAudit,
  author: Author,
): Promise<Audit> {
  const { key, audit } = await lockedAudit(trx, id, version);
  await trx
    .updateTable('audit')
    .set({ ...stated, version: version + 1, updated_at: new Date(author.now), updated_by: author.by })
    .where('id', '=', id)
    .execute();
  const { findings: _, ...old } = audit;
  await notePlan(trx, key, author, [
    { subject: 'audit', action: 'change', id, old, new: { ...old, ...stated } },
  ]);
  return getAudit(trx, id);
}

/**
 * Deletes an audit that found nothing and gave nobody anything to read.
 * @throws GrundwachtError NOT_FOUND, CONFLICT, STILL_IN_USE
 */
export async function deleteAudit(
  trx: Transaction<Database>,
  id: string,
  version: number,
  author: Author,
): Promise<void> {
  const { key, audit } = await lockedAudit(trx, id, version);
  const { major, minor, recommendation } = audit.findings;
  const count = major + minor + recommendation;
  if (count > 0)
    throw new GrundwachtError('STILL_IN_USE', {
      message: 'the audit has {count} findings; cancel it instead',
      values: { count },
    });
  const granted = await trx
    .selectFrom('audit_grant')
    .select('id')
    .where('audit_id', '=', id)
    .executeTakeFirst();
  if (granted !== undefined)
    throw new GrundwachtError('STILL_IN_USE', 'the audit has an audit room; cancel it instead');
  const released = await trx
    .selectFrom('package_release')
    .select('id')
    .where('audit_id', '=', id)
    .executeTakeFirst();
  if (released !== undefined)
    throw new GrundwachtError('STILL_IN_USE', 'packages were released to the audit; cancel it instead');
  await trx.deleteFrom('audit').where('id', '=', id).execute();
  await notePlan(trx, key, author, [{ subject: 'audit', action: 'delete', id, old: audit, new: null }]);
}

async function lockedAudit(
  trx: Transaction<Database>,
  id: string,
  version: number,
): Promise<{ key: DomainKey; audit: Audit }> {
  await sql`select from audit where id = ${id} for update`.execute(trx);
  const audit = await getAudit(trx, id);
  mustBeCurrent({ message: 'the audit "{title}"', values: { title: audit.title } }, audit.version, version);
  return { key: { tenant: audit.tenant, domain: audit.domain }, audit };
}

function toAudit({ major, minor, recommendation, open, updated_at, ...row }: Row): Audit {
  return {
    ...row,
    findings: { major, minor, recommendation, open },
    updated_at: updated_at.toISOString(),
  };
}
