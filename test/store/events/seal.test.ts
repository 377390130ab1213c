import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { type Kysely, sql } from 'kysely';
import t from 'tap';
import type { EventStore } from '../../../server/contract/event-store.js';
import { encodeRows } from '../../../server/store/events/event-rows.js';
import { openEventStore } from '../../../server/store/events/event-store.js';
import { hashFile } from '../../../server/store/events/hash-file.js';
import type { Database } from '../../../server/store/tables.js';
import { startMigratedDatabase } from '../migrated-database.js';
import { emptyManifest, withManifest } from './events-database.js';
import { plainEvents } from './plain-events.js';

const { url, db } = await startMigratedDatabase(t);
await withManifest(db);
t.beforeEach(() => emptyManifest(db));

/** Numbers of all events of a tenant, in order of their time. */
async function numbers(store: EventStore, tenants = ['stadt']): Promise<number[]> {
  const { items } = await store.search({ tenants, limit: 100_000 });
  return items.map((item) => item.fields['number'] as number).reverse();
}
const segmentFiles = (dir: string) =>
  readdirSync(join(dir, 'stadt')).filter((name) => name.endsWith('.parquet'));
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

/** As the pipeline does after a restart. */
async function replay(store: EventStore, count: number): Promise<void> {
  const from = store.sealedPosition();
  await store.append(encodeRows(plainEvents(from, count - from)), count);
}

async function refuseSeals(db: Kysely<Database>): Promise<() => Promise<unknown>> {
  await sql`create function refuse() returns trigger language plpgsql as 'begin raise exception ''refused''; end'`.execute(
    db,
  );
  await sql`create trigger refuse before insert on event_segment execute function refuse()`.execute(db);
  return () => sql`drop function refuse cascade`.execute(db);
}

t.test(
  'a seal moves events into a segment that any Parquet tool reads; its row says the truth',
  async (t) => {
    const dir = t.testdir();
    const store = await openEventStore({ dir, db });
    await store.append(encodeRows([...plainEvents(0, 20), ...plainEvents(20, 10, 'werke')]), 77);
    await store.seal();
    t.match(store.stats(), { hotEvents: 0, segments: 2, segmentEvents: 30 });
    t.equal(store.sealedPosition(), 77);
    const { rows } = await sql<
      Record<string, unknown>
    >`select * from event_segment order by tenant_id`.execute(db);
    const [row] = rows;
    t.match(row, {
      tenant_id: 'stadt',
      rows: 20,
      position_from: 0,
      position_to: 77,
      id_to: plainEvents(19, 1)[0]!.id,
    });
    t.equal((row!['time_from'] as Date).getTime(), plainEvents(0, 1)[0]!['@timestamp']);
    const path = join(dir, row!['path'] as string);
    t.strictSame(await hashFile(path), row!['sha256']);
    const other = await (await DuckDBInstance.create(':memory:')).connect();
    const read = await other.runAndReadAll(
      `select count(*) as n, min("@timestamp")::varchar as first, max("event.original")::varchar as original from read_parquet($1)`,
      [path],
    );
    t.strictSame(read.getRowObjects(), [{ n: 20n, first: '2026-03-01 00:00:00', original: '<38>message 9' }]);
    await store.close();
  },
);

t.test(
  'a crash before the manifest row: the file is removed, the replay stores its events again',
  async (t) => {
    const dir = t.testdir();
    const allow = await refuseSeals(db);
    const store = await openEventStore({ dir, db });
    await store.append(encodeRows(plainEvents(0, 50)), 50);
    await t.rejects(store.seal(), /refused/);
    t.strictSame(await numbers(store), upTo(50), 'searchable all the same');
    t.equal(store.sealedPosition(), 0);
    await store.close();
    t.equal(segmentFiles(dir).length, 1);
    writeFileSync(join(dir, 'stadt', 'half.parquet.tmp'), 'half');
    await allow();
    const again = await openEventStore({ dir, db });
    t.strictSame(readdirSync(join(dir, 'stadt')), []);
    t.equal(again.sealedPosition(), 0);
    await replay(again, 60);
    await again.seal();
    t.strictSame(await numbers(again), upTo(60));
    await again.close();
  },
);

t.test('a seal does not wait for those who read', async (t) => {
  const dir = t.testdir();
  const store = await openEventStore({ dir, db });
  await store.append(encodeRows(plainEvents(0, 50)), 50);
  await store.seal();
  const [{ id } = { id: '' }] = store.contents('stadt').segments;
  let read = (): void => {};
  let release = (): void => {};
  const isRead = new Promise<void>((resolve) => {
    read = resolve;
  });
  const hunting = store.hunt(
    { tenant: 'stadt', id },
    { texts: [{ texts: ['message 1'] }], addresses: [], networks: false, wantsAddress: () => false },
    { from: undefined, to: undefined, receivedBefore: Date.parse('2030-01-01T00:00:00Z') },
    {
      onEvents: () => {
        read();
        return new Promise<void>((resolve) => {
          release = resolve;
        });
      },
      signal: new AbortController().signal,
    },
  );
  await isRead;
  await store.append(encodeRows(plainEvents(50, 10)), 60);
  await store.seal();
  t.equal(store.sealedPosition(), 60);
  t.strictSame(await numbers(store), upTo(60));
  release();
  t.equal(await hunting, 'searched');
  await store.close();
  t.strictSame(readdirSync(join(dir, '.hot')), [], 'what was read is gone then');
});

t.test('a seal that failed is finished later, with the same segments', async (t) => {
  const dir = t.testdir();
  const allow = await refuseSeals(db);
  const store = await openEventStore({ dir, db });
  await store.append(encodeRows(plainEvents(0, 50)), 50);
  await t.rejects(store.seal(), /refused/);
  await store.append(encodeRows(plainEvents(50, 10)), 60);
  await allow();
  await store.seal();
  t.strictSame(await numbers(store), upTo(60));
  t.match(store.stats(), { hotEvents: 0, segments: 2, segmentEvents: 60 });
  t.equal(segmentFiles(dir).length, 2);
  await store.close();
});

t.test('a commit whose answer was lost is not repeated', async (t) => {
  let lost = false;
  const losing = (db: Kysely<Database>): Kysely<Database> =>
    new Proxy(db, {
      get(target, name) {
        if (name === 'withTables') return () => losing(target);
        const value = Reflect.get(target, name, target);
        if (name !== 'transaction' || lost) return typeof value === 'function' ? value.bind(target) : value;
        return () => ({
          execute: async (work: Parameters<ReturnType<typeof db.transaction>['execute']>[0]) => {
            await target.transaction().execute(work);
            lost = true;
            throw new Error('connection lost');
          },
        });
      },
    });
  const store = await openEventStore({ dir: t.testdir(), db: losing(db) });
  await store.append(encodeRows(plainEvents(0, 50)), 50);
  await t.rejects(store.seal(), /connection lost/);
  await store.seal();
  t.strictSame(await numbers(store), upTo(50));
  t.match(store.stats(), { hotEvents: 0, segments: 1 });
  await store.close();
});

t.test('kill -9 while it appends and seals: neither doubles nor holes', async (t) => {
  const dir = t.testdir();
  const child = fileURLToPath(new URL('append-and-seal.js', import.meta.url));
  for (let round = 0; round < 5; round++) {
    const process_ = spawn(process.execPath, [child, dir, url], { stdio: ['ignore', 'pipe', 'inherit'] });
    let appends = 0;
    for await (const chunk of process_.stdout) {
      appends += String(chunk).length;
      if (appends >= 20 + round * 13 && !process_.killed) process_.kill('SIGKILL');
    }
    if (process_.exitCode === null && process_.signalCode === null) await once(process_, 'exit');
  }
  const store = await openEventStore({ dir, db });
  t.ok(store.stats().segments > 1, `${store.stats().segments} segments`);
  const count = store.sealedPosition() + 25;
  await replay(store, count);
  t.strictSame(await numbers(store), upTo(count));
  await store.close();
});

t.test('searches during seals see every event once', async (t) => {
  const store = await openEventStore({ dir: t.testdir(), db, sealRows: 40 });
  for (let n = 0; n < 300; n += 10) {
    await store.append(encodeRows(plainEvents(n, 10)), n + 10);
    const [seen, again] = await Promise.all([numbers(store), numbers(store)]);
    t.strictSame(seen, upTo(n + 10));
    t.strictSame(again, upTo(n + 10));
  }
  t.ok(store.stats().segments >= 3);
  await store.close();
});

t.test('pages stay as they were begun while events come in and are sealed', async (t) => {
  const store = await openEventStore({ dir: t.testdir(), db });
  await store.append(encodeRows(plainEvents(0, 95)), 95);
  const seen: unknown[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < 10; page++) {
    const found = await store.search({ tenants: ['stadt'], limit: 10, ...(cursor && { cursor }) });
    seen.push(...found.items.map((item) => item.fields['number']));
    cursor = found.next ?? undefined;
    await store.append(encodeRows(plainEvents(100 + page * 10, 10)), 100 + page);
    if (page % 3 === 0) await store.seal();
  }
  t.strictSame(seen.reverse(), upTo(95));
  t.equal(cursor, undefined);
  await store.close();
});

t.test('while seals fail, appends wait instead of filling the memory', async (t) => {
  const allow = await refuseSeals(db);
  const store = await openEventStore({ dir: t.testdir(), db, sealRows: 10, retryMs: 20 });
  const appends = upTo(6).map((n) => store.append(encodeRows(plainEvents(n * 10, 10)), n * 10 + 10));
  let allDone = false;
  const all = Promise.all(appends).then(() => {
    allDone = true;
  });
  await appends[1];
  await new Promise((resolve) => setTimeout(resolve, 100));
  t.equal(allDone, false);
  t.ok(store.stats().hotEvents < 60);
  await allow();
  await all;
  t.strictSame(await numbers(store), upTo(60));
  await store.close();
});

t.test('a removed tenant is gone from memory, manifest and disk, also after a replay', async (t) => {
  const dir = t.testdir();
  const store = await openEventStore({ dir, db });
  await store.append(encodeRows([...plainEvents(0, 10), ...plainEvents(10, 10, 'werke')]), 10);
  await store.seal();
  await store.append(encodeRows([...plainEvents(20, 10), ...plainEvents(30, 10, 'werke')]), 20);
  await store.removeTenant('stadt');
  t.strictSame(await numbers(store), []);
  t.equal((await numbers(store, ['werke'])).length, 20);
  t.equal(store.sealedPosition(), 20, 'nothing of it is replayed');
  t.strictSame(readdirSync(join(dir, 'stadt')), []);
  await store.close();
});

t.test('a missing or shortened segment is reported and left out', async (t) => {
  const dir = t.testdir();
  const store = await openEventStore({ dir, db });
  for (let n = 0; n < 30; n += 10) {
    await store.append(encodeRows(plainEvents(n, 10)), n + 10);
    await store.seal();
  }
  await store.close();
  const { rows } = await sql<{ path: string }>`select path from event_segment order by position_to`.execute(
    db,
  );
  rmSync(join(dir, rows[0]!.path));
  truncateSync(join(dir, rows[1]!.path), 100);
  const errors: object[] = [];
  const logger = { info: () => {}, warn: () => {}, error: (fields: object) => errors.push(fields) };
  const again = await openEventStore({ dir, db, logger });
  t.equal(errors.length, 2);
  t.equal((await numbers(again)).length, 10);
  await again.close();
});

t.test('events with values at the edges of what JSON, SQL and clocks take', async (t) => {
  const dir = t.testdir();
  mkdirSync(dir, { recursive: true });
  const store = await openEventStore({ dir, db });
  const [event] = plainEvents(0, 1);
  const odd = [
    { ...event!, id: 'a', '@timestamp': Number.NaN },
    { ...event!, id: 'b', '@timestamp': 8.64e15, 'process.pid': 2 ** 40 },
    { ...event!, id: 'c', '@timestamp': -8.64e15, 'event.severity': Number.NaN },
    { ...event!, id: 'd', tenant: '../stadt', fields: { '\ud800': ['\udfff half', 'whole 😀'] } },
  ];
  await store.append(encodeRows(odd), 1);
  const tenants = ['stadt', '../stadt'];
  const check = async () => {
    const { items } = await store.search({ tenants, limit: 10 });
    t.strictSame(
      items.map(({ id }) => id),
      ['b', 'd', 'a', 'c'],
    );
    t.equal(items[0]!['process.pid'], 2 ** 40);
    t.strictSame(items[1]!.fields, { '\ufffd': ['\ufffd half', 'whole 😀'] });
    t.equal((await store.search({ tenants, limit: 10, filter: ['-number:0'] })).items.length, 1);
  };
  await check();
  await store.seal();
  await check();
  t.ok(readdirSync(dir).includes('..%2Fstadt') || readdirSync(dir).includes('%2E%2E%2Fstadt'));
  await store.close();
});
