import { type Kysely, sql, type Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { Role, User } from '../contract/identity.js';
import type { Database } from './tables.js';

/** A user with what logging in and administration need to know. */
export interface Account extends User {
  /** PHC string; never leaves the program. */
  passwordHash: string;
  disabled: boolean;
  createdAt: Date;
}

/** User names are compared without heed of case and of the way an umlaut is encoded. */
export function normaliseUsername(username: string): string {
  return username.normalize('NFC').toLowerCase();
}

const rolesOf = sql<Role[]>`array(
  select role from account_role where account_id = account.id order by role
)`.as('roles');

const accounts = (db: Kysely<Database>) =>
  db
    .selectFrom('account')
    .select([
      'id',
      'username',
      'password_hash as passwordHash',
      'must_change_password',
      'disabled',
      'created_at as createdAt',
      rolesOf,
    ]);

/** @returns all accounts by user name */
export async function listUsers(db: Kysely<Database>): Promise<Account[]> {
  return accounts(db).orderBy('username').execute();
}

/** @returns the account with this name, enabled or not */
export async function findUserByName(db: Kysely<Database>, username: string): Promise<Account | undefined> {
  return accounts(db).where('username', '=', normaliseUsername(username)).executeTakeFirst();
}

/** @returns the account with this id, enabled or not */
export async function findUser(db: Kysely<Database>, id: string): Promise<Account | undefined> {
  return accounts(db).where('id', '=', id).executeTakeFirst();
}

/** @returns how many accounts there are */
export async function countUsers(db: Kysely<Database>): Promise<number> {
  const row = await db
    .selectFrom('account')
    .select((select) => select.fn.countAll<number>().as('users'))
    .executeTakeFirstOrThrow();
  return row.users;
}

/**
 * Creates an account.
 * @param now milliseconds since the epoch
 * @throws GrundwachtError ALREADY_EXISTS
 */
export async function createUser(
  trx: Transaction<Database>,
  user: { username: string; passwordHash: string; mustChangePassword: boolean; roles: readonly Role[] },
  now: number,
): Promise<Account> {
  const row = await trx
    .insertInto('account')
    .values({
      username: normaliseUsername(user.username),
      password_hash: user.passwordHash,
      must_change_password: user.mustChangePassword,
      disabled: false,
      created_at: new Date(now),
      updated_at: new Date(now),
    })
    .onConflict((conflict) => conflict.column('username').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (row === undefined) {
    throw new GrundwachtError('ALREADY_EXISTS', `/username: there is already a user ${user.username}`);
  }
  await setRoles(trx, row.id, user.roles);
  return (await findUser(trx, row.id))!;
}

/** Replaces a user's roles. */
export async function setRoles(
  trx: Transaction<Database>,
  id: string,
  roles: readonly Role[],
): Promise<void> {
  await trx.deleteFrom('account_role').where('account_id', '=', id).execute();
  const rows = [...new Set(roles)].map((role) => ({ account_id: id, role }));
  if (rows.length > 0) await trx.insertInto('account_role').values(rows).execute();
}

/**
 * Replaces a user's password.
 * @param passwordHash PHC string
 * @param mustChange whether it is a one-time password
 * @param now milliseconds since the epoch
 */
export async function setPassword(
  db: Kysely<Database>,
  id: string,
  passwordHash: string,
  mustChange: boolean,
  now: number,
): Promise<void> {
  await db
    .updateTable('account')
    .set({ password_hash: passwordHash, must_change_password: mustChange, updated_at: new Date(now) })
    .where('id', '=', id)
    .execute();
}

/** Shuts a user out, or lets the user in again. */
export async function setDisabled(
  db: Kysely<Database>,
  id: string,
  disabled: boolean,
  now: number,
): Promise<void> {
  await db
    .updateTable('account')
    .set({ disabled, updated_at: new Date(now) })
    .where('id', '=', id)
    .execute();
}

/** Arbitrary number that only {@link lockAccounts} uses. */
const accountsLock = 4_771_001;

/** Changes to who is an administrator wait for each other until the transaction ends. */
export async function lockAccounts(trx: Transaction<Database>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${accountsLock})`.execute(trx);
}

/** @returns how many enabled users have the role admin */
export async function countAdministrators(db: Kysely<Database>): Promise<number> {
  const row = await db
    .selectFrom('account')
    .innerJoin('account_role', 'account_role.account_id', 'account.id')
    .where('role', '=', 'admin')
    .where('disabled', '=', false)
    .select((select) => select.fn.countAll<number>().as('administrators'))
    .executeTakeFirstOrThrow();
  return row.administrators;
}
