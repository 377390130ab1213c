import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import type { Kysely } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { Credentials, SessionMethod } from '../contract/identity.js';
import { deleteSessionsOf, proveSession } from '../store/sessions.js';
import type { Database } from '../store/tables.js';
import { type Account, findUser, findUserByName, setPassword } from '../store/users.js';
import { finishAuthentication, type PasskeyContext } from './passkeys.js';
import { checkPassword } from './password-policy.js';
import { hashPassword, verifyPassword } from './passwords.js';
import type { Pending } from './pending.js';
import { redeemCode, type SecondFactorContext } from './second-factor.js';
import { type ActiveSession, defaultSessionLimits, openSession, type SessionLimits } from './sessions.js';
import type { LoginThrottle } from './throttle.js';

/** What checking a password needs. */
export interface LoginContext {
  db: Kysely<Database>;
  throttle: LoginThrottle;
  limits?: SessionLimits;
  /** Of the client. */
  address: string;
  /** Its browser and system, shortened. */
  agent?: string;
  /** Milliseconds since the epoch. */
  now: number;
}

/** Whose password was right and whose second factor is awaited. */
export interface HalfLogin {
  account: string;
  failures: number;
}

/** What every way to log in needs together. */
export interface IdentityContext extends LoginContext, SecondFactorContext, PasskeyContext {
  logins: Pending<HalfLogin>;
}

type OpenedSession = ActiveSession & { token: string };

/**
 * Checks a password.
 * @returns the account, which may need a second factor yet
 * @throws GrundwachtError RATE_LIMITED; CREDENTIALS_WRONG for a wrong password, an unknown and a disabled user alike
 */
export async function provePassword(
  { db, throttle, address, now }: LoginContext,
  { username, password }: Credentials,
): Promise<Account> {
  throttle.begin(username, address, now);
  const account = await findUserByName(db, username);
  const correct = await verifyPassword(account?.passwordHash, password);
  if (account === undefined || account.disabled || !correct) throw new GrundwachtError('CREDENTIALS_WRONG');
  throttle.succeed(username, address);
  return account;
}

/** Opens the session of somebody who has proved to be the one. */
export function beginSession(
  { db, now, limits = defaultSessionLimits, address, agent = '' }: LoginContext,
  account: Account,
  method: SessionMethod,
): Promise<OpenedSession> {
  return openSession(db, account, now, limits, { method, address, agent });
}

/** Wrong codes after which a login begins anew. */
const mostFailures = 5;

/**
 * Ends a login with a code by time or a recovery code.
 * @param login what the first step gave out
 * @throws GrundwachtError LOGIN_EXPIRED, RATE_LIMITED, SECOND_FACTOR_WRONG
 */
export async function logInWithCode(
  context: IdentityContext,
  { login, code }: { login: string; code: string },
): Promise<OpenedSession> {
  const { logins, now } = context;
  const half = logins.peek(login, now);
  const account = half && (await enabledAccount(context.db, half.account));
  if (half === undefined || account === undefined) throw new GrundwachtError('LOGIN_EXPIRED');
  try {
    const method = await redeemCode(context, account, code);
    if (logins.take(login, now) === undefined) throw new GrundwachtError('LOGIN_EXPIRED');
    return await beginSession(context, account, method);
  } catch (error) {
    if (++half.failures >= mostFailures) logins.take(login, now);
    throw error;
  }
}

/**
 * Logs in with a passkey: alone, for it verifies its user and so is both factors, or after a password.
 * @param login what the first step gave out; undefined without one
 * @throws GrundwachtError LOGIN_EXPIRED, PASSKEY_REFUSED
 */
export async function logInWithPasskey(
  context: IdentityContext,
  { login, passkey }: { login?: string; passkey: AuthenticationResponseJSON },
): Promise<OpenedSession> {
  const { logins, now } = context;
  const half = login === undefined ? undefined : logins.peek(login, now);
  if (login !== undefined && half === undefined) throw new GrundwachtError('LOGIN_EXPIRED');
  const challenge = {
    purpose: half === undefined ? ('login' as const) : ('second-factor' as const),
    account: half?.account,
  };
  const account = await enabledAccount(context.db, await finishAuthentication(context, challenge, passkey));
  if (account === undefined) throw new GrundwachtError('PASSKEY_REFUSED');
  if (login !== undefined && logins.take(login, now) === undefined)
    throw new GrundwachtError('LOGIN_EXPIRED');
  return beginSession(context, account, 'passkey');
}

async function enabledAccount(db: Kysely<Database>, id: string): Promise<Account | undefined> {
  const account = await findUser(db, id);
  return account?.disabled === false ? account : undefined;
}

/** A proof anew, in a session: the password and, where the account has a second factor, a code; or a passkey. */
export interface Confirmation {
  password?: string;
  code?: string;
  passkey?: AuthenticationResponseJSON;
}

/**
 * Checks that the one at the keyboard is still the session's owner.
 * @throws GrundwachtError CREDENTIALS_WRONG, SECOND_FACTOR_WRONG, PASSKEY_REFUSED, LOGIN_EXPIRED, RATE_LIMITED, VALIDATION
 */
export async function confirmIdentity(
  context: IdentityContext,
  userId: string,
  { password, code, passkey }: Confirmation,
): Promise<void> {
  const account = await findUser(context.db, userId);
  if (account === undefined) throw new GrundwachtError('UNAUTHENTICATED');
  if (passkey !== undefined) {
    await finishAuthentication(context, { purpose: 'confirm', account: userId }, passkey);
    return;
  }
  if (password === undefined)
    throw new GrundwachtError('VALIDATION', { pointer: '/password', message: 'is missing' });
  await provePassword(context, { username: account.username, password });
  if (!account.secondFactor) return;
  if (code === undefined)
    throw new GrundwachtError('VALIDATION', { pointer: '/code', message: 'is missing' });
  await redeemCode(context, account, code);
}

/**
 * Replaces a user's own password, ends all of the user's sessions and opens a new one.
 * @throws GrundwachtError RATE_LIMITED, CREDENTIALS_WRONG (the current password), VALIDATION, PASSWORD_TOO_COMMON
 */
export async function changePassword(
  context: LoginContext,
  { user, method, provenAt }: Pick<ActiveSession, 'user' | 'method' | 'provenAt'>,
  passwords: { current: string; new: string },
): Promise<OpenedSession> {
  const { db, throttle, address, now } = context;
  const account = await findUser(db, user.id);
  if (account === undefined) throw new GrundwachtError('UNAUTHENTICATED');
  throttle.begin(account.username, address, now);
  if (!(await verifyPassword(account.passwordHash, passwords.current))) {
    throw new GrundwachtError('CREDENTIALS_WRONG', {
      pointer: '/current',
      message: 'the current password is wrong',
    });
  }
  throttle.succeed(account.username, address);
  checkPassword(passwords.new, account.username, passwords.current);
  const passwordHash = await hashPassword(passwords.new);
  return db.transaction().execute(async (trx) => {
    await setPassword(trx, user.id, passwordHash, false, now);
    await deleteSessionsOf(trx, user.id);
    const changed = { ...account, must_change_password: false };
    const session = await beginSession({ ...context, db: trx }, changed, method);
    if (!account.secondFactor) return session;
    // The password alone proves nothing new where a second factor belongs to it.
    await proveSession(trx, session.id, provenAt);
    return { ...session, provenAt };
  });
}
