import { createHash } from 'node:crypto';
import fc from 'fast-check';
import t from 'tap';
import type { SampleEntry } from '../../../server/contract/audit-room.js';
import { drawSample, orderPopulation } from '../../../server/isms/iso/sample.js';

const entry = (number: number, more: Partial<SampleEntry> = {}): SampleEntry => ({
  requirement: `SYS.1.1.A${number}`,
  target_object: null,
  baustein: 'SYS.1.1',
  level: 'S',
  status: 'yes',
  contradicted: false,
  evidence: true,
  ...more,
});
const ids = (entries: readonly SampleEntry[]) => entries.map(({ requirement }) => requirement);

const populations = fc
  .uniqueArray(
    fc.record({
      number: fc.nat(300),
      baustein: fc.constantFrom('SYS.1.1', 'ORP.4', 'CON.3', 'DER.1'),
      level: fc.constantFrom('B' as const, 'S' as const, 'H' as const),
      status: fc.constantFrom('yes' as const, 'partial' as const, 'no' as const, 'dispensable' as const),
      contradicted: fc.boolean(),
      evidence: fc.boolean(),
    }),
    { minLength: 1, maxLength: 80, selector: ({ number }) => number },
  )
  .map((rows) => rows.map(({ number, ...more }) => entry(number, more)));
const rules = fc.record({
  method: fc.constantFrom('random' as const, 'stratified' as const, 'risk' as const),
  size: fc.integer({ min: 1, max: 100 }),
  seed: fc.string({ minLength: 1, maxLength: 64 }),
});

t.test(
  'the same seed and population give the same sample, in whatever order the population comes',
  async (t) => {
    fc.assert(
      fc.property(populations, rules, (population, rule) => {
        const drawn = drawSample(population, rule);
        t.strictSame(drawSample(population.toReversed(), rule), drawn);
        t.strictSame(drawSample(orderPopulation(population), rule), drawn);
        t.equal(drawn.length, Math.min(rule.size, population.length));
        t.equal(new Set(ids(drawn)).size, drawn.length, 'nothing twice');
        t.ok(drawn.every((each) => population.includes(each)));
      }),
      { numRuns: 60 },
    );
  },
);

t.test(
  'a stratified sample gives each Baustein its share, within one, and each one where the size allows',
  async (t) => {
    fc.assert(
      fc.property(populations, rules, (population, { size, seed }) => {
        const drawn = drawSample(population, { method: 'stratified', size, seed });
        const of = (entries: readonly SampleEntry[], id: string) =>
          entries.filter(({ baustein }) => baustein === id).length;
        const strata = [...new Set(population.map(({ baustein }) => baustein))];
        const wanted = Math.min(size, population.length);
        for (const id of strata) {
          const count = of(drawn, id);
          if (wanted >= strata.length) t.ok(count >= 1);
          t.ok(count <= of(population, id));
          if (wanted < strata.length) continue;
          const share =
            1 +
            ((wanted - strata.length) * (of(population, id) - 1)) / (population.length - strata.length || 1);
          t.ok(Math.abs(count - share) < 1, `${id}: ${count} of ${share}`);
        }
      }),
      { numRuns: 60 },
    );
  },
);

t.test('by risk: contradicted, then without evidence, then the rest; Basis first in each', async (t) => {
  const population = [
    entry(1),
    entry(2, { evidence: false }),
    entry(3, { contradicted: true }),
    entry(4, { contradicted: true, level: 'B' }),
    entry(5, { status: 'no', evidence: false, level: 'B' }),
    entry(6, { evidence: false, level: 'B' }),
  ];
  const drawn = drawSample(population, { method: 'risk', size: 6, seed: 'Rathaus' });
  t.same(
    ids(drawn),
    [4, 3, 6, 2, 5, 1].map((n) => `SYS.1.1.A${n}`),
  );
});

t.test('chance is the order of hashes that anybody can compute', async (t) => {
  const population = [1, 2, 3, 4, 5].map((n) => entry(n));
  const hash = (id: string) => createHash('sha256').update(`42\n${id}\n`).digest('hex');
  const expected = ids(population).toSorted((a, b) => (hash(a) < hash(b) ? -1 : 1));
  t.same(ids(drawSample(population, { method: 'random', size: 5, seed: '42' })), expected);
});
