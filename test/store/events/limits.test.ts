import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { GrundwachtError } from '../../../server/contract/errors.js';
import { decodeCursor } from '../../../server/store/events/cursor.js';
import { type Engine, openEngine } from '../../../server/store/events/duckdb.js';
import { encodeRows } from '../../../server/store/events/event-rows.js';
import { openEventStore } from '../../../server/store/events/event-store.js';
import { FilterCache } from '../../../server/store/events/filters/filter-cache.js';
import { within } from '../../../server/store/events/limits.js';
import { listSegments } from '../../../server/store/events/manifest.js';
import { rowQuery } from '../../../server/store/events/query.js';
import { searchPage } from '../../../server/store/events/search.js';
import { filterPath } from '../../../server/store/events/segment.js';
import { emptyManifest, startEventsDatabase } from './events-database.js';
import { begin, plainEvents } from './plain-events.js';

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

t.test('what is kept of files is given back, while searches go on', async (t) => {
  const dir = t.testdir();
  const engine = await openEngine({
    temporary: join(dir, 'spill'),
    memoryLimit: '128MB',
    threads: 1,
    searches: 2,
    footerBytes: 0,
  });
  const signal = new AbortController().signal;
  const file = join(dir, 'a.parquet');
  await engine.query(`copy (select range as n from range(10)) to '${file}'`, [], signal);
  const ask = () => engine.query(`select sum(n)::int as sum from read_parquet('${file}')`, [], signal);
  const answers = await Promise.all(Array.from({ length: 100 }, ask));
  t.ok(answers.every(([row]) => row?.['sum'] === 45));
  t.ok(readdirSync(join(dir, 'spill')).length > 1, 'another DuckDB took its place');
  engine.close();
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

t.test('a search whose time is over gives what is certain, and goes on from there', async (t) => {
  const db = await startEventsDatabase(t);
  await emptyManifest(db);
  const dir = t.testdir();
  const store = await openEventStore({ dir, db, sealRows: 10 });
  // Six segments in an order that is not that of time.
  for (const [n, first] of [0, 40, 10, 20, 50, 30].entries()) {
    await store.append(encodeRows(plainEvents(first, 10)), n + 1);
    await store.seal();
  }
  await store.close();
  const segments = await listSegments(db);
  t.equal(segments.length, 6);
  const engine = await openEngine({
    temporary: join(dir, 'spill'),
    memoryLimit: '128MB',
    threads: 1,
    searches: 1,
  });
  t.teardown(() => engine.close());
  const filters = new FilterCache(
    ({ path }) => join(dir, filterPath(path)),
    (err) => t.error(err),
  );

  /** Its time is over when so many parts were looked at; the rows of the page are still read. */
  const page = async (parts: number, cursor?: string) => {
    const ending = new AbortController();
    let looked = 0;
    const slow: Engine = {
      ...engine,
      query: async (sql, values, signal) => {
        if (signal === ending.signal && looked++ === parts) {
          ending.abort(new GrundwachtError('QUERY_TIMEOUT', 'its time is over'));
          throw ending.signal.reason;
        }
        return engine.query(sql, values, signal);
      },
    };
    const reader = { engine: slow, dir, filters, signal: ending.signal };
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    const query = rowQuery({ tenants: ['stadt'] }, begin, after);
    return searchPage(reader, { hot: [], segments }, query, 60, begin);
  };

  await t.rejects(page(0), { code: 'QUERY_TIMEOUT' }, 'nothing is certain yet');
  const first = await page(1);
  t.equal(first.items.length, 40, 'the four newest segments');
  t.match(first, { partial: { searched_from: new Date(begin + 19_000).toISOString() } });
  const second = await page(9, first.next!);
  t.equal(second.partial, undefined);
  t.strictSame(
    [...first.items, ...second.items].map((event) => event.fields['number']),
    Array.from({ length: 60 }, (_, n) => 59 - n),
    'each event once, newest first',
  );
  t.equal(second.next, null);
});
