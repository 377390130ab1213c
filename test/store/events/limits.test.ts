import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { openEngine } from '../../../server/store/events/duckdb.js';
import { encodeRows } from '../../../server/store/events/event-rows.js';
import { openEventStore } from '../../../server/store/events/event-store.js';
import { within } from '../../../server/store/events/limits.js';
import { startEventsDatabase } from './events-database.js';
import { plainEvents } from './plain-events.js';

/** A query that does not end by itself within the time of a test. */
const endless =
  'select count(*) as n from range(100000000000) a, range(1000) b where a.range % 7 = b.range % 11';

t.test('a query ends when its time is over or nobody waits for it, and the engine goes on', async (t) => {
  const engine = await openEngine({
    temporary: join(t.testdir(), 'spill'),
    memoryLimit: '128MB',
    threads: 1,
    searches: 1,
  });
  t.teardown(() => engine.close());
  await t.rejects(
    within({ timeoutMs: 100 }, (signal) => engine.query(endless, [], signal)),
    { code: 'QUERY_TIMEOUT', message: /narrow the time range/ },
  );
  const client = new AbortController();
  const first = within({ signal: client.signal, timeoutMs: 60_000 }, (signal) =>
    engine.query(endless, [], signal),
  );
  const waiting = within({ timeoutMs: 100 }, (signal) => engine.query('select 1', [], signal));
  await t.rejects(waiting, { code: 'QUERY_TIMEOUT' }, 'one that waits for a connection does not wait longer');
  client.abort();
  await t.rejects(first, { code: 'QUERY_CANCELLED' });
  await t.rejects(
    within({ signal: client.signal, timeoutMs: 1000 }, (signal) => engine.query(endless, [], signal)),
    { code: 'QUERY_CANCELLED' },
    'one that is cancelled already does not begin',
  );
  const rows = await within({ timeoutMs: 60_000 }, (signal) => engine.query('select 1 as one', [], signal));
  t.strictSame(rows, [{ one: 1 }]);
});

t.test('an error of a query is no timeout', async (t) => {
  const engine = await openEngine({
    temporary: join(t.testdir(), 'spill'),
    memoryLimit: '128MB',
    threads: 1,
    searches: 1,
  });
  t.teardown(() => engine.close());
  await t.rejects(
    within({ timeoutMs: 60_000 }, (signal) => engine.query('select nothing', [], signal)),
    /nothing/,
  );
});

t.test('a search that a client gives up leaves the store as it was', async (t) => {
  const db = await startEventsDatabase(t);
  const dir = t.testdir();
  const store = await openEventStore({ dir, db });
  t.teardown(() => store.close());
  await store.append(encodeRows(plainEvents(0, 20)), 20);
  await store.seal();
  const signal = AbortSignal.abort();
  const query = { tenants: ['stadt'], limit: 100 };
  await t.rejects(store.search(query, { signal }), { code: 'QUERY_CANCELLED' });
  await t.rejects(store.histogram({ ...query, buckets: 5 }, { signal }), { code: 'QUERY_CANCELLED' });
  t.equal((await store.search(query)).items.length, 20);
  t.strictSame(readdirSync(join(dir, 'stadt')).length, 2);
});
