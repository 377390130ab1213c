import type { Kysely } from 'kysely';
import type { User } from '../contract/identity.js';
import {
  createSession,
  deleteSession,
  deleteSessionsBefore,
  findSession,
  touchSession,
} from '../store/sessions.js';
import type { Database } from '../store/tables.js';
import { randomToken, tokenHash } from '../store/tokens.js';
import { type Account, findUser } from '../store/users.js';

/** How long a session lasts, milliseconds. */
export interface SessionLimits {
  /** From logging in on, whatever happens. */
  absolute: number;
  /** Without a request. */
  idle: number;
}

export const defaultSessionLimits: SessionLimits = { absolute: 12 * 3_600_000, idle: 2 * 3_600_000 };

/** A logged-in user; `expires` in milliseconds since the epoch. */
export interface ActiveSession {
  user: User;
  expires: number;
}

/** Writing the time of use at every request would cost a write per request for no gain. */
const touchInterval = 60_000;

/**
 * Logs a user in; also removes sessions past their absolute limit.
 * @param now milliseconds since the epoch
 * @returns the token for the cookie; only its hash is stored
 */
export async function openSession(
  db: Kysely<Database>,
  account: Account,
  now: number,
  limits: SessionLimits = defaultSessionLimits,
): Promise<ActiveSession & { token: string }> {
  const token = randomToken();
  await deleteSessionsBefore(db, now - limits.absolute);
  await createSession(db, tokenHash(token), account.id, now);
  return { token, user: toUser(account), expires: expiry(now, now, limits) };
}

/**
 * @param token the cookie's value
 * @param now milliseconds since the epoch
 * @param use whether this counts as a use, which moves the idle limit
 * @returns the session; undefined when it does not exist, is over, or its user is disabled
 */
export async function resolveSession(
  db: Kysely<Database>,
  token: string,
  now: number,
  limits: SessionLimits = defaultSessionLimits,
  use = true,
): Promise<ActiveSession | undefined> {
  const hash = tokenHash(token);
  const stored = await findSession(db, hash);
  if (stored === undefined) return undefined;
  if (now >= expiry(stored.createdAt, stored.lastUsedAt, limits)) {
    await deleteSession(db, hash);
    return undefined;
  }
  const account = await findUser(db, stored.accountId);
  if (account === undefined || account.disabled) return undefined;
  if (use && now - stored.lastUsedAt >= touchInterval) await touchSession(db, hash, now);
  const lastUse = use ? now : stored.lastUsedAt;
  return { user: toUser(account), expires: expiry(stored.createdAt, lastUse, limits) };
}

/** Logs out. */
export async function closeSession(db: Kysely<Database>, token: string): Promise<void> {
  await deleteSession(db, tokenHash(token));
}

/** @returns the account without what must not leave the program */
export function toUser({ id, username, roles, must_change_password }: Account): User {
  return { id, username, roles, must_change_password };
}

const expiry = (created: number, lastUsed: number, limits: SessionLimits): number =>
  Math.min(created + limits.absolute, lastUsed + limits.idle);
