import type { Kysely } from 'kysely';
import type { Database } from '../store/tables.js';
import { countUsers, createUser, lockAccounts } from '../store/users.js';
import { generatePassword, hashPassword } from './passwords.js';

/** User name of the first administrator. */
export const firstAdministrator = 'admin';

/**
 * Creates the user `admin` when there is no user at all: provider, and administrator of the tenant that is there.
 * @param options password: given by the operator, and then no one-time password; now: milliseconds since the epoch
 * @returns the name, and the one-time password if one was made up; undefined when there are users already
 */
export async function createFirstAdministrator(
  db: Kysely<Database>,
  options: { password?: string | undefined; now?: number } = {},
): Promise<{ username: 'admin'; password?: string } | undefined> {
  if ((await countUsers(db)) > 0) return undefined;
  const generated = options.password === undefined ? generatePassword() : undefined;
  const passwordHash = await hashPassword(options.password ?? generated!);
  return db.transaction().execute(async (trx) => {
    await lockAccounts(trx);
    if ((await countUsers(trx)) > 0) return undefined;
    const held = [
      { tenant: null, role: 'provider' },
      { tenant: 'default', role: 'admin' },
    ] as const;
    const user = { username: firstAdministrator, passwordHash, held };
    await createUser(
      trx,
      { ...user, mustChangePassword: generated !== undefined },
      options.now ?? Date.now(),
    );
    return generated === undefined
      ? { username: firstAdministrator }
      : { username: firstAdministrator, password: generated };
  });
}
