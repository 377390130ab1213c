import fc from 'fast-check';
import t from 'tap';
import { dayOf, startOfDay } from '../../../server/contract/german-day.js';
import { openEngine } from '../../../server/store/events/duckdb.js';
import { TimeBuckets } from '../../../server/store/events/time-buckets.js';

const hour = 3_600_000;
const day = 24 * hour;
const at = (text: string): number => Date.parse(text);
const hoursOf = ({ spans }: TimeBuckets): number[] =>
  spans.map(({ start, end }) => (at(end) - at(start)) / hour);

t.test(
  'days begin at midnight in Germany, and are shorter and longer where the clock is changed',
  async (t) => {
    const spring = new TimeBuckets({ from: at('2026-03-27T23:00Z'), to: at('2026-03-30T22:00Z') }, 3);
    t.equal(spring.width, day);
    t.same(
      spring.spans.map(({ start }) => start),
      ['2026-03-27T23:00:00.000Z', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    );
    t.same(hoursOf(spring), [24, 23, 24]);
    const autumn = new TimeBuckets({ from: at('2026-10-23T22:00Z'), to: at('2026-10-26T23:00Z') }, 4);
    t.same(hoursOf(autumn), [24, 25, 24]);
  },
);

t.test('parts of a day lie on its hours, weeks begin with Monday', async (t) => {
  const night = new TimeBuckets({ from: at('2026-10-24T22:00Z'), to: at('2026-10-25T05:00Z') }, 4);
  t.equal(night.width, 2 * hour);
  t.same(hoursOf(night), [2, 3, 2], 'the hour from two to three came twice');
  const skipped = new TimeBuckets({ from: at('2026-03-28T23:00Z'), to: at('2026-03-29T04:00Z') }, 3);
  t.same(hoursOf(skipped), [2, 1, 2]);
  const weeks = new TimeBuckets({ from: at('2026-11-10T12:00Z'), to: at('2026-12-08T12:00Z') }, 5);
  t.equal(weeks.width, 7 * day);
  t.equal(weeks.spans[0]!.start, startOfDay('2026-11-09').toISOString());
  t.same(new TimeBuckets({ from: at('2026-10-25T00:10Z'), to: at('2026-10-25T03:05Z') }, 4).spans[1], {
    start: '2026-10-25T01:00:00.000Z',
    end: '2026-10-25T02:00:00.000Z',
  });
});

t.test('a range that ends with the change of the clock', async (t) => {
  const change = at('2026-10-25T01:00Z');
  const before = new TimeBuckets({ from: change - 6 * hour, to: change }, 3);
  t.same(hoursOf(before), [2, 2, 2, 3]);
  t.equal(before.spans.at(-1)!.start, '2026-10-25T00:00:00.000Z');
});

t.test('every instant of a range is in one bucket, which the database tells as well', async (t) => {
  const engine = await openEngine({ temporary: t.testdir(), memoryLimit: '128MB', threads: 1, searches: 1 });
  t.teardown(() => engine.close());
  const range = fc
    .tuple(
      fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2060, 0) }),
      fc.oneof(fc.integer({ min: 1, max: 4 * hour }), fc.integer({ min: 1, max: 900 * day })),
    )
    .map(([from, length]) => ({ from, to: from + length }));
  const cases = fc.tuple(
    range,
    fc.integer({ min: 1, max: 100 }),
    fc.array(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), { minLength: 1, maxLength: 20 }),
  );
  await fc.assert(
    fc.asyncProperty(cases, async ([{ from, to }, most, shares]) => {
      const buckets = new TimeBuckets({ from, to }, most);
      const { spans } = buckets;
      t.ok(spans.length <= most + 1, `${spans.length} of ${most}`);
      t.ok(at(spans[0]!.start) <= from && at(spans.at(-1)!.end) >= to);
      t.ok(spans.every(({ start, end }, n) => start < end && (n === 0 || start === spans[n - 1]!.end)));
      if (buckets.width % day === 0)
        t.ok(spans.every(({ start }) => startOfDay(dayOf(at(start))).toISOString() === start));
      const instants = shares.map((share) => from + Math.floor(share * (to - from)));
      const { sql, values } = buckets.sql;
      const rows = await engine.query(
        `select ${sql} as bucket from (select make_timestamp(ms * 1000) as "@timestamp" from (values ${instants.map((each) => `(${each})`).join()}) v(ms))`,
        values,
        new AbortController().signal,
      );
      t.same(
        rows.map(({ bucket }) => Number(bucket)),
        instants.map((each) => spans.findIndex(({ start, end }) => each >= at(start) && each < at(end))),
      );
    }),
    { numRuns: 200 },
  );
});

t.test('thousands of years are no work', async (t) => {
  const { spans, sql } = new TimeBuckets({ from: at('0001-01-01T00:00Z'), to: at('9999-12-31T00:00Z') }, 60);
  t.ok(spans.length <= 61);
  t.notMatch(sql.sql, 'case');
});
