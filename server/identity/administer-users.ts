import type { Kysely, Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { Role } from '../contract/identity.js';
import { deleteSessionsOf } from '../store/sessions.js';
import type { Database } from '../store/tables.js';
import {
  type Account,
  countAdministrators,
  createUser,
  findUser,
  lockAccounts,
  setDisabled,
  setPassword,
  setRoles,
} from '../store/users.js';
import { generatePassword, hashPassword } from './passwords.js';

/** An account and its one-time password, which is shown once and never stored. */
export interface IssuedAccount {
  account: Account;
  password: string;
}

/**
 * Creates a user with a one-time password.
 * @param now milliseconds since the epoch
 * @throws GrundwachtError ALREADY_EXISTS
 */
export async function addUser(
  db: Kysely<Database>,
  user: { username: string; roles: readonly Role[] },
  now: number,
): Promise<IssuedAccount> {
  const password = generatePassword();
  const passwordHash = await hashPassword(password);
  const account = await db
    .transaction()
    .execute((trx) => createUser(trx, { ...user, passwordHash, mustChangePassword: true }, now));
  return { account, password };
}

/** What an administrator can change of a user. */
export interface UserChange {
  roles?: readonly Role[];
  disabled?: boolean;
  /** Replace the password by a one-time password. */
  reset_password?: boolean;
}

/**
 * Changes a user and ends the user's sessions, so that the change holds at once.
 * @param now milliseconds since the epoch
 * @returns the account, and the one-time password if one was asked for
 * @throws GrundwachtError NOT_FOUND; LAST_ADMINISTRATOR when nobody could administer afterwards
 */
export async function changeUser(
  db: Kysely<Database>,
  id: string,
  change: UserChange,
  now: number,
): Promise<{ account: Account; password: string | undefined }> {
  const password = change.reset_password === true ? generatePassword() : undefined;
  const passwordHash = password === undefined ? undefined : await hashPassword(password);
  const account = await db.transaction().execute(async (trx) => {
    await lockAccounts(trx);
    if ((await findUser(trx, id)) === undefined) {
      throw new GrundwachtError('NOT_FOUND', `there is no user ${id}`);
    }
    await applyChange(trx, id, change, now);
    if (passwordHash !== undefined) await setPassword(trx, id, passwordHash, true, now);
    if ((await countAdministrators(trx)) === 0) throw new GrundwachtError('LAST_ADMINISTRATOR');
    await deleteSessionsOf(trx, id);
    return (await findUser(trx, id))!;
  });
  return { account, password };
}

async function applyChange(trx: Transaction<Database>, id: string, change: UserChange, now: number) {
  if (change.roles !== undefined) await setRoles(trx, id, change.roles);
  if (change.disabled !== undefined) await setDisabled(trx, id, change.disabled, now);
}
