import type { Kysely, Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { HeldRole, Membership } from '../contract/identity.js';
import { recordIssue } from '../store/account-issues.js';
import { deleteFactorsOf } from '../store/second-factors.js';
import { deleteSessionsOf } from '../store/sessions.js';
import type { Database } from '../store/tables.js';
import {
  type Account,
  countProviders,
  createUser,
  findUser,
  lockAccounts,
  setDisabled,
  setPassword,
  setRoles,
} from '../store/users.js';
import { generatePassword, hashPassword } from './passwords.js';
import { heldRoles } from './roles.js';

/** An account and its one-time password, which is shown once and never stored. */
export interface IssuedAccount {
  account: Account;
  password: string;
}

/**
 * Creates a user with a one-time password.
 * @param db which sees the tenants of the roles
 * @param now milliseconds since the epoch
 * @param by user name of the provider who does it
 * @throws GrundwachtError ALREADY_EXISTS
 */
export async function addUser(
  db: Kysely<Database>,
  user: { username: string; held: readonly HeldRole[] },
  now: number,
  by: string,
): Promise<IssuedAccount> {
  const password = generatePassword();
  const passwordHash = await hashPassword(password);
  const account = await db.transaction().execute(async (trx) => {
    const created = await createUser(trx, { ...user, passwordHash, mustChangePassword: true }, now);
    await recordIssue(trx, created.username, 'password', { by, tenant: null }, now);
    return created;
  });
  return { account, password };
}

/** What the provider can change of a user. */
export interface UserChange {
  provider?: boolean;
  /** All of them; tenants that are absent are left. */
  memberships?: readonly Membership[];
  disabled?: boolean;
  /** Replace the password by a one-time password. */
  reset_password?: boolean;
  /** Take away every second factor, which the user has lost. */
  reset_factors?: boolean;
}

/**
 * Changes a user, as the program, and ends the user's sessions, so that the change holds at once.
 * @param now milliseconds since the epoch
 * @param by user name of the provider who does it, or what acts on the machine
 * @returns the account, and the one-time password if one was asked for
 * @throws GrundwachtError NOT_FOUND; VALIDATION of a password that an OpenID provider's account has not;
 * LAST_ADMINISTRATOR when nobody could administer afterwards
 */
export async function changeUser(
  db: Kysely<Database>,
  id: string,
  change: UserChange,
  now: number,
  by: string,
): Promise<{ account: Account; password: string | undefined }> {
  const password = change.reset_password === true ? generatePassword() : undefined;
  const passwordHash = password === undefined ? undefined : await hashPassword(password);
  const account = await db.transaction().execute(async (trx) => {
    await lockAccounts(trx);
    const before = await findUser(trx, id);
    if (before === undefined)
      throw new GrundwachtError('NOT_FOUND', { message: 'there is no user {id}', values: { id } });
    if (before.federated && change.reset_password === true)
      throw new GrundwachtError('VALIDATION', {
        pointer: '/reset_password',
        message: 'the account logs in at the OpenID provider',
      });
    await applyChange(trx, before, change, now);
    const issuer = { by, tenant: null };
    if (passwordHash !== undefined) {
      await setPassword(trx, id, passwordHash, true, now);
      await recordIssue(trx, before.username, 'password', issuer, now);
    }
    if (change.reset_factors === true) {
      await deleteFactorsOf(trx, id);
      await recordIssue(trx, before.username, 'factors', issuer, now);
    }
    if ((await countProviders(trx)) === 0) throw new GrundwachtError('LAST_ADMINISTRATOR');
    await deleteSessionsOf(trx, id);
    return (await findUser(trx, id))!;
  });
  return { account, password };
}

async function applyChange(trx: Transaction<Database>, before: Account, change: UserChange, now: number) {
  const { provider = before.roles.includes('provider'), memberships = before.memberships } = change;
  if (change.provider !== undefined || change.memberships !== undefined) {
    await setRoles(trx, before.id, heldRoles(provider, memberships));
  }
  if (change.disabled !== undefined) await setDisabled(trx, before.id, change.disabled, now);
}
