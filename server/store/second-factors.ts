import type { Kysely, Transaction } from 'kysely';
import type { Database } from './tables.js';

/** @returns the sealed secret of an account's codes by time */
export async function findTotp(
  db: Kysely<Database>,
  accountId: string,
): Promise<{ secret: Buffer; createdAt: Date } | undefined> {
  return db
    .selectFrom('account_totp')
    .select(['secret', 'created_at as createdAt'])
    .where('account_id', '=', accountId)
    .executeTakeFirst();
}

/**
 * Stores an account's secret, in place of one before.
 * @param totp secret: sealed; step: time step of the code that confirmed it
 * @param now milliseconds since the epoch
 */
export async function setTotp(
  db: Kysely<Database>,
  accountId: string,
  totp: { secret: Buffer; step: number },
  now: number,
): Promise<void> {
  const values = { secret: totp.secret, created_at: new Date(now), last_step: totp.step };
  await db
    .insertInto('account_totp')
    .values({ account_id: accountId, ...values })
    .onConflict((conflict) => conflict.column('account_id').doUpdateSet(values))
    .execute();
}

/**
 * Takes the code of a time step.
 * @returns false when that of the step or of a later one was taken before
 */
export async function takeTotpStep(db: Kysely<Database>, accountId: string, step: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('account_totp')
    .set({ last_step: step })
    .where('account_id', '=', accountId)
    .where('last_step', '<', step)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** @returns whether there was one */
export async function deleteTotp(db: Kysely<Database>, accountId: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('account_totp')
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Replaces an account's recovery codes by others; by none for an empty list. */
export async function setRecoveryCodes(
  trx: Transaction<Database>,
  accountId: string,
  hashes: readonly Buffer[],
): Promise<void> {
  await trx.deleteFrom('account_recovery_code').where('account_id', '=', accountId).execute();
  const rows = hashes.map((code_hash) => ({ account_id: accountId, code_hash }));
  if (rows.length > 0) await trx.insertInto('account_recovery_code').values(rows).execute();
}

/** @returns how many recovery codes an account has left */
export async function countRecoveryCodes(db: Kysely<Database>, accountId: string): Promise<number> {
  const { codes } = await db
    .selectFrom('account_recovery_code')
    .where('account_id', '=', accountId)
    .select((select) => select.fn.countAll<number>().as('codes'))
    .executeTakeFirstOrThrow();
  return codes;
}

/** Uses a recovery code up. @returns whether there was one */
export async function takeRecoveryCode(
  db: Kysely<Database>,
  accountId: string,
  hash: Buffer,
): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('account_recovery_code')
    .where('account_id', '=', accountId)
    .where('code_hash', '=', hash)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Takes every second factor from an account. */
export async function deleteFactorsOf(trx: Transaction<Database>, accountId: string): Promise<void> {
  for (const table of ['account_totp', 'account_passkey', 'account_recovery_code'] as const) {
    await trx.deleteFrom(table).where('account_id', '=', accountId).execute();
  }
}
