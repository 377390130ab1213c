import fc from 'fast-check';
import t from 'tap';
import { type Land, type LocalHoliday, laender } from '../../server/contract/notification-plan.js';
import { holidayAt, isWorking, nextWorkStart, onCallAt } from '../../server/notify/calendar.js';
import { easterSunday, holidaysOf } from '../../server/notify/holidays.js';
import { duty, plan } from './plans.js';

const dates = (year: number, land: Land, local: LocalHoliday[] = []) =>
  holidaysOf(year, land, local).map(({ date }) => date.slice(5));
const { calendar } = plan();
const at = (text: string) => Date.parse(text);

t.test('Easter of known years', async (t) => {
  const known = [
    '1995-04-16',
    '2000-04-23',
    '2008-03-23',
    '2011-04-24',
    '2016-03-27',
    '2019-04-21',
    '2024-03-31',
    '2025-04-20',
    '2026-04-05',
    '2027-03-28',
    '2035-03-25',
    '2038-04-25',
    '2049-04-18',
    '2076-04-19',
  ];
  for (const date of known) {
    t.equal(new Date(easterSunday(Number(date.slice(0, 4)))).toISOString().slice(0, 10), date);
  }
  fc.assert(
    fc.property(fc.integer({ min: 1583, max: 4000 }), (year) => {
      const day = new Date(easterSunday(year));
      const dayOfYear = day.getUTCMonth() * 100 + day.getUTCDate();
      return day.getUTCDay() === 0 && dayOfYear >= 222 && dayOfYear <= 325;
    }),
  );
});

t.test('holidays of the Länder in 2026', async (t) => {
  const all = ['01-01', '04-03', '04-06', '05-01', '05-14', '05-25', '10-03', '12-25', '12-26'];
  const more: Record<Land, string[]> = {
    BW: ['01-06', '06-04', '11-01'],
    BY: ['01-06', '06-04', '11-01'],
    BE: ['03-08'],
    BB: ['04-05', '05-24', '10-31'],
    HB: ['10-31'],
    HH: ['10-31'],
    HE: ['06-04'],
    MV: ['03-08', '10-31'],
    NI: ['10-31'],
    NW: ['06-04', '11-01'],
    RP: ['06-04', '11-01'],
    SL: ['06-04', '08-15', '11-01'],
    SN: ['10-31', '11-18'],
    ST: ['01-06', '10-31'],
    SH: ['10-31'],
    TH: ['09-20', '10-31'],
  };
  for (const land of laender) t.same(dates(2026, land), [...all, ...more[land]].sort(), land);
});

t.test('local holidays, and those of single years', async (t) => {
  t.ok(dates(2026, 'BY', ['augsburg']).includes('08-08'));
  t.ok(dates(2026, 'BY', ['assumption']).includes('08-15'));
  t.notOk(dates(2026, 'NW', ['augsburg', 'assumption']).includes('08-08'), 'of Bavaria alone');
  t.ok(dates(2026, 'SN', ['corpus_christi']).includes('06-04'));
  t.ok(dates(2017, 'BY').includes('10-31'), '500 years of the Reformation');
  t.notOk(dates(2017, 'HH').filter((day) => day === '10-31').length > 1);
  t.notOk(dates(2018, 'BY').includes('10-31'));
  t.ok(dates(2018, 'HH').includes('10-31'));
  t.ok(dates(2025, 'BE').includes('05-08'));
  t.notOk(dates(2026, 'BE').includes('05-08'));
  t.ok(dates(2028, 'BE').includes('06-17'), '75 years after the uprising');
  t.notOk(dates(2028, 'BB').includes('06-17'));
  t.notOk(dates(2029, 'BE').includes('06-17'));
  t.notOk(dates(2022, 'MV').includes('03-08'));
  const repentance = [2020, 2022, 2023, 2024, 2025, 2027].map((year) =>
    holidaysOf(year, 'SN')
      .find(({ name }) => name.startsWith('Buß'))
      ?.date.slice(5),
  );
  t.same(repentance, ['11-18', '11-16', '11-22', '11-20', '11-19', '11-17']);
});

t.test('working hours in the zone, over both changes of the clock', async (t) => {
  t.ok(isWorking(calendar, at('2026-11-23T08:00:00+01:00')), 'Monday, nine');
  t.notOk(isWorking(calendar, at('2026-11-23T16:30:00+01:00')), 'the end is no work');
  t.notOk(isWorking(calendar, at('2026-11-20T13:00:00+01:00')), 'Friday afternoon');
  t.ok(isWorking(calendar, at('2026-07-01T05:30:00Z')), '7:30 in summer');
  t.notOk(isWorking(calendar, at('2026-12-01T05:30:00Z')), '6:30 in winter');
  t.equal(holidayAt(calendar, at('2026-05-14T10:00:00+02:00')), 'Christi Himmelfahrt');
  t.notOk(isWorking(calendar, at('2026-05-14T10:00:00+02:00')));
  t.equal(holidayAt(calendar, at('2026-12-24T10:00:00+01:00')), 'Heiligabend');
  t.equal(
    holidayAt(calendar, at('2026-12-24T23:30:00Z')),
    'Erster Weihnachtstag',
    'already the next day there',
  );

  const next = (text: string) => new Date(nextWorkStart(calendar, at(text))).toISOString();
  t.equal(next('2026-11-23T02:00:00+01:00'), '2026-11-23T06:30:00.000Z', 'this morning');
  t.equal(next('2026-11-23T12:00:00+01:00'), '2026-11-24T06:30:00.000Z', 'not the day that runs');
  t.equal(next('2026-03-27T15:00:00+01:00'), '2026-03-30T05:30:00.000Z', 'over the weekend into summer time');
  t.equal(next('2026-10-23T15:00:00+02:00'), '2026-10-26T06:30:00.000Z', 'and out of it');
  t.equal(next('2026-04-02T20:00:00+02:00'), '2026-04-07T05:30:00.000Z', 'over Easter');
  t.equal(next('2026-12-23T20:00:00+01:00'), '2026-12-28T06:30:00.000Z', 'over Christmas');
  const never = { ...calendar, working: [] };
  t.equal(nextWorkStart(never, at('2026-11-23T12:00:00Z')), at('2026-11-24T12:00:00Z'));
});

t.test('on call: once, weekly, in turns, over the change of the clock', async (t) => {
  const turns = {
    ...calendar,
    on_call: [
      duty('Eva', { starts: '2026-10-19T16:30', ends: '2026-10-26T07:30', every_weeks: 2 }),
      duty('Tom', { starts: '2026-10-26T07:30', ends: '2026-11-02T07:30', every_weeks: 2 }),
      duty('Once', { starts: '2026-12-31T18:00', ends: '2027-01-01T08:00', every_weeks: 0 }),
    ],
  };
  const who = (text: string) => onCallAt(turns, at(text)).map((each) => each.who);
  t.same(who('2026-10-19T16:29:00+02:00'), []);
  t.same(who('2026-10-25T02:30:00+01:00'), ['Eva'], 'in the hour that comes twice');
  t.same(who('2026-10-26T07:29:00+01:00'), ['Eva'], 'by the wall clock, after its change');
  t.same(who('2026-10-26T07:30:00+01:00'), ['Tom']);
  t.same(who('2026-11-03T12:00:00+01:00'), ['Eva'], 'two weeks later');
  t.same(who('2027-03-28T03:00:00+02:00'), ['Eva'], 'in the hour after the one that is left out');
  t.ok(who('2026-12-31T19:00:00+01:00').includes('Once'));
  t.notOk(who('2027-12-31T19:00:00+01:00').includes('Once'));
});
