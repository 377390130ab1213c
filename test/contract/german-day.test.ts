import fc from 'fast-check';
import t from 'tap';
import {
  dayOf,
  endOfDay,
  isDay,
  plusDays,
  startOfDay,
  yearBefore,
} from '../../server/contract/german-day.js';

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
  t.equal(plusDays('2026-03-28', 2), '2026-03-30');
  t.equal(plusDays('2026-01-01', -1), '2025-12-31');
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

t.test('what is older than a year', async (t) => {
  t.equal(yearBefore('2026-11-22'), '2025-11-22');
  t.equal(yearBefore('2028-02-29'), '2027-03-01', '28 February 2027 was a year old the day before');
  t.equal(yearBefore('2029-03-01'), '2028-03-01');
  const days = fc.integer({ min: 0, max: 40_000 }).map((count) => plusDays('2000-01-01', count));
  fc.assert(
    fc.property(days, fc.integer({ min: 360, max: 370 }), (today, age) => {
      const day = plusDays(today, -age);
      // As PostgreSQL's `+ interval '1 year'`: 29 February comes to 28 February.
      const later = `${Number(day.slice(0, 4)) + 1}${day.slice(4).replace('-02-29', '-02-28')}`;
      return day < yearBefore(today) === later < today;
    }),
  );
});

t.test('a day is one of the calendar', async (t) => {
  for (const day of ['2026-11-22', '2028-02-29', '2026-12-31', '9999-12-31']) t.ok(isDay(day), day);
  for (const text of [
    '2026-02-29',
    '2026-02-30',
    '2026-04-31',
    '2026-13-01',
    '2026-00-01',
    '2026-1-1',
    'x',
    '',
  ])
    t.notOk(isDay(text), text);
});
