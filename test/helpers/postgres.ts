import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres } from '../../server/postgres/supervisor.js';
import { copyCluster, type Template } from './cluster-template.js';

/** The part of tap's test object that the helpers use. */
export interface Teardown {
  teardown(fn: () => Promise<void> | void): void;
}

/** Speed over durability: nothing of a test has to survive a power cut. */
export const fastSettings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

/**
 * A fresh database of one test file, gone with it: in a PostgreSQL of its own, or in the one that TEST_POSTGRES names,
 * which a run of tests starts for all of them.
 * @param template `migrated`: the schema may be in it already
 * @param settings of PostgreSQL, in place of the fast ones; with them it is always one of its own
 * @returns its connection URL; otherwise the database is empty, no migration has run
 */
export async function startTestDatabase(
  t: Teardown,
  template: Template = 'empty',
  settings?: readonly string[],
): Promise<{ url: string }> {
  const shared = process.env['TEST_POSTGRES'];
  if (shared !== undefined && settings === undefined) return databaseIn(t, shared, template);
  const dataDir = mkdtempSync(join(tmpdir(), 'grundwacht-pg-'));
  copyCluster(template, dataDir);
  const postgres = await startPostgres({ dataDir, settings: [...(settings ?? fastSettings)] });
  t.teardown(async () => {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });
  return { url: postgres.url };
}

/**
 * Starts a PostgreSQL for all files of a run.
 * @param dataDir an empty folder
 * @returns what TEST_POSTGRES has to be
 */
export async function startSharedPostgres(
  dataDir: string,
): Promise<{ url: string; stop: () => Promise<void> }> {
  copyCluster('migrated', dataDir);
  return startPostgres({ dataDir, settings: [...fastSettings, 'max_connections=400'] });
}

async function databaseIn(t: Teardown, server: string, template: Template): Promise<{ url: string }> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  // The cluster's first database has the schema; nobody is connected to it.
  const source = template === 'migrated' ? 'postgres' : 'template0';
  await ask(server, `create database ${name} template ${source}`);
  t.teardown(() => ask(server, `drop database ${name} with (force)`));
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href };
}

async function ask(server: string, statement: string): Promise<void> {
  const url = new URL(server);
  url.pathname = '/template1';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
