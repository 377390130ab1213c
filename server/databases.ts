import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { apiConnection, openApiDatabase } from './api-database.js';
import type { Closers } from './closers.js';
import type { Config } from './config/config.js';
import { demandDatabase } from './demand-database.js';
import { createFirstAdministrator } from './identity/first-administrator.js';
import { keepPostgres } from './postgres/keep-running.js';
import { installShippedCatalogs } from './shipped-catalogs.js';
import { openDatabase } from './store/database.js';
import type { Database } from './store/tables.js';
import { upgrade } from './upgrade.js';

/** The database, with the schema and what every installation has in it. */
export interface Databases {
  /** As the owner of its tables. */
  url: string;
  /** The program's own connections, which see every tenant. */
  db: Kysely<Database>;
  /** Those of the API, which see the tenants of a call. */
  apiDb: Kysely<Database>;
  /** Present on the very first start; with a password only when one was made up. */
  firstLogin: Awaited<ReturnType<typeof createFirstAdministrator>>;
}

export interface DatabasesOptions {
  /** Get what is to be closed, in the order in which it is opened. */
  closers: Closers;
  logger: Logger;
  configFile: string | undefined;
  adminPassword: string | undefined;
}

/**
 * Starts PostgreSQL unless the configuration names one, and brings it up to date.
 * @throws GrundwachtError DATABASE_UNAVAILABLE, DATABASE_TOO_NEW, DATABASE_ROLE_MISSING, CONFIG_INVALID, STORAGE_STALLED
 */
export async function openDatabases(
  config: Config,
  { closers, logger, configFile, adminPassword }: DatabasesOptions,
): Promise<Databases> {
  const url = config.database.url || (await embeddedDatabase(config, closers, logger));
  const onConnectionError = (err: Error) => logger.warn({ err }, 'database_connection_lost');
  const db = openDatabase(url, { onConnectionError });
  closers.add('database', () => db.destroy());
  await demandDatabase(db, url, 'database.url');
  await upgrade(db, { config, configFile, databaseUrl: url, logger });
  const apiDb = await openApiDatabase(await apiConnection(config, db, url), { onConnectionError });
  closers.add("API's database", () => apiDb.destroy());
  const firstLogin = await createFirstAdministrator(db, { password: adminPassword });
  await installShippedCatalogs(db);
  return { url, db, apiDb, firstLogin };
}

async function embeddedDatabase(config: Config, closers: Closers, logger: Logger): Promise<string> {
  const postgres = await keepPostgres({ dataDir: config.data, logger });
  closers.add('embedded PostgreSQL', () => postgres.stop());
  return postgres.url;
}
