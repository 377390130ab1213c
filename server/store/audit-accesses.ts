import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { AuditAccess, AuditRoom } from '../contract/audit-room.js';
import { getAudit } from './audit-programme.js';
import { coverRows } from './covered-rows.js';
import type { Author } from './structure-history.js';
import type { Database } from './tables.js';

/**
 * Notes that something of a room is read, before it is given out: once for each session and object, so that reloading
 * a page adds nothing. The row is a leaf of the tenant's log.
 * @param token of the session; what is kept of it tells sessions apart and opens none
 * @param object names what is read
 */
export async function noteAccess(
  db: Kysely<Database>,
  { grant }: AuditRoom,
  token: string,
  object: string,
  { by, now }: Author,
): Promise<void> {
  const session = createHash('sha256').update(`audit room ${grant.id} ${token}`).digest('hex').slice(0, 16);
  await db.transaction().execute(async (trx) => {
    const row = await trx
      .insertInto('audit_access')
      .values({
        tenant_id: grant.tenant,
        domain_id: grant.domain,
        audit_id: grant.audit,
        grant_id: grant.id,
        session,
        object,
        at: new Date(now),
        by,
      })
      .onConflict((conflict) => conflict.columns(['grant_id', 'session', 'object']).doNothing())
      .returning('id')
      .executeTakeFirst();
    if (row === undefined) return;
    const rows = [{ table: 'audit_access', key: { id: row.id } } as const];
    await coverRows(trx, [{ tenantId: grant.tenant, kind: 'access', reference: String(row.id), rows }]);
  });
}

/**
 * @param before id of the last one of the page before
 * @returns who read what for an audit, the latest first
 * @throws GrundwachtError NOT_FOUND
 */
export async function listAccesses(
  db: Kysely<Database>,
  audit: string,
  before: number | undefined,
  limit: number,
): Promise<AuditAccess[]> {
  const { tenant, domain } = await getAudit(db, audit);
  const rows = await db
    .selectFrom('audit_access')
    .select(['id', 'grant_id as grant', 'by', 'at', 'session', 'object'])
    .where('tenant_id', '=', tenant)
    .where('domain_id', '=', domain)
    .where('audit_id', '=', audit)
    .where(sql<boolean>`${before ?? null}::bigint is null or id < ${before ?? null}::bigint`)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() }));
}
