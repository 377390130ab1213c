import fc from 'fast-check';
import t from 'tap';
import { toDocument } from '../../../server/contract/event.js';
import type { EventStore } from '../../../server/contract/event-store.js';
import { encodeRows } from '../../../server/store/events/event-rows.js';
import { openEventStore } from '../../../server/store/events/event-store.js';
import { emptyManifest, startEventsDatabase } from './events-database.js';
import { naiveSearch } from './naive-search.js';
import { someEvents, someQuery } from './random-events.js';

type Query = Parameters<EventStore['search']>[0];

/** All pages of a query. */
async function everyPage(store: EventStore, query: Omit<Query, 'cursor'>) {
  const items = [];
  let cursor: string | undefined;
  do {
    const page = await store.search(cursor === undefined ? query : { ...query, cursor });
    items.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return items;
}

t.test('search, paging, histogram and get mean the same as the plainest code', async (t) => {
  const db = await startEventsDatabase(t);
  await fc.assert(
    fc.asyncProperty(
      someEvents,
      fc.array(fc.nat({ max: 59 }), { maxLength: 3 }),
      fc.array(fc.tuple(someQuery, fc.integer({ min: 1, max: 25 })), { minLength: 8, maxLength: 8 }),
      fc.subarray(['stadt', 'werke', 'schule']),
      async (events, seals, queries, tenants) => {
        await emptyManifest(db);
        const store = await openEventStore({ dir: t.testdir(), db });
        const cuts = [...seals, events.length].sort((a, b) => a - b);
        let at = 0;
        for (const [n, cut] of cuts.entries()) {
          await store.append(encodeRows(events.slice(at, Math.max(at, cut))), n + 1);
          at = Math.max(at, cut);
          if (n < cuts.length - 1) await store.seal();
        }
        for (const [query, limit] of queries) {
          const expected = naiveSearch(events, tenants, query);
          const found = await everyPage(store, { ...query, tenants, limit });
          t.strictSame(
            found.map(({ id }) => id),
            expected.map(({ id }) => id),
            JSON.stringify(query),
          );
          t.strictSame(found, expected.map(plainDocument));
          const histogram = await store.histogram({ ...query, tenants, buckets: 10 });
          t.equal(histogram.total, expected.length);
          for (const { start, end, count } of histogram.buckets) {
            const inside = expected.filter(
              (event) => event['@timestamp'] >= Date.parse(start) && event['@timestamp'] < Date.parse(end),
            );
            t.equal(count, inside.length);
          }
        }
        for (const event of events) {
          const seen = await store.get(tenants, event.id);
          t.equal(seen?.id, tenants.includes(event.tenant) ? event.id : undefined);
        }
        await store.close();
      },
    ),
    { numRuns: 25 },
  );
});

/** As a document comes out of JSON: no undefined values. */
function plainDocument(event: Parameters<typeof toDocument>[0]) {
  return JSON.parse(JSON.stringify(toDocument(event)));
}

t.test('what cannot be read is refused with the part of the query', async (t) => {
  const db = await startEventsDatabase(t);
  const store = await openEventStore({ dir: t.testdir(), db });
  t.teardown(() => store.close());
  const base = { tenants: ['stadt'], limit: 10 };
  for (const filter of [
    'no colon',
    ':value',
    '-',
    'event.severity:high',
    'event.severity:',
    '@timestamp:2026',
  ]) {
    await t.rejects(store.search({ ...base, filter: [filter] }), {
      code: 'QUERY_SYNTAX',
      message: new RegExp(`^filter ${JSON.stringify(filter)}: `),
    });
  }
  await t.rejects(store.search({ ...base, from: 'yesterday' }), { code: 'QUERY_SYNTAX', message: /from/ });
  for (const cursor of [
    '',
    'x',
    Buffer.from('[1]').toString('base64url'),
    Buffer.from('["1","2"]').toString('base64url'),
    Buffer.from('[9007199254740991,"1",0]').toString('base64url'),
    Buffer.from('[0,"1",8640000000000001]').toString('base64url'),
  ]) {
    await t.rejects(store.search({ ...base, cursor }), { code: 'CURSOR_INVALID' });
  }
  t.strictSame(await store.search({ tenants: [], limit: 10 }), { items: [], next: null });
  t.strictSame(await store.histogram({ tenants: [], buckets: 10 }), {
    interval_ms: 0,
    total: 0,
    buckets: [],
  });
});
