import type { Kysely } from 'kysely';
import type { Database } from './tables.js';

/** A passkey as it is stored. */
export interface StoredPasskey {
  id: string;
  accountId: string;
  /** Base64url. */
  credentialId: string;
  /** The host that it was made for. */
  rpId: string;
  /** COSE key. */
  publicKey: Buffer;
  counter: number;
  transports: string[];
  name: string;
  createdAt: Date;
  lastUsedAt: Date | null;
}

const passkeys = (db: Kysely<Database>) =>
  db
    .selectFrom('account_passkey')
    .select([
      'id',
      'account_id as accountId',
      'credential_id as credentialId',
      'rp_id as rpId',
      'public_key as publicKey',
      'counter',
      'transports',
      'name',
      'created_at as createdAt',
      'last_used_at as lastUsedAt',
    ]);

/** @returns an account's passkeys, the oldest first */
export async function listPasskeys(db: Kysely<Database>, accountId: string): Promise<StoredPasskey[]> {
  return passkeys(db).where('account_id', '=', accountId).orderBy('created_at').orderBy('id').execute();
}

/** @returns the passkey with this credential id */
export async function findPasskey(
  db: Kysely<Database>,
  credentialId: string,
): Promise<StoredPasskey | undefined> {
  return passkeys(db).where('credential_id', '=', credentialId).executeTakeFirst();
}

/**
 * Stores a new passkey.
 * @param now milliseconds since the epoch
 * @returns whether it was stored: false when the credential is known already
 */
export async function addPasskey(
  db: Kysely<Database>,
  passkey: Omit<StoredPasskey, 'id' | 'createdAt' | 'lastUsedAt'>,
  now: number,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows = 0n } = await db
    .insertInto('account_passkey')
    .values({
      account_id: passkey.accountId,
      credential_id: passkey.credentialId,
      rp_id: passkey.rpId,
      public_key: passkey.publicKey,
      counter: passkey.counter,
      transports: passkey.transports,
      name: passkey.name,
      created_at: new Date(now),
    })
    .onConflict((conflict) => conflict.column('credential_id').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows > 0n;
}

/**
 * Notes that a passkey was used.
 * @param counter how often, by its own account; 0: it does not count
 * @returns false when another use has come so far already, which a copy of the key's would (WebAuthn 3, 6.1.1)
 */
export async function notePasskeyUse(
  db: Kysely<Database>,
  id: string,
  counter: number,
  now: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('account_passkey')
    .set({ counter, last_used_at: new Date(now) })
    .where('id', '=', id)
    .where((row) => row.or([row('counter', '<', counter), row.and({ counter: 0 })]))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** @returns whether there was such a passkey of the account's */
export async function renamePasskey(
  db: Kysely<Database>,
  accountId: string,
  id: string,
  name: string,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('account_passkey')
    .set({ name })
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** @returns whether there was such a passkey of the account's */
export async function deletePasskey(db: Kysely<Database>, accountId: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('account_passkey')
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
