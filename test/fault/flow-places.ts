import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Kysely, sql } from 'kysely';
import { openDatabase } from '../../server/store/database.js';
import { migrate } from '../../server/store/migrations/index.js';
import type { Database } from '../../server/store/tables.js';
import { ensureTenant } from '../../server/store/tenants.js';
import { fastSettings, startTestDatabase, type Teardown } from '../helpers/postgres.js';

export interface Place {
  folder: string;
  url: string;
  db: Kysely<Database>;
}

/** @returns makes a folder and a database of its own for a flow */
export async function openPlaces(t: Teardown): Promise<(name: string) => Promise<Place>> {
  const { url: server } = await startTestDatabase(t, 'empty', fastSettings);
  const root = mkdtempSync(join(tmpdir(), 'grundwacht-flow-'));
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  return async (name) => {
    const first = openDatabase(server);
    await sql`create database ${sql.id(name)}`.execute(first);
    await first.destroy();
    const url = new URL(server);
    url.pathname = `/${name}`;
    const db = openDatabase(url.href);
    t.teardown(() => db.destroy());
    await migrate(db);
    await ensureTenant(db, 'default', 'Default', Date.now());
    return { folder: join(root, name), url: url.href, db };
  };
}

/** What people see of alerts and sources; times of writing left out. */
export async function outcomeOf({ db }: Place) {
  const alerts = await db
    .selectFrom('alert')
    .select(['id', 'rule_id', 'entity_value', 'count', 'events_total', 'first_seen', 'last_seen', 'revision'])
    .orderBy('id')
    .execute();
  const { rows: sources } = await sql`
    select source, received, stored, rejected, unparsed from source order by source`.execute(db);
  return { alerts, sources };
}
