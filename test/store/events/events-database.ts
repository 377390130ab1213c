import { type Kysely, sql } from 'kysely';
import { up } from '../../../server/store/migrations/0002-event-segment.js';
import type { Database } from '../../../server/store/tables.js';
import type { Teardown } from '../../helpers/postgres.js';
import { startMigratedDatabase } from '../migrated-database.js';

/** A fresh database with the manifest's table. */
export async function startEventsDatabase(t: Teardown): Promise<Kysely<Database>> {
  const { db } = await startMigratedDatabase(t);
  await withManifest(db);
  return db;
}

/** Runs the event store's migration where the list of migrations has not done so. */
export async function withManifest(db: Kysely<Database>): Promise<void> {
  const { rows } = await sql<{ name: string | null }>`
    select to_regclass('event_segment')::text as name`.execute(db);
  if (rows[0]?.name == null) await up(db as Kysely<unknown>);
}

/** Forgets everything that a test has sealed. */
export async function emptyManifest(db: Kysely<Database>): Promise<void> {
  await sql`delete from event_segment`.execute(db);
  await sql`delete from pipeline_position`.execute(db);
}
