import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import type { Event, EventQuery } from '../../../server/contract/event.js';
import { encodeRows } from '../../../server/store/events/event-rows.js';
import { openEventStore } from '../../../server/store/events/event-store.js';
import { readFilters, writeFilter } from '../../../server/store/events/filters/filter-file.js';
import { emptyManifest, startEventsDatabase } from './events-database.js';
import { naiveSearch } from './naive-search.js';
import { begin, plainEvent } from './plain-events.js';

const tenants = ['stadt'];
const count = 9000;
const users = ['root', 'Admin', 'mueller', 'svc-backup'];

/** Mostly alike, with something rare in every few thousandth: each kind of text that blocks are ruled out by. */
function event(n: number): Event {
  const own: Event = {
    ...plainEvent(n),
    'event.dataset': n % 3 === 0 ? 'linux.cron' : 'windows.security',
    'event.code': String(4600 + (n % 2)),
    'user.name': users[n % users.length]!,
    'host.name': `SRV-${n % 5}`,
    'source.ip': `203.0.113.${n % 200}`,
    message: `session ${n % 100} of ${users[n % 4]}`,
    fields: { number: n, LogonType: n % 7 },
    'event.original': Buffer.from(`<38>session ${n % 50}`),
  };
  if (n % 3001 === 11) own.message = `${own.message} Wartungsfenster "4711"`;
  if (n % 4001 === 12) own.fields = { ...own.fields, LogonId: '0x7e57AB1E', Pfad: 'C:\\Temp' };
  if (n % 5003 === 13) own['source.ip'] = '198.51.100.77';
  if (n % 6007 === 14) own['event.original'] = Buffer.from('<38>nur im Original: Mimikatz');
  if (n % 7001 === 15) own['process.command_line'] = 'whoami /priv';
  if (n === 8_999) own['host.name'] = 'EINMALIG';
  return own;
}

const texts = ['WARTUNGSFENSTER', 'sess', 'mimikatz', 'whoami', '0x7e57ab1e', 'pfad', 'nirgends', 'Admin'];
const filters = [
  'source.ip:198.51.100.77',
  'source.ip:203.0.113.5',
  'host.name:EINMALIG',
  'host.name:SRV-*',
  'user.name:root',
  'LogonId:0x7e57AB1E',
  'Pfad:*Temp',
  'process.command_line:*priv',
  'event.dataset:linux.cron',
  'message:*4711*',
  'user.name:niemand',
];
const someQuery: fc.Arbitrary<EventQuery> = fc.record(
  {
    q: fc.constantFrom(...texts),
    filter: fc
      .array(fc.tuple(fc.constantFrom('', '', '-'), fc.constantFrom(...filters)), {
        minLength: 1,
        maxLength: 2,
      })
      .map((all) => all.map(([not, filter]) => `${not}${filter}`)),
    from: fc.integer({ min: 0, max: count }).map((n) => new Date(begin + n * 1000).toISOString()),
  },
  { requiredKeys: [] },
);

t.test('what blocks of rows are ruled out by changes no result', async (t) => {
  const db = await startEventsDatabase(t);
  await emptyManifest(db);
  const dir = t.testdir();
  const events = Array.from({ length: count }, (_, n) => event(n));
  const now = () => begin + 2 * 86_400_000;
  let store = await openEventStore({ dir, db, now });
  for (let n = 0; n < count; n += count / 2) {
    await store.append(encodeRows(events.slice(n, n + count / 2)), n + count / 2);
    await store.seal();
  }
  t.equal(await store.merge(), 2);

  const name = readdirSync(join(dir, 'stadt')).find((name) => name.endsWith('.filter'))!;
  const path = join(dir, 'stadt', name);
  const whole = await readFilters(path);
  t.ok(whole.blocks.length > 4, `${whole.blocks.length} blocks`);
  t.equal(
    whole.blocks.reduce((sum, { rows }) => sum + rows, 0),
    count,
  );
  t.ok(
    whole.blocks.every(
      ({ firstRow, rows }, n) => firstRow + rows === (whole.blocks[n + 1]?.firstRow ?? count),
    ),
  );

  const newest = naiveSearch(events, tenants, {});
  const check = async (query: EventQuery): Promise<void> => {
    const expected = naiveSearch(newest, tenants, query).map(({ id }) => id);
    const { items } = await store.search({ ...query, tenants, limit: 100 });
    t.strictSame(
      items.map(({ id }) => id),
      expected.slice(0, 100),
      JSON.stringify(query),
    );
    const { total } = await store.histogram({ ...query, tenants, buckets: 10 });
    t.equal(total, expected.length, JSON.stringify(query));
    const { values } = await store.statistics({ ...query, tenants, field: 'event.dataset', limit: 5 });
    t.equal(
      values.reduce((sum, { count }) => sum + count, 0),
      expected.length,
    );
  };
  for (const q of texts) await check({ q });
  for (const filter of filters) await check({ filter: [filter] });
  await fc.assert(fc.asyncProperty(someQuery, check), {
    numRuns: Number(process.env['QUERY_RUNS'] ?? 8),
    endOnFailure: true,
  });

  // The same file as an earlier version wrote it: without blocks.
  await store.close();
  const filterBytes = await writeFilter(path, { whole: whole.whole, blocks: [] });
  await db.updateTable('event_segment').set({ filter_bytes: filterBytes }).execute();
  store = await openEventStore({ dir, db, now });
  for (const q of texts) await check({ q });
  await store.close();
});
