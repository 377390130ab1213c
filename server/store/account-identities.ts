import type { Kysely, Transaction } from 'kysely';
import type { Database } from './tables.js';

/** Whom a provider of OpenID Connect vouches for: its own name for a person, which never changes. */
export interface ProviderIdentity {
  issuer: string;
  subject: string;
}

/** @returns id of the account that belongs to it */
export async function accountOfIdentity(
  db: Kysely<Database>,
  { issuer, subject }: ProviderIdentity,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('account_identity')
    .select('account_id')
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .executeTakeFirst();
  return row?.account_id;
}

/**
 * Binds an account to it for good, or notes that it was used.
 * @param now milliseconds since the epoch
 */
export async function noteIdentity(
  trx: Transaction<Database>,
  identity: ProviderIdentity,
  account: string,
  now: number,
): Promise<void> {
  const at = new Date(now);
  await trx
    .insertInto('account_identity')
    .values({ ...identity, account_id: account, created_at: at, last_login_at: at })
    .onConflict((conflict) => conflict.columns(['issuer', 'subject']).doUpdateSet({ last_login_at: at }))
    .execute();
}
