// Database clusters that a run of tests makes once and each test copies: making one costs each of sixty test files more
// than most of what they test.
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startPostgres } from '../../server/postgres/supervisor.js';
import { openDatabase } from '../../server/store/database.js';
import { migrate } from '../../server/store/migrations/index.js';

/** A cluster as the first start makes it, and one that holds the schema. */
export type Template = 'empty' | 'migrated';

/**
 * Puts a cluster into a data folder that has none, where TEST_CLUSTERS names the folder of the templates.
 * @throws Error when there is no such template
 */
export function copyCluster(template: Template, dataDir: string): void {
  const folder = process.env['TEST_CLUSTERS'];
  if (folder !== undefined && !existsSync(join(dataDir, 'postgres')))
    copyFolder(join(folder, template), dataDir);
}

/**
 * Copies a folder with all that it holds, owners and modes included, into another.
 * @throws Error when it cannot
 */
export function copyFolder(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  const { status, stderr } = spawnSync('cp', ['-a', `${from}/.`, to], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${from} was not copied: ${stderr}`);
}

/**
 * Makes the clusters that {@link copyCluster} copies.
 * @param folder where they are put
 */
export async function makeTemplates(folder: string): Promise<void> {
  const [empty, migrated] = (['empty', 'migrated'] as const).map((name) => join(folder, name)) as [
    string,
    string,
  ];
  mkdirSync(empty, { recursive: true, mode: 0o700 });
  await withPostgres(empty, async () => {});
  // What a killed process has written stays: only a power cut needs the disk itself.
  appendFileSync(join(empty, 'postgres', 'postgresql.conf'), 'fsync = off\nfull_page_writes = off\n');
  copyFolder(empty, migrated);
  await withPostgres(migrated, async (url) => {
    const db = openDatabase(url, { connections: 1 });
    await migrate(db);
    await db.destroy();
  });
}

async function withPostgres(dataDir: string, work: (url: string) => Promise<void>): Promise<void> {
  const postgres = await startPostgres({ dataDir });
  try {
    await work(postgres.url);
  } finally {
    await postgres.stop();
  }
  rmSync(join(dataDir, 'postgres.log'));
}
