import fc from 'fast-check';
import t from 'tap';
import { afterHours, afterMonth } from '../../server/case/deadline.js';

const at = (iso: string) => Date.parse(iso);
const hours = (start: string, count: number) => new Date(afterHours(at(start), count)).toISOString();
const month = (start: string) => new Date(afterMonth(at(start))).toISOString();

t.test('72 hours are elapsed time', async (t) => {
  t.equal(hours('2026-11-20T15:23:00+01:00', 72), '2026-11-23T14:23:00.000Z', 'over a weekend');
  t.equal(hours('2026-12-24T10:00:00+01:00', 72), '2026-12-27T09:00:00.000Z', 'over Christmas');
  t.equal(
    hours('2026-03-28T10:00:00+01:00', 72),
    new Date(at('2026-03-31T11:00:00+02:00')).toISOString(),
    'the wall clock says 11:00 when summer time begins in between',
  );
  t.equal(
    hours('2026-10-24T10:00:00+02:00', 72),
    new Date(at('2026-10-27T09:00:00+01:00')).toISOString(),
    'and 09:00 when it ends',
  );
});

t.test('a month ends with the day of the same number', async (t) => {
  const end = (day: string, offset: string) => new Date(at(`${day}T23:59:59${offset}`)).toISOString();
  t.equal(month('2026-11-20T09:00:00+01:00'), end('2026-12-20', '+01:00'));
  t.equal(month('2027-01-31T09:00:00+01:00'), end('2027-02-28', '+01:00'), 'February has no 31st');
  t.equal(month('2028-01-31T09:00:00+01:00'), end('2028-02-29', '+01:00'), 'in a leap year its 29th');
  t.equal(month('2028-01-29T09:00:00+01:00'), end('2028-02-29', '+01:00'));
  t.equal(month('2026-12-31T09:00:00+01:00'), end('2027-01-31', '+01:00'), 'into the next year');
  t.equal(month('2026-08-31T09:00:00+02:00'), end('2026-09-30', '+02:00'));
  t.equal(month('2026-03-01T09:00:00+01:00'), end('2026-04-01', '+02:00'), 'over the change of the clocks');
  t.equal(
    month('2026-11-30T23:30:00Z'),
    end('2027-01-01', '+01:00'),
    'the day is that in Germany: 1 December, 00:30',
  );
  t.equal(month('2026-09-24T09:00:00+02:00'), end('2026-10-24', '+02:00'), 'a Saturday stays the end');
});

t.test('a month is at least 28 and less than 32 days', async (t) => {
  const times = fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2060-01-01T00:00:00Z') });
  fc.assert(
    fc.property(times, (start) => {
      const days = (afterMonth(start) - start) / 86_400_000;
      return days >= 28 - 1 / 24 && days < 32 + 1 / 24;
    }),
  );
  t.pass();
});
