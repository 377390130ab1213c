import { deepStrictEqual } from 'node:assert';
import fc from 'fast-check';
import t from 'tap';
import type { Event, EventQuery } from '../../../server/contract/event.js';
import { zone } from '../../../server/contract/german-day.js';
import type { Pattern, Query } from '../../../server/query/ast.js';
import { joined } from '../../../server/query/ast.js';
import { printQuery } from '../../../server/query/print.js';
import { merged } from '../../../server/query/scanner.js';
import { encodeRows } from '../../../server/store/events/event-rows.js';
import { openEventStore } from '../../../server/store/events/event-store.js';
import { evaluate } from '../../query/evaluate.js';
import { emptyManifest, startEventsDatabase } from './events-database.js';
import { plainEvent } from './plain-events.js';
import { someEvents } from './random-events.js';

const clock = { now: Date.parse('2026-03-01T00:00:30Z'), zone };
const at = { offset: 0, length: 0 };
const addresses = [
  '10.1.2.3',
  '10.200.0.1',
  '192.0.2.7',
  '2001:DB8::1',
  '2001:db8:0:0::9',
  '::ffff:7f00:1',
  '1.2.3',
];

/** Gives events addresses and codes that the other tests have no use for. */
const someRichEvents = fc
  .tuple(someEvents, fc.infiniteStream(fc.constantFrom(...addresses)), fc.infiniteStream(fc.nat({ max: 8 })))
  .map(([events, ips, numbers]) =>
    events.map((event): Event => {
      const [ip, n] = [ips.next().value!, numbers.next().value!];
      const rich: Event = {
        ...event,
        'event.code': String(4620 + n),
        fields: { ...event.fields, IpAddress: ip, Count: n },
      };
      if (n > 2) rich['source.ip'] = ip;
      return rich;
    }),
  );

const word = fc.constantFrom(
  'root',
  'ROOT',
  'admin',
  'oo',
  'MÜLL',
  'a*b',
  'a\\b',
  '100%',
  'hi"',
  'zeile\neins',
  '5',
  'cmd.exe',
  '',
  'under_',
);
const wild: fc.Arbitrary<Pattern> = fc
  .array(fc.oneof(word, fc.constantFrom({ wildcard: '*' } as const, { wildcard: '?' } as const)), {
    minLength: 2,
    maxLength: 4,
  })
  .map((parts) => merged(parts.filter((part) => part !== '')))
  .filter((parts) => parts.length > 1);
const exact = word.map((text): Pattern => (text === '' ? [] : [text]));
const textField = fc.constantFrom(
  'user.name',
  'host.name',
  'message',
  'process.command_line',
  'event.original',
  'Image',
  'a.b',
  'with space',
  'quo"te',
  'ä',
  'user.*',
);
const field = (name: string, test: Extract<Query, { kind: 'field' }>['test']): Query => ({
  kind: 'field',
  field: name === 'user.*' ? ['user.', { wildcard: '*' }] : [name],
  test,
  at,
});
const is = (name: string, pattern: Pattern, quoted: boolean): Query =>
  field(name, { kind: 'is', value: { pattern, quoted } });
const bound = <T extends string>(...values: T[]) =>
  fc.record({ value: fc.constantFrom(...values), inclusive: fc.boolean() });
const range = (name: string, values: string[]): fc.Arbitrary<Query> =>
  fc.oneof(
    bound(...values).map((from) => field(name, { kind: 'range', from })),
    bound(...values).map((to) => field(name, { kind: 'range', to })),
    fc
      .tuple(bound(...values), bound(...values))
      .map(([from, to]) => field(name, { kind: 'range', from, to })),
  );
const times = ['now', 'now-10s', '2026-03-01T01:00:20', '2026-03-01', 'now/m'];
const leaf: fc.Arbitrary<Query> = fc.oneof(
  exact.filter((pattern) => pattern.length > 0).map((pattern): Query => ({ kind: 'text', pattern, at })),
  wild.map((pattern): Query => ({ kind: 'text', pattern, at })),
  fc.tuple(textField, exact).map(([name, pattern]) => is(name, pattern, true)),
  fc.tuple(textField, wild).map(([name, pattern]) => is(name, pattern, false)),
  fc.tuple(textField).map(([name]) => field(name, { kind: 'exists' })),
  fc
    .tuple(
      fc.constantFrom('source.ip', 'IpAddress'),
      fc.constantFrom(
        ...addresses,
        '10.0.0.0/8',
        '10.1.0.0/15',
        '2001:db8::/32',
        '::/0',
        '::ffff:0:0/96',
        '0.0.0.0/0',
      ),
    )
    .map(([name, value]) => is(name, [value], false)),
  range('event.severity', ['0', '3', '5.5', '7']),
  range('event.code', ['4621', '4625', '46']),
  range('Count', ['2', '5', '1e1']),
  range('Image', ['admin', 'Root', 'z']),
  range('@timestamp', times),
  fc.constantFrom(...times).map((value) => is('@timestamp', [value], false)),
  fc.constantFrom('0', '5', '5.0').map((value) => is('event.severity', [value], false)),
  fc.constantFrom('STADT', 'werke').map((value) => is('tenant', [value], false)),
);
const someQuery: fc.Arbitrary<Query> = fc.letrec<{ query: Query }>((tie) => ({
  query: fc.oneof(
    { depthSize: 'small' },
    leaf,
    tie('query').map((of): Query => ({ kind: 'not', of })),
    fc
      .tuple(
        fc.constantFrom('and' as const, 'or' as const),
        fc.array(tie('query'), { minLength: 2, maxLength: 3 }),
      )
      .map(([kind, of]) => joined(kind, of)),
  ),
})).query;

t.test('a query finds what it means, in memory and in segments', async (t) => {
  const db = await startEventsDatabase(t);
  const tenants = ['stadt', 'werke', 'schule'];
  await fc.assert(
    fc.asyncProperty(
      someRichEvents,
      fc.array(someQuery, { minLength: 40, maxLength: 40 }),
      async (events, queries) => {
        await emptyManifest(db);
        const store = await openEventStore({ dir: t.testdir(), db, now: () => clock.now });
        const half = events.length >> 1;
        await store.append(encodeRows(events.slice(0, half)), 1);
        await store.seal();
        await store.append(encodeRows(events.slice(half)), 2);
        const wrong: unknown[] = [];
        for (const query of queries) {
          const q = printQuery(query);
          const expected = events.filter((event) => evaluate(query, event, clock)).map(({ id }) => id);
          const { items } = await store.search({ q, tenants, limit: 1000 });
          const found = items.map(({ id }) => id).sort();
          if (String(found) !== String(expected.sort())) wrong.push({ q, found, expected });
        }
        await store.close();
        deepStrictEqual(wrong, []);
      },
    ),
    { numRuns: Number(process.env['QUERY_RUNS'] ?? 3), endOnFailure: true },
  );
  t.pass();
});

t.test('pages go on with the now of the first, while new events arrive', async (t) => {
  const db = await startEventsDatabase(t);
  let now = Date.parse('2026-03-01T00:01:00Z');
  const store = await openEventStore({ dir: t.testdir(), db, now: () => now });
  t.teardown(() => store.close());
  await store.append(encodeRows(Array.from({ length: 50 }, (_, n) => plainEvent(n))), 50);
  const query: EventQuery & { tenants: string[]; limit: number } = {
    q: '@timestamp:>=now-30s and user.name:USER*',
    tenants: ['stadt'],
    limit: 15,
  };
  const first = await store.search(query);
  now += 60_000;
  await store.append(encodeRows([plainEvent(100), plainEvent(101)]), 52);
  const second = await store.search({ ...query, cursor: first.next! });
  const numbers = [...first.items, ...second.items].map(({ fields }) => fields['number']);
  t.strictSame(
    numbers,
    Array.from({ length: 20 }, (_, n) => 49 - n),
  );
  t.equal(second.next, null);
});

t.test(
  'a query that would take exponential time elsewhere ends soon; one with a thousand values works',
  async (t) => {
    const db = await startEventsDatabase(t);
    const store = await openEventStore({ dir: t.testdir(), db, searchMs: 60_000 });
    t.teardown(() => store.close());
    const long = { ...plainEvent(1), message: 'a'.repeat(20_000), fields: { Long: 'a'.repeat(20_000) } };
    await store.append(encodeRows([long, plainEvent(2)]), 2);
    const evil = `${'*a'.repeat(60)}?b`;
    for (const q of [`message:${evil}`, `Long:${evil}`, evil]) {
      t.strictSame((await store.search({ q, tenants: ['stadt'], limit: 10 })).items, [], q.slice(0, 20));
    }
    t.strictSame(
      (await store.search({ filter: [`Long:${'*a'.repeat(60)}*b`], tenants: ['stadt'], limit: 10 })).items,
      [],
    );
    const values = Array.from({ length: 450 }, (_, n) => `x${n}`).join(' or ');
    const { items } = await store.search({
      q: `user.name:(user2 or ${values})`,
      tenants: ['stadt'],
      limit: 10,
    });
    t.equal(items.length, 1);
  },
);
