import fc from 'fast-check';
import t from 'tap';
import { dayOf, endOfDay, plusDays, startOfDay } from '../../server/contract/german-day.js';

t.test('the day is that of Germany', async (t) => {
  t.equal(dayOf(Date.parse('2026-11-22T22:59:59Z')), '2026-11-22');
  t.equal(dayOf(Date.parse('2026-11-22T23:00:00Z')), '2026-11-23');
  t.equal(dayOf(Date.parse('2026-07-01T21:59:59Z')), '2026-07-01');
  t.equal(dayOf(Date.parse('2026-07-01T22:00:00Z')), '2026-07-02');
});

t.test('a day has 23 and 25 hours when summer time begins and ends', async (t) => {
  const hours = (day: string) => (endOfDay(day).getTime() - startOfDay(day).getTime()) / 3_600_000;
  t.equal(hours('2026-03-29'), 23);
  t.equal(hours('2026-10-25'), 25);
  t.equal(startOfDay('2026-11-22').toISOString(), '2026-11-21T23:00:00.000Z');
  t.equal(endOfDay('2026-12-31').toISOString(), '2026-12-31T23:00:00.000Z');
});

t.test('every instant lies in its day', async () => {
  const instants = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2100, 0, 1) });
  fc.assert(
    fc.property(instants, (at) => {
      const day = dayOf(at);
      return (
        startOfDay(day).getTime() <= at &&
        at < endOfDay(day).getTime() &&
        dayOf(startOfDay(day).getTime()) === day &&
        startOfDay(plusDays(day, 1)).getTime() === endOfDay(day).getTime()
      );
    }),
  );
});
