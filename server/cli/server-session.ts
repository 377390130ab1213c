import type { Kysely } from 'kysely';
import { sessionCookie } from '../api/access.js';
import type { Config } from '../config/config.js';
import { type ErrorCode, errorTable, GrundwachtError } from '../contract/errors.js';
import { hasAnyRole, type Permission, permissions } from '../identity/roles.js';
import { closeSession, openSession } from '../identity/sessions.js';
import { localUrl } from '../local-url.js';
import { runningPostgres } from '../postgres/supervisor.js';
import type { Database } from '../store/tables.js';
import { type Account, listUsers } from '../store/users.js';
import { callLocal } from './local-call.js';
import { recordCommand } from './record-command.js';

/** Calls the API of a running server; @throws GrundwachtError with the code of the server's answer */
export type Call = <T>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: object,
) => Promise<T>;

/**
 * @returns URL of the database of the server that runs on this configuration
 * @throws GrundwachtError DATABASE_UNAVAILABLE when the server that answers has another data folder
 */
export async function databaseOfRunning(config: Config): Promise<string> {
  const url = config.database.url || (await runningPostgres(config.data))?.url;
  if (url) return url;
  throw new GrundwachtError(
    'DATABASE_UNAVAILABLE',
    `A server answers at ${localUrl(config.http, config.http.port)}, but no database runs in ${config.data}: it has another data folder. Set GRUNDWACHT_DATA to it.`,
  );
}

/**
 * The account in whose name a command works: its authority is its access to the database, but what it does is noted
 * under a name, entered in the audit trail before it is done, and no account does by this way what its role does not
 * allow.
 * @param name undefined: the only one that may
 * @throws GrundwachtError FORBIDDEN, NOT_FOUND, VALIDATION when several may, PASSWORD_CHANGE_REQUIRED
 */
export async function accountThatMay(
  db: Kysely<Database>,
  permission: Permission,
  name: string | undefined,
): Promise<Account> {
  const accounts = (await listUsers(db)).filter(({ disabled }) => !disabled);
  const asked = name === undefined ? accounts : accounts.filter(({ username }) => username === name);
  if (name !== undefined && asked.length === 0) {
    throw new GrundwachtError('NOT_FOUND', `--user: there is no enabled account ${name}`);
  }
  const able = asked.filter((account) => hasAnyRole(account, permissions[permission]));
  const usable = able.filter(({ must_change_password }) => !must_change_password);
  const [account, another] = usable;
  if (account === undefined) {
    if (able.length > 0) throw new GrundwachtError('PASSWORD_CHANGE_REQUIRED', passwordFirst(able));
    const who = name ?? 'no enabled account';
    throw new GrundwachtError('FORBIDDEN', `${who}: needs a role of ${permissions[permission].join(', ')}`);
  }
  if (another !== undefined) {
    const names = usable.map(({ username }) => username).join(', ');
    throw new GrundwachtError('VALIDATION', `--user: say in whose name: ${names}`);
  }
  await recordCommand(db, account, permission);
  return account;
}

const passwordFirst = ([account]: readonly Account[]): string =>
  `Log in as ${account!.username} and change the one-time password first.`;

/**
 * @param url of the running server
 * @param work is given calls in the account's name; its session ends with it
 */
export async function inNameOf<T>(
  { db, url }: { db: Kysely<Database>; url: string },
  account: Account,
  work: (call: Call) => Promise<T>,
): Promise<T> {
  const { token } = await openSession(db, account, Date.now());
  try {
    return await work((method, path, body) => request(url, token, { method, path, body }));
  } finally {
    await closeSession(db, token);
  }
}

async function request<T>(
  url: string,
  token: string,
  { method, path, body }: { method: string; path: string; body: object | undefined },
): Promise<T> {
  const { status, text } = await callLocal({
    url: `${url}/api/v1${path}`,
    method,
    headers: {
      cookie: `${sessionCookie}=${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (status < 200 || status > 299) throw errorOf(text, `${method} ${path}: ${status}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

function errorOf(text: string, what: string): GrundwachtError {
  try {
    const { error } = JSON.parse(text) as { error?: { code?: string; message?: string; detail?: string } };
    if (error?.code !== undefined && Object.hasOwn(errorTable, error.code)) {
      return new GrundwachtError(error.code as ErrorCode, error.detail ?? error.message);
    }
  } catch {
    // Not an answer of Grundwacht's: a proxy's, perhaps.
  }
  return new GrundwachtError('INTERNAL', `${what} ${text.slice(0, 300)}`);
}
