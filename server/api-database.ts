import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Kysely, sql } from 'kysely';
import type { Config } from './config/config.js';
import { GrundwachtError } from './contract/errors.js';
import { demandDatabase } from './demand-database.js';
import { type DatabaseOptions, openScopedDatabase } from './store/database.js';
import { appRole } from './store/migrations/tenant-policy.js';
import type { Database } from './store/tables.js';

/** Where the API connects to: as whom, or taking on which role. */
export interface ApiConnection {
  url: string;
  /** The role that the owner's connections take on where nobody gave the API a user of its own. */
  assume?: string;
}

/**
 * @param system the program's own database, with the schema in it
 * @param url where that is
 * @returns where the API connects to; in the embedded PostgreSQL its role gets its password here
 */
export async function apiConnection(
  config: Config,
  system: Kysely<Database>,
  url: string,
): Promise<ApiConnection> {
  if (config.database.app_url) return { url: config.database.app_url };
  if (config.database.url) return { url, assume: appRole };
  const password = passwordIn(join(config.data, 'postgres-app.secret'));
  await sql`alter role ${sql.id(appRole)} login password ${sql.lit(password)}`.execute(system);
  const own = new URL(url);
  own.username = appRole;
  own.password = password;
  return { url: own.href };
}

/**
 * Opens the API's database.
 * @throws GrundwachtError DATABASE_UNAVAILABLE, DATABASE_ROLE_MISSING when its user cannot have the API's role,
 * CONFIG_INVALID when its user could read every tenant
 */
export async function openApiDatabase(
  connection: ApiConnection,
  options: DatabaseOptions = {},
): Promise<Kysely<Database>> {
  const db = openScopedDatabase(connection.url, { ...options, ...connection });
  try {
    if (connection.assume === undefined) await demandDatabase(db, connection.url, 'database.app_url');
    const fault = await bypassOf(db);
    if (fault !== undefined) throw new GrundwachtError('CONFIG_INVALID', `database.app_url: ${fault}`);
    return db;
  } catch (cause) {
    await db.destroy();
    const { code, message } = cause as { code?: string; message: string };
    if (code !== insufficientPrivilege && code !== undefinedObject) throw cause;
    throw new GrundwachtError(
      'DATABASE_ROLE_MISSING',
      `the API cannot take on the role ${appRole} (${message}); execute as superuser: ` +
        `grant ${appRole} to the user of database.url, or set database.app_url`,
      { cause },
    );
  }
}

/** PostgreSQL's codes. */
const insufficientPrivilege = '42501';
const undefinedObject = '22023';

/**
 * @param db the API's
 * @returns what keeps row-level security from holding for its user; undefined: nothing
 */
export async function bypassOf(db: Kysely<Database>): Promise<string | undefined> {
  const { rows } = await sql<{ name: string; bypasses: boolean; owns: boolean; member: boolean }>`
    select rolname as name, rolsuper or rolbypassrls as bypasses, pg_has_role(${appRole}, 'usage') as member,
      exists (select from pg_class where relname = 'tenant' and relkind = 'r' and relowner = pg_roles.oid) as owns
    from pg_roles where rolname = current_user`.execute(db);
  const { name, bypasses, owns, member } = rows[0]!;
  if (bypasses) return `the user ${name} is a superuser or has BYPASSRLS, and would read every tenant`;
  if (owns) return `the user ${name} owns the tables and could switch the separation of tenants off`;
  return member ? undefined : `the user ${name} lacks the role ${appRole}`;
}

function passwordIn(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}
