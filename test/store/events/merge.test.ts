import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Kysely, sql } from 'kysely';
import t from 'tap';
import type { EventStore } from '../../../server/contract/event-store.js';
import { encodeRows } from '../../../server/store/events/event-rows.js';
import { openEventStore } from '../../../server/store/events/event-store.js';
import { verifyStore } from '../../../server/store/events/verify-store.js';
import { changeRetention } from '../../../server/store/retention.js';
import type { Database } from '../../../server/store/tables.js';
import { ensureTenant } from '../../../server/store/tenants.js';
import { emptyManifest, startEventsDatabase } from './events-database.js';
import { begin, plainEvents } from './plain-events.js';

const db = await startEventsDatabase(t);
t.beforeEach(() => emptyManifest(db));
const nextDay = () => begin + 86_400_000;

async function filled(
  dir: string,
  count: number,
  options: { db?: Kysely<Database>; tenants?: string[] } = {},
): Promise<EventStore> {
  const store = await openEventStore({ dir, db: options.db ?? db, now: nextDay });
  for (let n = 0; n < count; n++) {
    const events = (options.tenants ?? ['stadt']).flatMap((tenant) => plainEvents(n * 10, 10, tenant));
    if (n % 2 === 1) for (const event of events) event['event.dataset'] = 'linux.cron';
    await store.append(encodeRows(events), n + 1);
    await store.seal();
  }
  return store;
}

async function numbers(store: EventStore, filter: string[] = []): Promise<unknown[]> {
  const { items } = await store.search({ tenants: ['stadt'], limit: 1000, filter });
  return items.map(({ fields }) => fields['number']).reverse();
}
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);
const files = (dir: string, tenant = 'stadt') => readdirSync(join(dir, tenant)).length;

t.test('small segments become one, with its filter; readers see every event once', async (t) => {
  const dir = t.testdir();
  const store = await filled(dir, 4, { tenants: ['stadt', 'werke'] });
  const during = Promise.all(upTo(5).map(() => numbers(store)));
  t.equal(await store.merge(), 8);
  for (const seen of await during) t.strictSame(seen, upTo(40));
  t.strictSame(await numbers(store), upTo(40));
  t.equal((await numbers(store, ['event.dataset:linux.cron'])).length, 20);
  t.match(store.contents('stadt'), {
    unsealed: 0,
    segments: [{ rows: 40, datasets: { 'linux.sshd': 20, 'linux.cron': 20 }, timeFrom: begin }],
  });
  t.equal(store.contents('stadt').segments.length, 1);
  t.equal(files(dir), 2, 'the former files are gone');
  t.equal(await store.merge(), 0, 'nothing is left to do');
  t.match(await verifyStore(db, { dir }, Date.now()), { segments: 2, rows: 80, faults: [] });
  await store.close();
  const again = await openEventStore({ dir, db });
  t.strictSame(await numbers(again), upTo(40));
  await again.close();
});

t.test('rows that leave at different times do not lie together', async (t) => {
  await ensureTenant(db, 'stadt', 'Stadt', begin);
  const policy = {
    days: 90,
    purpose: '',
    alert_days: 365,
    datasets: [{ dataset: 'linux.cron', days: 30, purpose: '' }],
  };
  await changeRetention(db, 'stadt', { policy, version: 0, reason: 'test' }, { by: 'anna', now: begin });
  t.teardown(() => sql`delete from tenant where id = 'stadt'`.execute(db));
  const store = await openEventStore({ dir: t.testdir(), db, now: nextDay });
  for (let n = 0; n < 3; n++) {
    const events = plainEvents(n * 10, 10);
    for (const event of events.slice(5)) event['event.dataset'] = 'linux.cron';
    await store.append(encodeRows(events), n + 1);
    await store.seal();
  }
  t.equal(await store.merge(), 3);
  t.strictSame(
    store
      .contents('stadt')
      .segments.map(({ datasets }) => datasets)
      .sort((a) => ('linux.cron' in a ? -1 : 1)),
    [{ 'linux.cron': 15 }, { 'linux.sshd': 15 }],
  );
  t.strictSame(await numbers(store), upTo(30));
  await store.close();
});

t.test('a segment that is not as it was sealed is not merged into one with a good hash', async (t) => {
  const dir = t.testdir();
  const store = await filled(dir, 3);
  const [name] = readdirSync(join(dir, 'stadt')).filter((name) => name.endsWith('.parquet'));
  const path = join(dir, 'stadt', name!);
  const bytes = readFileSync(path);
  bytes[bytes.length - 200]! ^= 1;
  writeFileSync(path, bytes);
  await t.rejects(store.merge(), /is not as it was sealed/);
  t.equal(store.stats().segments, 3);
  t.equal(await store.merge(), 0, 'it rests, so that others have their turn');
  await store.close();
});

for (const worked of [true, false]) {
  t.test(`a commit whose answer was lost is not lost itself (it had worked: ${worked})`, async (t) => {
    let lose = false;
    const losing = new Proxy(db, {
      get(target, name) {
        const value = Reflect.get(target, name, target);
        if (name !== 'transaction' || !lose) return typeof value === 'function' ? value.bind(target) : value;
        return () => ({
          execute: async (work: Parameters<ReturnType<typeof db.transaction>['execute']>[0]) => {
            if (worked) await target.transaction().execute(work);
            lose = false;
            throw new Error('connection lost');
          },
        });
      },
    });
    const dir = t.testdir();
    const store = await filled(dir, 2, { db: losing });
    lose = true;
    await t.rejects(store.merge(), /connection lost/);
    t.strictSame(await numbers(store), upTo(20), 'searchable all the same');
    // The next change begins with what is open.
    await store.removeTenant('nobody');
    t.strictSame(await numbers(store), upTo(20));
    t.equal(store.stats().segments, 1);
    t.match(await verifyStore(db, { dir }, Date.now() + 86_400_000), {
      segments: 1,
      faults: [],
      unknown: [],
    });
    t.equal(files(dir), 2);
    await store.close();
  });
}

t.test('a tenant that is removed during a merge stays removed', async (t) => {
  const dir = t.testdir();
  const store = await filled(dir, 4);
  const merging = store.merge().catch((error: unknown) => error);
  await store.removeTenant('stadt');
  const outcome = await merging;
  t.ok(outcome === 4 || outcome instanceof Error, String(outcome));
  t.strictSame(await numbers(store), []);
  t.equal(files(dir), 0);
  t.equal((await verifyStore(db, { dir }, Date.now())).segments, 0);
  await store.close();
});
