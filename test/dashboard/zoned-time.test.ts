import * as fc from 'fast-check';
import t from 'tap';
import { loadDashboard } from './load.js';

const { fromWallClock, toWallClock } = await loadDashboard<{
  fromWallClock(wallClock: string): string | undefined;
  toWallClock(instant: string): string;
}>('i18n/zoned-time.ts');

t.test('winter, summer, and the hours of the change in Europe/Berlin', async (t) => {
  t.equal(fromWallClock('2026-01-15T12:00'), '2026-01-15T11:00:00.000Z');
  t.equal(fromWallClock('2026-07-15T12:00'), '2026-07-15T10:00:00.000Z');
  t.equal(fromWallClock('2026-10-25T02:30'), '2026-10-25T00:30:00.000Z', 'the first of the two 02:30');
  t.equal(fromWallClock('2026-10-25T03:30'), '2026-10-25T02:30:00.000Z');
  t.equal(fromWallClock('2026-03-29T02:30'), '2026-03-29T01:30:00.000Z', '02:30 does not exist: 03:30');
  t.equal(fromWallClock('2026-03-29T01:59'), '2026-03-29T00:59:00.000Z');
  t.equal(fromWallClock(''), undefined);
  t.equal(fromWallClock('yesterday'), undefined);
});

t.test('there and back, to the minute, except for the repeated hour', async () => {
  const minutes = fc.integer({ min: Date.UTC(2000, 0) / 60_000, max: Date.UTC(2060, 0) / 60_000 });
  fc.assert(
    fc.property(minutes, (minute) => {
      const instant = new Date(minute * 60_000).toISOString();
      const back = fromWallClock(toWallClock(instant));
      return back === instant || (toWallClock(back!) === toWallClock(instant) && back! < instant);
    }),
  );
});
