import type { Kysely } from 'kysely';
import type { SessionMethod } from '../contract/identity.js';
import type { Database } from './tables.js';

/** Where a session was opened from. */
export interface SessionOrigin {
  method: SessionMethod;
  /** Of the client; empty: a command on the server's machine. */
  address: string;
  /** Browser and system, shortened. */
  agent: string;
}

/** A session as it is stored; times in milliseconds since the epoch. */
export interface StoredSession extends SessionOrigin {
  id: string;
  accountId: string;
  createdAt: number;
  lastUsedAt: number;
  /** When its owner proved last to be the one. */
  provenAt: number;
}

const sessions = (db: Kysely<Database>) =>
  db
    .selectFrom('session')
    .select(['id', 'account_id', 'created_at', 'last_used_at', 'proven_at', 'method', 'address', 'agent']);

type Row = Awaited<ReturnType<ReturnType<typeof sessions>['execute']>>[number];

const toStored = ({ account_id, created_at, last_used_at, proven_at, ...rest }: Row): StoredSession => ({
  ...rest,
  accountId: account_id,
  createdAt: created_at.getTime(),
  lastUsedAt: last_used_at.getTime(),
  provenAt: proven_at.getTime(),
});

/**
 * Stores a new session, proven now.
 * @param hash SHA-256 of its token
 * @param now milliseconds since the epoch
 * @returns its id
 */
export async function createSession(
  db: Kysely<Database>,
  hash: Buffer,
  session: SessionOrigin & { accountId: string },
  now: number,
): Promise<string> {
  const at = new Date(now);
  const { accountId, ...origin } = session;
  const { id } = await db
    .insertInto('session')
    .values({
      ...origin,
      token_hash: hash,
      account_id: accountId,
      created_at: at,
      last_used_at: at,
      proven_at: at,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** @returns the session with this token hash, whether expired or not */
export async function findSession(db: Kysely<Database>, hash: Buffer): Promise<StoredSession | undefined> {
  const row = await sessions(db).where('token_hash', '=', hash).executeTakeFirst();
  return row && toStored(row);
}

/** @returns a user's sessions, expired or not, the last used first */
export async function listSessionsOf(db: Kysely<Database>, accountId: string): Promise<StoredSession[]> {
  const rows = await sessions(db)
    .where('account_id', '=', accountId)
    .orderBy('last_used_at', 'desc')
    .orderBy('id')
    .execute();
  return rows.map(toStored);
}

/** Notes that a session was used. */
export async function touchSession(db: Kysely<Database>, hash: Buffer, now: number): Promise<void> {
  await db
    .updateTable('session')
    .set({ last_used_at: new Date(now) })
    .where('token_hash', '=', hash)
    .execute();
}

/** Notes that a session's owner proved again to be the one. */
export async function proveSession(db: Kysely<Database>, id: string, now: number): Promise<void> {
  await db
    .updateTable('session')
    .set({ proven_at: new Date(now) })
    .where('id', '=', id)
    .execute();
}

/** Gives a session another token: whoever knows the one before has nothing any more. */
export async function replaceSessionToken(db: Kysely<Database>, id: string, hash: Buffer): Promise<void> {
  await db.updateTable('session').set({ token_hash: hash }).where('id', '=', id).execute();
}

/** Ends one session. */
export async function deleteSession(db: Kysely<Database>, hash: Buffer): Promise<void> {
  await db.deleteFrom('session').where('token_hash', '=', hash).execute();
}

/**
 * Ends one session of a user's.
 * @returns whether there was one
 */
export async function deleteSessionOf(db: Kysely<Database>, accountId: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('session')
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/**
 * Ends all sessions of a user.
 * @param except id of the one that stays
 * @returns how many ended
 */
export async function deleteSessionsOf(
  db: Kysely<Database>,
  accountId: string,
  except?: string,
): Promise<number> {
  const all = db.deleteFrom('session').where('account_id', '=', accountId);
  const query = except === undefined ? all : all.where('id', '!=', except);
  return Number((await query.executeTakeFirst()).numDeletedRows);
}

/** Removes sessions that began before one time or were last used before another, milliseconds since the epoch. */
export async function deleteSessionsBefore(
  db: Kysely<Database>,
  times: { begun: number; used: number },
): Promise<void> {
  await db
    .deleteFrom('session')
    .where((row) =>
      row.or([row('created_at', '<', new Date(times.begun)), row('last_used_at', '<', new Date(times.used))]),
    )
    .execute();
}
