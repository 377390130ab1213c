import type { Kysely } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { Credentials } from '../contract/identity.js';
import { deleteSessionsOf } from '../store/sessions.js';
import type { Database } from '../store/tables.js';
import { findUser, findUserByName, setPassword } from '../store/users.js';
import { hashPassword, verifyPassword } from './passwords.js';
import { type ActiveSession, defaultSessionLimits, openSession, type SessionLimits } from './sessions.js';
import type { LoginThrottle } from './throttle.js';

/** What logging in needs besides the credentials. */
export interface LoginContext {
  db: Kysely<Database>;
  throttle: LoginThrottle;
  limits?: SessionLimits;
  /** Of the client. */
  address: string;
  /** Milliseconds since the epoch. */
  now: number;
}

/**
 * Checks credentials and opens a session.
 * @throws GrundwachtError RATE_LIMITED; CREDENTIALS_WRONG for a wrong password, an unknown and a disabled user alike
 */
export async function logIn(
  { db, throttle, limits = defaultSessionLimits, address, now }: LoginContext,
  { username, password }: Credentials,
): Promise<ActiveSession & { token: string }> {
  throttle.begin(username, address, now);
  const account = await findUserByName(db, username);
  const correct = await verifyPassword(account?.passwordHash, password);
  if (account === undefined || account.disabled || !correct) throw new GrundwachtError('CREDENTIALS_WRONG');
  throttle.succeed(username, address);
  return openSession(db, account, now, limits);
}

/**
 * Replaces a user's own password, ends all of the user's sessions and opens a new one.
 * @throws GrundwachtError RATE_LIMITED, CREDENTIALS_WRONG (the current password), VALIDATION (the new one)
 */
export async function changePassword(
  { db, throttle, limits = defaultSessionLimits, address, now }: LoginContext,
  userId: string,
  passwords: { current: string; new: string },
): Promise<ActiveSession & { token: string }> {
  const account = await findUser(db, userId);
  if (account === undefined) throw new GrundwachtError('UNAUTHENTICATED');
  throttle.begin(account.username, address, now);
  if (!(await verifyPassword(account.passwordHash, passwords.current))) {
    throw new GrundwachtError('CREDENTIALS_WRONG', '/current: the current password is wrong');
  }
  throttle.succeed(account.username, address);
  checkPassword(passwords.new, account.username, passwords.current);
  const passwordHash = await hashPassword(passwords.new);
  return db.transaction().execute(async (trx) => {
    await setPassword(trx, userId, passwordHash, false, now);
    await deleteSessionsOf(trx, userId);
    return openSession(trx, { ...account, must_change_password: false }, now, limits);
  });
}

/** Shortest password that a person may choose (NIST SP 800-63B counts length, not kinds of signs). */
export const shortestPassword = 12;

/** @throws GrundwachtError VALIDATION when a new password is too easy to guess */
export function checkPassword(password: string, username: string, current?: string): void {
  const refuse = (why: string): never => {
    throw new GrundwachtError('VALIDATION', `/new: ${why}`);
  };
  if ([...password].length < shortestPassword) refuse(`take at least ${shortestPassword} characters`);
  if (new Set(password).size < 5) refuse('the password repeats too few characters');
  const lower = password.toLowerCase();
  if (username.length >= 4 && lower.includes(username.toLowerCase()))
    refuse('it must not contain the user name');
  if (password === current) refuse('it must differ from the current password');
}
