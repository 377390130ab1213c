import fc from 'fast-check';
import t from 'tap';
import type { MeasureInput } from '../../../server/contract/plan.js';
import { burnDown } from '../../../server/isms/plan/burn-down.js';
import { priorityOfGap } from '../../../server/isms/plan/priority.js';
import { measureProblems, normaliseMeasure } from '../../../server/isms/plan/stated-measure.js';

const today = '2026-11-22';
const day = fc
  .integer({ min: -500, max: 500 })
  .map((days) => new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10));

t.test('Basis before Standard before higher needs, in each R1 before R2 before R3', async (t) => {
  const order = (['B', 'S', 'H'] as const).flatMap((level) =>
    (['R1', 'R2', 'R3'] as const).map((each) => priorityOfGap(level, each)),
  );
  t.same(order, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

t.test('the gap of a Basis requirement cannot be accepted', async (t) => {
  const faults = (
    input: MeasureInput,
    ...of: [Parameters<typeof measureProblems>[1], 'B' | 'S' | undefined]
  ) => measureProblems(normaliseMeasure(input), ...of).map(({ pointer }) => pointer);
  const accepted = { state: 'accepted', reason: 'zu teuer' } as const;
  t.same(faults(accepted, 'check', 'B'), ['/state']);
  t.same(faults(accepted, 'check', 'S'), []);
  t.same(faults({ state: 'accepted' }, 'check', 'S'), ['/reason']);
  t.same(faults({ ...accepted, title: 'x' }, 'own', undefined), ['/state']);
  t.same(faults({ title: ' ' }, 'own', undefined), ['/title']);
  t.same(
    faults({ state: 'obsolete', reason: 'x' }, 'check', 'S'),
    ['/state'],
    'the check says so, nobody else',
  );
  t.same(faults({ state: 'obsolete' }, 'risk', undefined), ['/reason']);
});

t.test('the burn-down meets itself today, whatever happened in whatever order', async (t) => {
  const past = day.filter((date) => date <= today);
  const change = fc.record({ date: past, delta: fc.constantFrom(-1, 1, 3) });
  const property = fc.property(fc.array(change), fc.array(day), (changes, deadlines) => {
    const due = deadlines.map((date) => ({ date, count: 1 }));
    const points = burnDown(changes, due, today);
    t.same(burnDown(changes.toReversed(), due.toReversed(), today), points);
    const now = changes.reduce((sum, { delta }) => sum + delta, 0);
    t.match(
      points.filter(({ date }) => date === today),
      [{ open: now, planned: now }],
    );
    t.same(
      points.map(({ date }) => date),
      points.map(({ date }) => date).toSorted(),
    );
    t.ok(
      points.every(({ date, open, planned }) => (date < today ? planned === null : planned !== null || open)),
    );
    const planned = points.flatMap((point) => point.planned ?? []);
    t.ok(
      planned.every((left, at) => at === 0 || left <= planned[at - 1]!),
      'deadlines only take away',
    );
  });
  fc.assert(property, { numRuns: 60 });
});

t.test('a burn-down by example', async (t) => {
  const points = burnDown(
    [
      { date: '2026-11-10', delta: 3 },
      { date: '2026-11-20', delta: -1 },
    ],
    [{ date: '2026-11-25', count: 1 }],
    today,
  );
  t.same(points, [
    { date: '2026-11-08', open: 0, planned: null },
    { date: '2026-11-15', open: 3, planned: null },
    { date: today, open: 2, planned: 2 },
    { date: '2026-11-29', open: null, planned: 1 },
  ]);
});
