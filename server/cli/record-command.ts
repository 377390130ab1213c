import { userInfo } from 'node:os';
import type { Kysely, Transaction } from 'kysely';
import { type Permission, permissions, tenantsWith } from '../identity/roles.js';
import { type Act, recordAct, recordActs } from '../store/audit-trail.js';
import type { Database } from '../store/tables.js';
import type { Account } from '../store/users.js';

/** What changes nothing and shows no data of persons. */
const harmless: ReadonlySet<Permission> = new Set(
  (Object.keys(permissions) as Permission[]).filter(
    (name) => /\.(?:read|test|verify)$/.test(name) && name !== 'events.read',
  ),
);

/** Who acts where no account does: whoever has the database. */
export const systemUser = (): string => `cli ${userInfo().username}`;

/** Enters an act of a command that works in no account's name. Give the transaction that acts where there is one. */
export function recordSystemAct(
  executor: Kysely<Database> | Transaction<Database>,
  act: Omit<Act, 'by' | 'at' | 'tenant'> & { tenant?: string },
): Promise<void> {
  return recordAct(executor, { tenant: null, ...act, by: systemUser(), at: Date.now() });
}

/**
 * Enters what a command is about to do, in every tenant that the account may do it in. Of the command line its words
 * are kept, not what follows them.
 * @param words of the command line, without the program
 */
export async function recordCommand(
  db: Kysely<Database>,
  account: Account,
  permission: Permission,
  words: readonly string[] = process.argv.slice(2),
): Promise<void> {
  if (harmless.has(permission)) return;
  const reached = tenantsWith(account, permissions[permission]);
  const end = words.findIndex((word) => !/^[a-z][a-z-]*$/.test(word));
  const command = words.slice(0, end < 0 ? 3 : Math.min(end, 3));
  const said = {
    by: account.username,
    action: `cli.${permission}`,
    object: command.length > 0 ? command.join(' ') : undefined,
    details: { system_user: userInfo().username },
    at: Date.now(),
  };
  const tenants = reached.length > 0 ? reached : [null];
  await recordActs(
    db,
    tenants.map((tenant) => ({ ...said, tenant })),
  );
}
