import * as fc from 'fast-check';
import t from 'tap';
import { loadDashboard } from './load.js';

const { daysSince, fromWallClock, toWallClock } = await loadDashboard<{
  daysSince(instant: string, now: number): number;
  fromWallClock(wallClock: string, near?: string): string | undefined;
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

t.test('a time that was known before stays in its pass of the repeated hour', async (t) => {
  const [first, second] = ['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z'];
  for (const known of [first, second]) t.equal(fromWallClock(toWallClock(known), known), known);
  t.equal(fromWallClock('2026-10-25T02:10', '2026-10-25T01:40:12.345Z'), '2026-10-25T01:10:00.000Z');
  t.equal(fromWallClock('2026-10-25T02:10', '2026-10-24T20:00:00.000Z'), '2026-10-25T00:10:00.000Z');
  t.equal(fromWallClock('2026-11-22T12:00', second), '2026-11-22T11:00:00.000Z');
});

t.test('days ago are those of the calendar in Europe/Berlin', async (t) => {
  const days = (instant: string, now: string) => daysSince(instant, Date.parse(now));
  t.equal(days('2026-11-22T22:30:00Z', '2026-11-22T22:59:00Z'), 0);
  t.equal(days('2026-11-22T22:30:00Z', '2026-11-22T23:00:00Z'), 1, 'half an hour, but yesterday');
  t.equal(days('2026-11-20T23:30:00Z', '2026-11-22T22:59:00Z'), 1, 'nearly two days of hours');
  t.equal(days('2027-03-27T23:30:00Z', '2027-03-28T22:15:00Z'), 1, 'a day of 23 hours');
  t.equal(days('2027-12-31T23:30:00Z', '2028-12-31T23:30:00Z'), 366, 'a leap year');
  t.equal(days('2026-11-24T12:00:00Z', '2026-11-22T12:00:00Z'), 0, 'to come');
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
