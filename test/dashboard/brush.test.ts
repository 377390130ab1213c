import t from 'tap';
import { loadDashboard } from './load.js';

interface Brush {
  anchor: number;
  at: number;
}
const { moved, rangeOf, countOf } = await loadDashboard<{
  moved(brush: Brush | undefined, key: string, extend: boolean, count: number): Brush | undefined;
  rangeOf(brush: Brush, data: object): [number, number];
  countOf(brush: Brush, data: object): number;
}>('pages/events/brush.ts');

t.test('the keyboard moves over the bars, and marks with Shift', async (t) => {
  t.same(moved(undefined, 'ArrowLeft', false, 60), { anchor: 59, at: 59 }, 'begins at the latest');
  t.same(moved(undefined, 'ArrowRight', true, 60), { anchor: 0, at: 0 });
  t.same(moved({ anchor: 5, at: 5 }, 'ArrowRight', true, 60), { anchor: 5, at: 6 });
  t.same(moved({ anchor: 5, at: 8 }, 'ArrowLeft', false, 60), { anchor: 7, at: 7 });
  t.same(moved({ anchor: 5, at: 5 }, 'End', true, 60), { anchor: 5, at: 59 });
  t.same(moved({ anchor: 5, at: 3 }, 'PageDown', true, 60), { anchor: 5, at: 0 });
  t.equal(moved(undefined, 'x', false, 60), undefined);
  t.equal(moved(undefined, 'End', false, 0), undefined);
});

t.test('what is marked has a range and a count, in whatever direction', async (t) => {
  const start = Date.UTC(2026, 10, 22);
  const data = {
    buckets: [1, 2, 4, 8].map((count, n) => ({
      start: new Date(start + n * 1000).toISOString(),
      end: new Date(start + (n + 1) * 1000).toISOString(),
      count,
    })),
  };
  for (const brush of [
    { anchor: 1, at: 2 },
    { anchor: 2, at: 1 },
  ]) {
    t.same(rangeOf(brush, data), [start + 1000, start + 3000]);
    t.equal(countOf(brush, data), 6);
  }
});
