import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import pg from 'pg';
import { GrundwachtError } from '../contract/errors.js';
import { copyIn } from '../postgres/copy.js';
import { identifier } from './database-dump.js';
import type { BackupManifest } from './manifest.js';
import type { Objects } from './objects.js';

/**
 * Fills the tables of a database that migrations have just made. All or nothing.
 *
 * Foreign keys are taken away and put back, which checks every row, because tables refer to each other in circles;
 * triggers are silent meanwhile: what they would write is in the backup. Neither needs a superuser.
 * @throws GrundwachtError BACKUP_DAMAGED when the rows do not fit together
 */
export async function loadDatabase(
  url: string,
  { database }: BackupManifest,
  objects: Objects,
  onTable: (name: string) => void,
): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'grundwacht restore',
    options: '-c grundwacht.tenants=*',
  });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query(
      "set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set timezone = 'UTC'; begin",
    );
    const forced = await forcedPolicies(client);
    for (const table of forced)
      await client.query(`alter table ${identifier(table)} no force row level security`);
    const keys = await foreignKeys(client);
    for (const { table, name } of keys)
      await client.query(`alter table ${identifier(table)} drop constraint ${identifier(name)}`);
    const known = await tableNames(client);
    for (const name of known) await client.query(`alter table ${identifier(name)} disable trigger user`);
    await client.query(`truncate ${known.map(identifier).join(', ')}`);
    for (const table of database.tables) {
      onTable(table.name);
      const columns = table.columns.map(identifier).join(', ');
      const statement = `copy ${identifier(table.name)} (${columns}) from stdin`;
      await copyIn(client, statement, unzipped(objects.read(table.sha256)));
    }
    for (const { table, name, definition } of keys)
      await client.query(`alter table ${identifier(table)} add constraint ${identifier(name)} ${definition}`);
    for (const name of known) await client.query(`alter table ${identifier(name)} enable trigger user`);
    for (const { name, value, called } of database.sequences)
      await client.query('select setval($1::regclass, $2, $3)', [identifier(name), value, called]);
    for (const table of forced)
      await client.query(`alter table ${identifier(table)} force row level security`);
    await client.query('commit');
    await client.query('analyze');
  } catch (cause) {
    throw new GrundwachtError(
      'BACKUP_DAMAGED',
      `the tables of the backup cannot be loaded: ${(cause as Error).message}`,
      { cause },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function tableNames(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not like 'kysely\\_%' order by 1`,
  );
  return rows.map(({ name }) => name);
}

async function foreignKeys(
  client: pg.Client,
): Promise<{ table: string; name: string; definition: string }[]> {
  const { rows } = await client.query<{ table: string; name: string; definition: string }>(
    `select c.relname as table, k.conname as name, pg_get_constraintdef(k.oid) as definition
     from pg_constraint k join pg_class c on c.oid = k.conrelid
     where c.relnamespace = 'public'::regnamespace and k.contype = 'f' and k.conparentid = 0 order by 1, 2`,
  );
  return rows;
}

/** A policy that holds for the owner, too, would keep its rows from being copied. */
async function forcedPolicies(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind = 'r' and relforcerowsecurity order by 1`,
  );
  return rows.map(({ name }) => name);
}

async function* unzipped(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  const plain = new PassThrough();
  const done = pipeline(Readable.from(content), createGunzip(), plain);
  done.catch((error: Error) => plain.destroy(error));
  yield* plain;
  await done;
}
