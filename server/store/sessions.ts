import type { Kysely } from 'kysely';
import type { Database } from './tables.js';

/** A session as it is stored; times in milliseconds since the epoch. */
export interface StoredSession {
  accountId: string;
  createdAt: number;
  lastUsedAt: number;
}

/**
 * Stores a new session.
 * @param hash SHA-256 of its token
 * @param now milliseconds since the epoch
 */
export async function createSession(
  db: Kysely<Database>,
  hash: Buffer,
  accountId: string,
  now: number,
): Promise<void> {
  const at = new Date(now);
  await db
    .insertInto('session')
    .values({ token_hash: hash, account_id: accountId, created_at: at, last_used_at: at })
    .execute();
}

/** @returns the session with this token hash, whether expired or not */
export async function findSession(db: Kysely<Database>, hash: Buffer): Promise<StoredSession | undefined> {
  const row = await db
    .selectFrom('session')
    .select(['account_id', 'created_at', 'last_used_at'])
    .where('token_hash', '=', hash)
    .executeTakeFirst();
  return row === undefined
    ? undefined
    : {
        accountId: row.account_id,
        createdAt: row.created_at.getTime(),
        lastUsedAt: row.last_used_at.getTime(),
      };
}

/** Notes that a session was used. */
export async function touchSession(db: Kysely<Database>, hash: Buffer, now: number): Promise<void> {
  await db
    .updateTable('session')
    .set({ last_used_at: new Date(now) })
    .where('token_hash', '=', hash)
    .execute();
}

/** Ends one session. */
export async function deleteSession(db: Kysely<Database>, hash: Buffer): Promise<void> {
  await db.deleteFrom('session').where('token_hash', '=', hash).execute();
}

/** Ends all sessions of a user. */
export async function deleteSessionsOf(db: Kysely<Database>, accountId: string): Promise<void> {
  await db.deleteFrom('session').where('account_id', '=', accountId).execute();
}

/** Removes sessions that began before a time, milliseconds since the epoch. */
export async function deleteSessionsBefore(db: Kysely<Database>, time: number): Promise<void> {
  await db.deleteFrom('session').where('created_at', '<', new Date(time)).execute();
}
