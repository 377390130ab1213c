import type { Kysely, Transaction } from 'kysely';
import type { Database } from './tables.js';

/**
 * Every transaction that changes alerts takes this lock first and holds it until it commits. So revisions are drawn
 * in the order of the commits, and because the counter is a row and no sequence, a rollback leaves no gap: whoever
 * has seen revision N and then N+1 has missed nothing.
 * @returns the latest revision given out
 */
export async function lockAlerts(trx: Transaction<Database>): Promise<number> {
  const row = await trx.selectFrom('alert_revision').select('value').forUpdate().executeTakeFirstOrThrow();
  return row.value;
}

/** Stores the latest revision given out; the caller holds the lock of {@link lockAlerts}. */
export async function storeRevision(trx: Transaction<Database>, value: number): Promise<void> {
  await trx.updateTable('alert_revision').set({ value }).execute();
}

/** @returns the revision of the latest committed change of any alert; 0 before the first */
export async function latestRevision(db: Kysely<Database>): Promise<number> {
  const row = await db.selectFrom('alert_revision').select('value').executeTakeFirstOrThrow();
  return row.value;
}
