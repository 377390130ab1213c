import type { Kysely } from 'kysely';
import type { Config } from '../config/config.js';
import { GrundwachtError } from '../contract/errors.js';
import { claimDataFolder } from '../data-folder.js';
import { demandDatabase } from '../demand-database.js';
import { startPostgres } from '../postgres/supervisor.js';
import { openDatabase } from '../store/database.js';
import { migrate, pendingMigrations } from '../store/migrations/index.js';
import type { Database } from '../store/tables.js';
import { runningServer } from './running-server.js';
import { databaseOfRunning } from './server-session.js';

/**
 * Gives a command the database: that of the running server, or one that is started for the time of the work, while
 * no server can start; those of a new installation get their tables then.
 * @param work is given the running server's URL; undefined: none runs
 * @throws GrundwachtError DATABASE_UNAVAILABLE, DATABASE_TOO_NEW; CONFLICT when a server is just starting, and for the
 * tables of an older version
 */
export async function atDatabase<T>(
  config: Config,
  work: (db: Kysely<Database>, url: string | undefined) => Promise<T>,
): Promise<T> {
  return atDatabaseUrl(config, (databaseUrl, url) =>
    withDatabase(databaseUrl, async (db) => {
      if (url === undefined) await makeTables(db);
      return work(db, url);
    }),
  );
}

/** Only the server's start changes tables that hold something: it makes a backup before, without which no way leads back. */
async function makeTables(db: Kysely<Database>): Promise<void> {
  if (((await pendingMigrations(db)) ?? []).length > 0)
    throw new GrundwachtError(
      'CONFLICT',
      'the tables are of an older version: start the server once, which makes a backup before it changes them',
    );
  await migrate(db);
}

/**
 * {@link atDatabase} for what leaves the tables as they are.
 * @param work is given the database's URL, and the running server's
 */
export async function atDatabaseUrl<T>(
  config: Config,
  work: (databaseUrl: string, url: string | undefined) => Promise<T>,
): Promise<T> {
  const url = await runningServer(config);
  if (url !== undefined) return work(await databaseOfRunning(config), url);
  const release = await claimDataFolder(config.data);
  try {
    if (config.database.url) return await work(config.database.url, undefined);
    const postgres = await startPostgres({ dataDir: config.data });
    try {
      return await work(postgres.url, undefined);
    } finally {
      await postgres.stop();
    }
  } finally {
    await release();
  }
}

/** Opens a database for the time of the work. */
export async function withDatabase<T>(url: string, work: (db: Kysely<Database>) => Promise<T>): Promise<T> {
  const db = openDatabase(url, { connections: 3 });
  try {
    await demandDatabase(db, url, 'database.url');
    return await work(db);
  } finally {
    await db.destroy();
  }
}
