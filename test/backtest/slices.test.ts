import fc from 'fast-check';
import t from 'tap';
import { planSlices, readSlice } from '../../server/backtest/slices.js';
import { type EventDocument, toDocument } from '../../server/contract/event.js';
import { event } from '../detect/events.js';

/** A store of events at these times, with the cut of the real one's histogram: widths people can read. */
function storeOf(times: readonly number[]) {
  const documents = times.map((time, n) =>
    toDocument(event({ id: String(n).padStart(8, '0'), '@timestamp': time })),
  );
  const newestFirst = documents.toSorted((a, b) =>
    `${b['@timestamp']}${b.id}` < `${a['@timestamp']}${a.id}` ? -1 : 1,
  );
  const within = (query: { from?: string; to?: string }): EventDocument[] =>
    newestFirst.filter((each) => each['@timestamp'] >= query.from! && each['@timestamp'] < query.to!);
  return {
    histogram: async (query: { from?: string; to?: string; buckets: number }) => {
      const [from, to] = [Date.parse(query.from!), Date.parse(query.to!)];
      const least = Math.max(1, Math.ceil((to - from) / query.buckets));
      const width = [1, 10, 100, 1000, 10_000, 60_000, 3_600_000].find((each) => each >= least)!;
      const start = Math.floor(from / width) * width;
      const counts = new Array<number>(Math.floor((to - 1 - start) / width) + 1).fill(0);
      for (const each of within(query))
        counts[Math.floor((Date.parse(each['@timestamp']) - start) / width)]!++;
      return {
        interval_ms: width,
        total: 0,
        buckets: counts.map((count, n) => ({
          start: new Date(start + n * width).toISOString(),
          end: new Date(start + (n + 1) * width).toISOString(),
          count,
        })),
      };
    },
    search: async (query: { from?: string; to?: string; limit: number; cursor?: string }) => {
      const all = within(query);
      const at = Number(query.cursor ?? 0);
      const items = all.slice(at, at + query.limit);
      return { items, next: at + query.limit < all.length ? String(at + query.limit) : null };
    },
  };
}

const begin = Date.parse('2026-11-01T00:00:00Z');
const range = { tenant: 'city', from: begin, to: begin + 1_000_000 };
const pause = async (): Promise<void> => {};

async function readAll(times: readonly number[], limit: number) {
  const store = storeOf(times);
  const { slices, leftOut } = await planSlices(store, range, limit);
  const read: string[] = [];
  for (const slice of slices) {
    const events = await readSlice(store, 'city', slice, pause);
    if (events.length !== slice.count) throw new Error(`${events.length} events instead of ${slice.count}`);
    read.push(...events.map((each) => each['@timestamp']));
  }
  return { slices, leftOut, read };
}

t.test('every event once, in order, whatever the distribution', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(999_999), { maxLength: 200 }), async (offsets) => {
      const times = offsets.map((offset) => begin + offset);
      const { read, leftOut } = await readAll(times, 1_000_000);
      t.same(
        read,
        times.toSorted((a, b) => a - b).map((time) => new Date(time).toISOString()),
      );
      t.equal(leftOut, 0);
    }),
    { numRuns: 50 },
  );
});

t.test('crowded times are cut finer, quiet ones joined', async (t) => {
  const crowded = Array.from({ length: 12_000 }, (_, n) => begin + 500_000 + (n % 40));
  const quiet = Array.from({ length: 100 }, (_, n) => begin + n * 1000);
  const { slices, read } = await readAll([...crowded, ...quiet], 1_000_000);
  t.equal(read.length, 12_100);
  t.ok(slices.every(({ count }) => count <= 5000));
  t.ok(slices.length < 10);
});

t.test('of more events than the limit the latest are taken, the others counted', async (t) => {
  const times = Array.from({ length: 12_000 }, (_, n) => begin + n * 80);
  const { read, leftOut } = await readAll(times, 3000);
  t.ok(read.length >= 3000 && read.length <= 8000, 'whole slices');
  t.equal(read.length + leftOut, 12_000);
  t.equal(read.at(-1), new Date(times.at(-1)!).toISOString());
});
