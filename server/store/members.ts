import { type Kysely, sql } from 'kysely';
import type { TenantRole } from '../contract/identity.js';
import type { Member } from '../contract/tenant.js';
import type { Database } from './tables.js';

const members = (db: Kysely<Database>, tenant: string) =>
  db
    .selectFrom('account_role')
    .innerJoin('account', 'account.id', 'account_role.account_id')
    .where('tenant_id', '=', tenant)
    .groupBy(['account.id', 'username', 'disabled'])
    .select([
      'account.id as account',
      'username',
      sql<TenantRole[]>`array_agg(role order by role)`.as('roles'),
      'disabled',
    ]);

/** @returns who has a role in a tenant, by user name */
export async function listMembers(db: Kysely<Database>, tenant: string): Promise<Member[]> {
  return members(db, tenant).orderBy('username').execute();
}

/** @returns what an account is in a tenant; undefined: no member */
export async function findMember(
  db: Kysely<Database>,
  tenant: string,
  account: string,
): Promise<Member | undefined> {
  return members(db, tenant).where('account.id', '=', account).executeTakeFirst();
}

/** @returns how many enabled accounts administer a tenant */
export async function countAdministrators(db: Kysely<Database>, tenant: string): Promise<number> {
  const all = await listMembers(db, tenant);
  return all.filter(({ roles, disabled }) => !disabled && roles.includes('admin')).length;
}
