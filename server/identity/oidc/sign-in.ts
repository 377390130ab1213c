import { randomBytes } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { HeldRole } from '../../contract/identity.js';
import { accountOfIdentity, noteIdentity, type ProviderIdentity } from '../../store/account-identities.js';
import { deleteSessionsOf } from '../../store/sessions.js';
import type { Database } from '../../store/tables.js';
import { listTenants } from '../../store/tenants.js';
import {
  type Account,
  createUser,
  findUser,
  findUserByName,
  lockAccounts,
  setRoles,
} from '../../store/users.js';
import { hashPassword } from '../passwords.js';
import { checkMethods, type GroupRole, rolesFor, usernameOf } from './claims.js';
import type { Vouched } from './client.js';
import { OidcRefusal } from './refusal.js';

/** What a provider has to say of a person, and what follows from it. */
export interface OidcTerms {
  mapping: readonly GroupRole[];
  required: { acr: readonly string[]; amr: readonly string[] };
}

/**
 * Takes the account of a person whom the provider vouches for, or makes it at the first login, with the roles that the
 * person's groups give now. Who has none any more loses roles and sessions.
 * @param db the program's own
 * @param now milliseconds since the epoch
 * @throws OidcRefusal no_group, second_factor, no_name, name_taken, disabled
 */
export async function signIn(
  db: Kysely<Database>,
  vouched: Vouched,
  { mapping, required }: OidcTerms,
  now: number,
): Promise<Account> {
  checkMethods(vouched.claims, required);
  const identity = { issuer: vouched.issuer, subject: vouched.subject };
  const tenants = await listTenants(db);
  const usable = mapping.filter(({ role, tenant }) => role === 'provider' || tenants.includes(tenant));
  const held = await mapped(db, identity, () => rolesFor(vouched.groups, usable));
  // Nobody knows it: an account of the provider's has no password here.
  const passwordHash = await hashPassword(randomBytes(32).toString('base64'));
  return db.transaction().execute(async (trx) => {
    await lockAccounts(trx);
    const known = await accountOfIdentity(trx, identity);
    const id = known ?? (await create(trx, usernameOf(vouched.claims), { passwordHash, held }, now));
    if (known !== undefined) await setRoles(trx, known, held);
    await noteIdentity(trx, identity, id, now);
    const account = (await findUser(trx, id))!;
    if (account.disabled) throw new OidcRefusal('disabled', 'the account is disabled');
    return account;
  });
}

async function mapped(
  db: Kysely<Database>,
  identity: ProviderIdentity,
  roles: () => HeldRole[],
): Promise<HeldRole[]> {
  try {
    return roles();
  } catch (error) {
    await db.transaction().execute(async (trx) => {
      const id = await accountOfIdentity(trx, identity);
      if (id === undefined) return;
      await setRoles(trx, id, []);
      await deleteSessionsOf(trx, id);
    });
    throw error;
  }
}

/** An account that is there by that name is somebody's who was never asked: it is left alone. */
async function create(
  trx: Transaction<Database>,
  username: string,
  { passwordHash, held }: { passwordHash: string; held: readonly HeldRole[] },
  now: number,
): Promise<string> {
  if ((await findUserByName(trx, username)) !== undefined)
    throw new OidcRefusal('name_taken', 'there is an account of that name that is not bound to the provider');
  const { id } = await createUser(trx, { username, passwordHash, mustChangePassword: false, held }, now);
  return id;
}
