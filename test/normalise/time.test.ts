import fc from 'fast-check';
import t from 'tap';
import { isoTime } from '../../server/normalise/time.js';
import { isZone, localToUtc, offsetAt } from '../../server/normalise/zone.js';

const iso = (text: string, zone?: string): string | undefined => {
  const time = isoTime(text, zone);
  return time === undefined ? undefined : new Date(time).toISOString();
};

t.test('RFC 3339 stamps and their relatives', async (t) => {
  t.equal(iso('2026-11-21T21:19:23Z'), '2026-11-21T21:19:23.000Z');
  t.equal(iso('2026-11-21t21:19:23.5z'), '2026-11-21T21:19:23.500Z');
  t.equal(iso('2026-11-21T21:19:23.123456789+01:00'), '2026-11-21T20:19:23.123Z');
  t.equal(iso('2026-11-21T21:19:23-0330'), '2026-11-22T00:49:23.000Z');
  t.equal(iso('2026-11-21 21:19:23,250', 'Europe/Berlin'), '2026-11-21T20:19:23.250Z');
  t.equal(iso('2024-02-29T00:00:00Z'), '2024-02-29T00:00:00.000Z');
  t.equal(iso('0001-01-01T00:00:00Z'), '0001-01-01T00:00:00.000Z', 'what .NET writes for no time');
  t.equal(iso('0001-01-01T00:53:28', 'Europe/Berlin'), '0001-01-01T00:00:00.000Z', 'local mean time');
  t.equal(iso('2016-12-31T23:59:60Z'), '2017-01-01T00:00:00.000Z', 'leap second');
});

t.test('what is no stamp is none', async (t) => {
  for (const text of [
    '2026-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-11-21T24:00:00Z',
    '2026-11-21T21:19Z',
    '2026-11-21T21:19:23Zx',
    '2026-11-21T21:19:23+1:00',
    '2026-11-21',
    '',
  ]) {
    t.equal(iso(text), undefined, text);
  }
});

t.test('a stamp that toISOString wrote comes back', async (t) => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-01-01'), noInvalidDate: true }),
      (date) => {
        t.equal(isoTime(date.toISOString(), 'Europe/Berlin'), date.getTime());
      },
    ),
  );
});

t.test('local time in a zone: summer, winter, the skipped and the doubled hour', async (t) => {
  const utc = (local: string): string =>
    new Date(localToUtc(Date.parse(`${local}Z`), 'Europe/Berlin')).toISOString();
  t.equal(utc('2026-07-01T12:00:00'), '2026-07-01T10:00:00.000Z');
  t.equal(utc('2026-12-01T12:00:00'), '2026-12-01T11:00:00.000Z');
  t.equal(utc('2026-10-25T01:59:59'), '2026-10-24T23:59:59.000Z');
  t.equal(utc('2026-10-25T02:30:00'), '2026-10-25T00:30:00.000Z', 'the first of the two');
  t.equal(utc('2026-10-25T03:00:00'), '2026-10-25T02:00:00.000Z');
  t.equal(utc('2026-03-29T01:59:59'), '2026-03-29T00:59:59.000Z');
  t.equal(utc('2026-03-29T02:30:00'), '2026-03-29T01:30:00.000Z', 'does not exist: winter time goes on');
  t.equal(utc('2026-03-29T03:00:00'), '2026-03-29T01:00:00.000Z');
});

t.test('zones with odd offsets, and unknown ones', async (t) => {
  t.equal(offsetAt(Date.UTC(2026, 0, 1), 'Asia/Kathmandu'), (5 * 60 + 45) * 60_000);
  t.equal(offsetAt(Date.UTC(2026, 0, 1), 'America/St_Johns'), -(3 * 60 + 30) * 60_000);
  t.equal(isZone('Europe/Berlin'), true);
  t.equal(isZone('Europe/Entenhausen'), false);
  t.throws(() => offsetAt(0, 'Europe/Entenhausen'), RangeError);
});

t.test('an unknown zone is told in every record that needs it, not guessed around', async (t) => {
  const { event } = await import('./record.js');
  const result = event('<13>Nov 21 22:00:00 h app: x', {}, 'Europe/Entenhausen');
  t.equal(result['event.kind'], 'pipeline_error');
  t.match(result['error.message'], /Europe\/Entenhausen/);
});
