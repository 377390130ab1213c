import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../server/postgres/supervisor.js';
import { copyCluster, type Template } from './cluster-template.js';

/** The part of tap's test object that the helpers use. */
export interface Teardown {
  teardown(fn: () => Promise<void> | void): void;
}

/** Speed over durability: nothing of a test has to survive a power cut. */
export const fastSettings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

/**
 * A fresh embedded PostgreSQL of one test file, gone with it.
 * @param template `migrated`: the schema may be in it already
 * @param settings of PostgreSQL, in place of the fast ones
 * @returns its connection URL; otherwise the database is empty, no migration has run
 */
export async function startTestDatabase(
  t: Teardown,
  template: Template = 'empty',
  settings: readonly string[] = fastSettings,
): Promise<{ url: string }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'grundwacht-pg-'));
  copyCluster(template, dataDir);
  const postgres = await startPostgres({ dataDir, settings: [...settings] });
  t.teardown(async () => {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });
  return { url: postgres.url };
}
