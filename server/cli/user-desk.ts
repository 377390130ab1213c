import type { Kysely } from 'kysely';
import type { Config } from '../config/config.js';
import { GrundwachtError } from '../contract/errors.js';
import { changeUser } from '../identity/administer-users.js';
import type { Database } from '../store/tables.js';
import { type Account, findUserByName, listUsers } from '../store/users.js';
import { atDatabase } from './at-database.js';
import { recordSystemAct, systemUser } from './record-command.js';

/** What is to be given back to an account. */
export interface Reset {
  /** A one-time password. */
  password: boolean;
  /** Every second factor away. */
  factors: boolean;
  /** In again, when it is disabled. */
  enable: boolean;
}

/** @returns a table of all accounts */
export function listAccounts(config: Config): Promise<string> {
  return atDatabase(config, async (db) => {
    const rows = (await listUsers(db)).map(rowOf);
    const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
    return rows
      .map(
        (row) =>
          `${row
            .map((cell, column) => cell.padEnd(widths[column] ?? 0))
            .join('  ')
            .trimEnd()}\n`,
      )
      .join('');
  });
}

function rowOf({ username, roles, secondFactor, disabled, must_change_password }: Account): string[] {
  const state = disabled ? 'disabled' : must_change_password ? 'one-time password' : 'active';
  return [username, state, secondFactor ? 'second factor' : 'no second factor', roles.join(', ')];
}

/**
 * Lets somebody in again who lost password or factors; by this way nobody has to be logged in.
 * @returns what to tell, with the one-time password
 * @throws GrundwachtError NOT_FOUND
 */
export function resetAccount(config: Config, name: string, reset: Reset): Promise<string> {
  return atDatabase(config, async (db) => {
    const account = await accountNamed(db, name);
    // Before it is done, as the calls of the API.
    await recordSystemAct(db, {
      action: 'user.reset',
      object: `account ${account.id}`,
      details: { username: account.username, ...reset },
    });
    const { password } = await changeUser(
      db,
      account.id,
      {
        ...(reset.password ? { reset_password: true } : {}),
        ...(reset.factors ? { reset_factors: true } : {}),
        ...(reset.enable ? { disabled: false } : {}),
      },
      Date.now(),
      systemUser(),
    );
    return told(account, reset, password);
  });
}

async function accountNamed(db: Kysely<Database>, name: string): Promise<Account> {
  const account = await findUserByName(db, name);
  if (account !== undefined) return account;
  throw new GrundwachtError('NOT_FOUND', `there is no account ${name}; "grundwacht user list" names all`);
}

function told({ username, disabled }: Account, reset: Reset, password: string | undefined): string {
  const lines = [
    ...(password === undefined ? [] : [`One-time password of ${username} (shown only now): ${password}`]),
    ...(reset.factors ? [`Second factors of ${username} are gone.`] : []),
    ...(reset.enable && disabled ? [`${username} may log in again.`] : []),
    ...(disabled && !reset.enable
      ? [`${username} is disabled and stays so; --enable lets it in again.`]
      : []),
    `All sessions of ${username} have ended.`,
  ];
  return `${lines.join('\n')}\n`;
}
