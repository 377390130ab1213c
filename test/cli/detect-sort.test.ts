import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import t from 'tap';
import { byTime, type Item, merge, mergeRuns, Sorter } from '../../server/cli/detect-sort.js';

const item: fc.Arbitrary<Item> = fc.record({
  time: fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ noNaN: true, noDefaultInfinity: true })),
  file: fc.nat(3),
  record: fc.nat(20),
  rule: fc.nat(3),
  text: fc.string({ unit: 'grapheme' }).map((text) => JSON.stringify(text)),
});

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const value of source) values.push(value);
  return values;
}

t.test('what several sorters give, in memory and in files, is merged as if sorted at once', async (t) => {
  const folder = t.testdir();
  let name = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(item, { maxLength: 40, size: 'max' }), { maxLength: 4, size: 'max' }),
      async (parts) => {
        const runs = parts.flatMap((part) => {
          const sorter = new Sorter(folder, String(name++), 600);
          for (const one of part) sorter.add(one);
          return sorter.finish();
        });
        const keys = (items: readonly Item[]): object[] =>
          items.map(({ time, file, record, rule }) => ({ time: time + 0, file, record, rule }));
        const merged = await all(mergeRuns(runs));
        t.strictSame(keys(merged), keys(parts.flat().sort(byTime)));
        const texts = (items: readonly Item[]): string[] => items.map((one) => one.text).sort();
        t.strictSame(texts(merged), texts(parts.flat()));
      },
    ),
    { numRuns: 60 },
  );
  const files = readdirSync(folder).length;
  t.ok(files > 10, `${files} runs went to files`);
});

t.test('equal values come in the order of the sources', async (t) => {
  const order = (a: { n: number }, b: { n: number }): number => a.n - b.n;
  const from = (source: string, ...numbers: number[]) => numbers.map((n) => ({ n, source }));
  const merged = await all(merge([from('a', 1, 1, 2), from('b', 1, 2), []], order));
  t.strictSame(
    merged.map(({ n, source }) => `${source}${n}`),
    ['a1', 'a1', 'b1', 'a2', 'b2'],
  );
});
