import type { Kysely, Transaction } from 'kysely';
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
 * Removes a tenant with everything that belongs to it in the database; its events are the event store's.
 * @returns false when there is no such tenant
 */
export async function removeTenant(trx: Transaction<Database>, id: string): Promise<boolean> {
  await lockAlerts(trx);
  const result = await trx.deleteFrom('tenant').where('id', '=', id).executeTakeFirst();
  return result.numDeletedRows > 0n;
}
