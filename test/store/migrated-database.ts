import type { Kysely } from 'kysely';
import { openDatabase } from '../../server/store/database.js';
import { migrate } from '../../server/store/migrations/index.js';
import type { Database } from '../../server/store/tables.js';
import { startTestDatabase, type Teardown } from '../helpers/postgres.js';

/** A fresh database of one test file with the schema in it. */
export async function startMigratedDatabase(t: Teardown): Promise<{ url: string; db: Kysely<Database> }> {
  const pools: Kysely<Database>[] = [];
  t.teardown(() => Promise.all(pools.map((db) => db.destroy())).then(() => {}));
  const { url } = await startTestDatabase(t, 'migrated');
  const db = openDatabase(url);
  pools.push(db);
  await migrate(db);
  return { url, db };
}
