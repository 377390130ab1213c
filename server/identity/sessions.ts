import type { Kysely } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { SessionMethod, User } from '../contract/identity.js';
import {
  createSession,
  deleteSession,
  deleteSessionsBefore,
  findSession,
  replaceSessionToken,
  type SessionOrigin,
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

/** A logged-in user; times in milliseconds since the epoch. */
export interface ActiveSession {
  /** Names the session to its owner. */
  id: string;
  user: User;
  expires: number;
  /** When the user proved last to be the one. */
  provenAt: number;
  method: SessionMethod;
  /** Whether the account has a second factor. */
  secondFactor: boolean;
}

/** How long a proof is fresh enough for a dangerous act, milliseconds. */
export const freshMs = 10 * 60_000;

/** Of a command on the server's machine, whose authority is its access to the database. */
const fromServer: SessionOrigin = { method: 'server', address: '', agent: '' };

/** Writing the time of use at every request would cost a write per request for no gain. */
const touchInterval = 60_000;

/**
 * Opens a session: the one place where a proof of identity, of whatever kind, becomes a session. Its token is a new
 * one every time, so nobody can have it fixed beforehand. Also removes sessions that are over.
 * @param account has proved to be the one, and is enabled
 * @param now milliseconds since the epoch
 * @returns the token for the cookie; only its hash is stored
 * @throws GrundwachtError CREDENTIALS_WRONG for an account that an OpenID provider vouches for, by any other way: who is
 * shut out there stays out
 */
export async function openSession(
  db: Kysely<Database>,
  account: Account,
  now: number,
  limits: SessionLimits = defaultSessionLimits,
  origin: SessionOrigin = fromServer,
): Promise<ActiveSession & { token: string }> {
  if (account.federated && origin.method !== 'oidc' && origin.method !== 'server')
    throw new GrundwachtError('CREDENTIALS_WRONG');
  const token = randomToken();
  // Not by a command: it does not know how long sessions of the server last.
  if (origin.method !== 'server')
    await deleteSessionsBefore(db, { begun: now - limits.absolute, used: now - limits.idle });
  const id = await createSession(db, tokenHash(token), { ...origin, accountId: account.id }, now);
  const expires = expiry(now, now, limits);
  const { method } = origin;
  return {
    id,
    token,
    user: toUser(account),
    expires,
    provenAt: now,
    method,
    secondFactor: account.secondFactor,
  };
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
  const { id, provenAt, method } = stored;
  const expires = expiry(stored.createdAt, lastUse, limits);
  return { id, user: toUser(account), expires, provenAt, method, secondFactor: account.secondFactor };
}

/**
 * Gives a session another token, after its account's factors have changed.
 * @param id the session's
 * @returns the token for the cookie
 */
export async function renewToken(db: Kysely<Database>, id: string): Promise<string> {
  const token = randomToken();
  await replaceSessionToken(db, id, tokenHash(token));
  return token;
}

/** Logs out. */
export async function closeSession(db: Kysely<Database>, token: string): Promise<void> {
  await deleteSession(db, tokenHash(token));
}

/** @returns the account without what must not leave the program */
export function toUser({ id, username, roles, memberships, must_change_password }: Account): User {
  return { id, username, roles, memberships, must_change_password };
}

/** @returns when a session is over, milliseconds since the epoch */
export const expiry = (created: number, lastUsed: number, limits: SessionLimits): number =>
  Math.min(created + limits.absolute, lastUsed + limits.idle);
