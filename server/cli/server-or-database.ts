import type { Kysely } from 'kysely';
import type { RouteDeps } from '../api/deps.js';
import type { Config } from '../config/config.js';
import { claimDataFolder } from '../data-folder.js';
import { startPostgres } from '../postgres/supervisor.js';
import { loadRuleSetOf } from '../rule-set.js';
import { openDatabase } from '../store/database.js';
import type { Database } from '../store/tables.js';
import { runningServer } from './running-server.js';
import { databaseOfRunning } from './server-session.js';

/** Ways to do the same work. */
export interface Ways<T> {
  /** With the API of the server at `url`, which then knows of it at once. */
  server(db: Kysely<Database>, url: string): Promise<T>;
  /** While no server runs. */
  database(db: Kysely<Database>): Promise<T>;
}

/**
 * Does something at the server that runs on the configuration; without one at its database, which is started for that
 * time.
 * @throws GrundwachtError DATABASE_UNAVAILABLE, CONFLICT when a server is just starting, and those of the work
 */
export async function atServerOrDatabase<T>(config: Config, ways: Ways<T>): Promise<T> {
  const url = await runningServer(config);
  if (url !== undefined) {
    return withDatabase(await databaseOfRunning(config), (db) => ways.server(db, url));
  }
  const release = await claimDataFolder(config.data);
  try {
    if (config.database.url) return await withDatabase(config.database.url, (db) => ways.database(db));
    const postgres = await startPostgres({ dataDir: config.data });
    try {
      return await withDatabase(postgres.url, (db) => ways.database(db));
    } finally {
      await postgres.stop();
    }
  } finally {
    await release();
  }
}

async function withDatabase<T>(url: string, work: (db: Kysely<Database>) => Promise<T>): Promise<T> {
  const db = openDatabase(url, { connections: 3 });
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}

/** @returns the rules as a server on the configuration would have them */
export async function rulesOfConfig(config: Config): Promise<RouteDeps['rules']> {
  const { infos, problems, sets } = await loadRuleSetOf(config);
  return { rules: infos, problems, sets, disabled: config.rules.disabled };
}
