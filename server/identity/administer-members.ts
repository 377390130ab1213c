import type { Kysely, Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { TenantRole } from '../contract/identity.js';
import type { Member } from '../contract/tenant.js';
import { recordIssue } from '../store/account-issues.js';
import { countAdministrators, findMember } from '../store/members.js';
import type { Database } from '../store/tables.js';
import { createUser, findUserByName, lockAccounts, setRolesIn } from '../store/users.js';
import { generatePassword, hashPassword } from './passwords.js';

interface Change {
  tenant: string;
  /** Whether the tenant may be left without an administrator: a provider can make one, a member cannot. */
  byProvider: boolean;
}

/** A change and the user name of who makes it. */
type NamedChange = Change & { by: string };

/**
 * Gives somebody roles in a tenant; where nobody has the name, an account with a one-time password.
 * @param db which sees the tenant
 * @param now milliseconds since the epoch
 * @throws GrundwachtError ALREADY_EXISTS for a member
 */
export async function addMember(
  db: Kysely<Database>,
  { username, roles }: { username: string; roles: readonly TenantRole[] },
  { tenant, byProvider, by }: NamedChange,
  now: number,
): Promise<{ member: Member; password?: string }> {
  const password = (await findUserByName(db, username)) === undefined ? generatePassword() : undefined;
  const passwordHash = password === undefined ? undefined : await hashPassword(password);
  const member = await db.transaction().execute(async (trx) => {
    await lockAccounts(trx);
    const known = await findUserByName(trx, username);
    if (known?.memberships.some((membership) => membership.tenant === tenant)) {
      throw new GrundwachtError('ALREADY_EXISTS', {
        pointer: '/username',
        message: '{username} is a member already',
        values: { username },
      });
    }
    const account =
      passwordHash === undefined
        ? known!
        : await createUser(trx, { username, passwordHash, mustChangePassword: true, held: [] }, now);
    if (passwordHash !== undefined) {
      const issuer = { by, tenant: byProvider ? null : tenant };
      await recordIssue(trx, account.username, 'password', issuer, now);
    }
    await setRolesIn(trx, account.id, { tenant, roles: [...roles] });
    return (await findMember(trx, tenant, account.id))!;
  });
  return password === undefined ? { member } : { member, password };
}

/**
 * Changes what a member is in a tenant; with the next request it counts.
 * @param roles none: the account is no member any more; it stays, and so do its roles elsewhere
 * @throws GrundwachtError NOT_FOUND, LAST_ADMINISTRATOR
 */
export async function changeMember(
  db: Kysely<Database>,
  account: string,
  roles: readonly TenantRole[],
  change: Change,
): Promise<Member | undefined> {
  return db.transaction().execute(async (trx) => {
    await lockAccounts(trx);
    if ((await findMember(trx, change.tenant, account)) === undefined) {
      throw new GrundwachtError('NOT_FOUND', {
        message: '{account} is no member of {tenant}',
        values: { account, tenant: change.tenant },
      });
    }
    await setRolesIn(trx, account, { tenant: change.tenant, roles: [...roles] });
    await keepAdministrator(trx, change);
    return findMember(trx, change.tenant, account);
  });
}

async function keepAdministrator(trx: Transaction<Database>, { tenant, byProvider }: Change): Promise<void> {
  if (byProvider || (await countAdministrators(trx, tenant)) > 0) return;
  throw new GrundwachtError('LAST_ADMINISTRATOR', {
    message: '{tenant} would have no administrator any more',
    values: { tenant },
  });
}
