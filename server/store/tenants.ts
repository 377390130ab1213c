import { type Kysely, sql, type Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { Tenant } from '../contract/tenant.js';
import { lockAlerts } from './alert-revision.js';
import { ensureDomain } from './domains.js';
import type { Database } from './tables.js';

/** @returns ids of all tenants, in order */
export async function listTenants(db: Kysely<Database>): Promise<string[]> {
  const rows = await db.selectFrom('tenant').select('id').orderBy('id').execute();
  return rows.map((row) => row.id);
}

/**
 * Makes sure that a tenant exists and has an information domain.
 * @param id lower-case letters, digits and hyphens
 * @param now milliseconds since the epoch
 */
export async function ensureTenant(
  db: Kysely<Database>,
  id: string,
  title: string,
  now: number,
): Promise<void> {
  await db
    .insertInto('tenant')
    .values({ id, title, created_at: new Date(now) })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  await ensureDomain(db, id, title, now);
}

/**
 * Creates a tenant with an information domain.
 * @throws GrundwachtError ALREADY_EXISTS
 */
export async function createTenant(
  trx: Transaction<Database>,
  id: string,
  title: string,
  now: number,
): Promise<void> {
  if ((await listTenants(trx)).includes(id)) {
    throw new GrundwachtError('ALREADY_EXISTS', {
      pointer: '/id',
      message: 'there is already a tenant {id}',
      values: { id },
    });
  }
  await ensureTenant(trx, id, title, now);
}

/** @throws GrundwachtError NOT_FOUND */
export async function renameTenant(db: Kysely<Database>, id: string, title: string): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('tenant')
    .set({ title })
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no tenant {id}', values: { id } });
}

/** @returns what the tenants that the executor sees store: sums, and nothing of what is stored */
export async function tenantFigures(db: Kysely<Database>): Promise<Tenant[]> {
  const { rows } = await sql<Tenant & { created_at: Date; last_received: Date | null }>`
    select id, title, created_at,
      (select count(distinct account_id) from account_role where tenant_id = tenant.id) as members,
      (select count(*) from collector where tenant_id = tenant.id and revoked_at is null) as collectors,
      flow.received, flow.stored, flow.rejected, flow.last_received, kept.segments, kept.segment_bytes
    from tenant,
      lateral (select coalesce(sum(received), 0)::bigint as received, coalesce(sum(stored), 0)::bigint as stored,
        coalesce(sum(rejected), 0)::bigint as rejected, max(last_seen) as last_received
        from source where tenant_id = tenant.id) as flow,
      lateral (select count(*) as segments,
        coalesce(sum(bytes + coalesce(filter_bytes, 0)), 0)::bigint as segment_bytes
        from event_segment where tenant_id = tenant.id) as kept
    order by id`.execute(db);
  return rows.map(({ created_at, last_received, ...figures }) => ({
    ...figures,
    created_at: (created_at as Date).toISOString(),
    last_received: (last_received as Date | null)?.toISOString() ?? null,
  }));
}

/**
 * Lets everybody be in one tenant what they are in another.
 * @param from a tenant, whose members keep their roles there
 */
export async function copyMemberships(db: Kysely<Database>, from: string, to: string): Promise<void> {
  await db
    .insertInto('account_role')
    .columns(['account_id', 'tenant_id', 'role'])
    .expression((select) =>
      select
        .selectFrom('account_role')
        .select(['account_id', select.val(to).as('tenant_id'), 'role'])
        .where('tenant_id', '=', from),
    )
    .onConflict((conflict) => conflict.constraint('account_role_once').doNothing())
    .execute();
}

/**
 * Removes a tenant with everything that belongs to it in the database; its events are the event store's.
 * @returns false when there is no such tenant
 */
export async function removeTenant(trx: Transaction<Database>, id: string): Promise<boolean> {
  await lockAlerts(trx);
  const result = await trx.deleteFrom('tenant').where('id', '=', id).executeTakeFirst();
  return result.numDeletedRows > 0n;
}
