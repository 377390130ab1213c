import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import t from 'tap';
import { openDatabase } from '../../server/store/database.js';
import * as foundation from '../../server/store/migrations/0001-foundation.js';
import * as isms from '../../server/store/migrations/0003-isms.js';
import * as structure from '../../server/store/migrations/0011-structure.js';
import { migrate } from '../../server/store/migrations/index.js';
import type { Database } from '../../server/store/tables.js';
import { startTestDatabase } from '../helpers/postgres.js';

const { url } = await startTestDatabase(t);
const first = openDatabase(url);
const second = openDatabase(url);

t.test('two processes that start at once migrate once, and a second start does nothing', async (t) => {
  const done = await Promise.all([migrate(first), migrate(second)]);
  t.equal(done.filter((names) => names.length > 0).length, 1);
  t.equal(done.flat()[0], '0001-foundation');
  t.same(await migrate(first), []);
});

t.test('migrations of a large database take the time that they need', async (t) => {
  await sql`create database patient`.execute(first);
  const asked: string[] = [];
  const pool = new pg.Pool({ connectionString: new URL('/patient', url).href, statement_timeout: 60_000 });
  const db = new Kysely<Database>({
    dialect: new PostgresDialect({ pool }),
    log: ({ query }) => void asked.push(query.sql),
  });
  t.teardown(() => db.destroy());
  await migrate(db);
  const patient = asked.findIndex((text) => /statement_timeout = 0/.test(text));
  t.ok(patient >= 0 && patient < asked.findIndex((text) => text.startsWith('create table tenant')));
  const { rows } = await sql`show statement_timeout`.execute(db);
  t.match(rows, [{ statement_timeout: '1min' }], 'and nothing else does');
});

t.test('a database that a newer program has changed is refused with what to do', async (t) => {
  await sql`insert into kysely_migration (name, timestamp) values ('9999-future', now()::text)`.execute(
    first,
  );
  await t.rejects(migrate(first), {
    code: 'DATABASE_TOO_NEW',
    message: /9999-future.*start the version that made it/,
  });
});

t.test('large counters come as numbers, too large ones not as wrong numbers', async (t) => {
  const { rows } = await sql<{ n: number }>`select 9007199254740991::bigint as n`.execute(first);
  t.equal(rows[0]?.n, Number.MAX_SAFE_INTEGER);
  await t.rejects(sql`select 9007199254740993::bigint as n`.execute(first), { name: 'RangeError' });
  t.ok((await sql`select 1`.execute(first)).rows, 'the connection still works');
});

t.test('connections name the program', async (t) => {
  const { rows } = await sql`select current_setting('application_name') as name`.execute(first);
  t.match(rows, [{ name: 'grundwacht' }]);
});

/** Segments stand for files, which the event store removes with them; the protocol of deletions outlives the tenant. */
const ownLifetime = ['event_segment', 'event_deletion'];

t.test('every table with rows of a tenant has an indexed tenant_id that goes with the tenant', async (t) => {
  const { rows } = await sql<{ name: string; cascades: boolean; indexed: boolean }>`
    select c.relname as name,
      exists (select 1 from pg_constraint f where f.conrelid = c.oid and f.confdeltype = 'c' and (
        (f.confrelid = 'tenant'::regclass and f.conkey = array[a.attnum])
        or (f.confrelid = 'isms_domain'::regclass and f.conkey[1] = a.attnum))) as cascades,
      exists (select 1 from pg_index i where i.indrelid = c.oid and i.indkey[0] = a.attnum) as indexed
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace`.execute(first);
  t.ok(rows.length >= 5);
  for (const row of rows) {
    t.ok(row.indexed, row.name);
    t.equal(row.cascades, !ownLifetime.includes(row.name), row.name);
  }
});

t.test('target objects of an older database come into a domain, with their protection needs', async (t) => {
  await sql`create database older`.execute(first);
  const older = openDatabase(new URL('/older', url).href);
  t.teardown(() => older.destroy());
  // A migration knows nothing of the tables as they are typed today.
  const untyped = older as unknown as Kysely<unknown>;
  for (const migration of [foundation, isms]) await migration.up(untyped);
  await sql`insert into tenant values ('demo', 'Musterstadt', now())`.execute(older);
  await sql`insert into target_object (tenant_id, key, type, name, description, platform, count, location, owner,
      hostnames, addresses, tags, version, updated_at)
    values ('demo', 'S1', 'it_system', 'Server', '', '', 2, '', '', '{}', '{}', '{}', 3, now())`.execute(
    older,
  );
  await structure.up(untyped);
  const { rows } = await sql`
    select d.name as domain, o.status, o.version, e.integrity, e.derivation from target_object o
    join isms_domain d on d.id = o.domain_id and d.tenant_id = 'demo'
    join protection_need_effective e on e.target_object_id = o.id`.execute(older);
  const unknown = { cause: 'default', own: null, inherited: null, from: null };
  const derivation = { confidentiality: unknown, integrity: unknown, availability: unknown };
  t.same(rows, [
    { domain: 'Musterstadt', status: 'in_operation', version: 3, integrity: 'normal', derivation },
  ]);
});

t.test('close', async () => {
  await Promise.all([first.destroy(), second.destroy()]);
});
