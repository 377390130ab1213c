import type { Kysely } from 'kysely';
import { openDatabase, openScopedDatabase } from '../../server/store/database.js';
import { migrate } from '../../server/store/migrations/index.js';
import { appRole } from '../../server/store/migrations/tenant-policy.js';
import type { Database } from '../../server/store/tables.js';
import { startTestDatabase, type Teardown } from '../helpers/postgres.js';

const urls = new WeakMap<Kysely<Database>, string>();

/**
 * @param db as {@link startMigratedDatabase} opened it
 * @returns the same as the API has it: it sees the tenants of its scope
 */
export function openApiSide(db: Kysely<Database>): Kysely<Database> {
  return openScopedDatabase(urls.get(db)!, { assume: appRole });
}

/** A fresh database of one test file with the schema in it. */
export async function startMigratedDatabase(t: Teardown): Promise<{ url: string; db: Kysely<Database> }> {
  const pools: Kysely<Database>[] = [];
  t.teardown(() => Promise.all(pools.map((db) => db.destroy())).then(() => {}));
  const { url } = await startTestDatabase(t, 'migrated');
  const db = openDatabase(url);
  pools.push(db);
  urls.set(db, url);
  await migrate(db);
  return { url, db };
}
