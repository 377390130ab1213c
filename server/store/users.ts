import { type Kysely, sql, type Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { HeldRole, Membership, TenantRole, User } from '../contract/identity.js';
import type { Database } from './tables.js';

/** A user with what logging in and administration need to know. */
export interface Account extends User {
  /** PHC string; never leaves the program. */
  passwordHash: string;
  disabled: boolean;
  createdAt: Date;
  /** Whether it has one: codes by time or a passkey. */
  secondFactor: boolean;
  /** An OpenID provider vouches for it: it has no password here, and its roles follow its groups there. */
  federated: boolean;
}

/** User names are compared without heed of case and of the way an umlaut is encoded. */
export function normaliseUsername(username: string): string {
  return username.normalize('NFC').toLowerCase();
}

const held = sql<HeldRole[]>`account_roles(account.id)`.as('held');

const secondFactor = sql<boolean>`(
  exists (select from account_totp where account_id = account.id)
  or exists (select from account_passkey where account_id = account.id)
)`.as('secondFactor');

const federated = sql<boolean>`(
  exists (select from account_identity where account_id = account.id)
)`.as('federated');

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
      secondFactor,
      federated,
      held,
    ]);

function toAccount<T extends { held: HeldRole[] }>({ held, ...row }: T) {
  const roles = [...new Set(held.map(({ role }) => role))].toSorted();
  return { ...row, roles, memberships: membershipsOf(held) };
}

/** @param held by tenant */
function membershipsOf(held: readonly HeldRole[]): Membership[] {
  const memberships = new Map<string, TenantRole[]>();
  for (const { tenant, role } of held) {
    if (tenant === null || role === 'provider') continue;
    memberships.set(tenant, [...(memberships.get(tenant) ?? []), role]);
  }
  return [...memberships].map(([tenant, roles]) => ({ tenant, roles }));
}

/** @returns all accounts by user name */
export async function listUsers(db: Kysely<Database>): Promise<Account[]> {
  return (await accounts(db).orderBy('username').execute()).map(toAccount);
}

/** @returns the account with this name, enabled or not */
export async function findUserByName(db: Kysely<Database>, username: string): Promise<Account | undefined> {
  const row = await accounts(db).where('username', '=', normaliseUsername(username)).executeTakeFirst();
  return row && toAccount(row);
}

/** @returns the account with this id, enabled or not */
export async function findUser(db: Kysely<Database>, id: string): Promise<Account | undefined> {
  const row = await accounts(db).where('id', '=', id).executeTakeFirst();
  return row && toAccount(row);
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
  user: { username: string; passwordHash: string; mustChangePassword: boolean; held: readonly HeldRole[] },
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
    throw new GrundwachtError('ALREADY_EXISTS', {
      pointer: '/username',
      message: 'there is already a user {username}',
      values: { username: user.username },
    });
  }
  await setRoles(trx, row.id, user.held);
  return (await findUser(trx, row.id))!;
}

/** Replaces all roles of a user: as the program, which sees those of every tenant. */
export async function setRoles(
  trx: Transaction<Database>,
  id: string,
  held: readonly HeldRole[],
): Promise<void> {
  await trx.deleteFrom('account_role').where('account_id', '=', id).execute();
  await insertRoles(trx, id, held);
}

/** Replaces the roles of a user in one tenant. */
export async function setRolesIn(
  trx: Transaction<Database>,
  id: string,
  { tenant, roles }: Membership,
): Promise<void> {
  await trx.deleteFrom('account_role').where('account_id', '=', id).where('tenant_id', '=', tenant).execute();
  const held = roles.map((role) => ({ tenant, role }));
  await insertRoles(trx, id, held);
}

/** PostgreSQL's code. */
const foreignKeyViolation = '23503';

async function insertRoles(trx: Transaction<Database>, id: string, held: readonly HeldRole[]): Promise<void> {
  const rows = held.map(({ tenant, role }) => ({ account_id: id, tenant_id: tenant, role }));
  if (rows.length === 0) return;
  try {
    await trx
      .insertInto('account_role')
      .values(rows)
      .onConflict((conflict) => conflict.constraint('account_role_once').doNothing())
      .execute();
  } catch (cause) {
    if ((cause as { code?: string }).code !== foreignKeyViolation) throw cause;
    throw new GrundwachtError(
      'VALIDATION',
      { pointer: '/memberships', message: 'there is no such tenant' },
      { cause },
    );
  }
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

/** @returns how many enabled users are providers: asked as the program, nobody else sees who is */
export async function countProviders(db: Kysely<Database>): Promise<number> {
  const row = await db
    .selectFrom('account')
    .innerJoin('account_role', 'account_role.account_id', 'account.id')
    .where('role', '=', 'provider')
    .where('disabled', '=', false)
    .select((select) => select.fn.countAll<number>().as('providers'))
    .executeTakeFirstOrThrow();
  return row.providers;
}
