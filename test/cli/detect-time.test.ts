import fc from 'fast-check';
import t from 'tap';
import { flatTime } from '../../server/cli/detect-time.js';
import { normalise } from '../../server/normalise/normalise.js';

const received = 86_400_000;

function normalised(raw: Buffer): number {
  return normalise(
    { source: 's', transport: 'file', format: 'json', dataset: '', received, truncated: false, raw },
    { tenant: 't', collector: 'c', id: 'i' },
  )['@timestamp'];
}

t.test('times of flat records', async (t) => {
  const time = (fields: string): number | undefined =>
    flatTime(Buffer.from(`{"EventID":1,"Channel":"Security",${fields}}`));
  t.equal(time('"UtcTime":"2020-09-04 12:00:00.123"'), Date.UTC(2020, 8, 4, 12, 0, 0, 123));
  t.equal(time('"@timestamp" : "2020-09-04T12:00:00Z"'), Date.UTC(2020, 8, 4, 12));
  t.equal(time('"A":1'), undefined, 'no time');
  t.equal(
    time('"UtcTime":"2020-09-04 12:00:00","UtcTime":"2021-09-04 12:00:00"'),
    undefined,
    'two of one name',
  );
  t.equal(time('"UtcTime":5,"@timestamp":"2020-09-04T12:00:00Z"'), undefined, 'not a text');
  t.equal(time('"UtcTime":"2020-09-04T12\\u003a00:00"'), undefined, 'an escape');
});

const stamp = fc.oneof(
  fc
    .tuple(
      fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }),
      fc.constantFrom('Z', '', '+02:00', ' '),
    )
    .map(([date, zone]) => {
      const text = date.toISOString();
      return zone === ' ' ? text.replace('T', ' ').slice(0, 19) : `${text.slice(0, -1)}${zone}`;
    }),
  fc.constantFrom('', 'yesterday', '2020-13-01T00:00:00Z', 'a"UtcTime":"b', '\\', '2020-09-04'),
  fc.constantFrom(null, 5, true),
);
const names = ['TimeCreated', 'SystemTime', 'UtcTime', 'EventTime', '@timestamp', 'Image', 'X"UtcTime'];

t.test('is what the normaliser gives, or nothing', async (t) => {
  let told = 0;
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...names), stamp), { maxLength: 6 }),
      fc.constantFrom('', ' '),
      (fields, space) => {
        const members = fields.map(
          ([name, value]) => `${JSON.stringify(name)}${space}:${space}${JSON.stringify(value)}`,
        );
        const line = Buffer.from(
          `{"EventID":1,"Channel":"Security"${members.map((one) => `,${one}`).join('')}}`,
        );
        const time = flatTime(line);
        if (time !== undefined) told++;
        return time === undefined || time === normalised(line);
      },
    ),
    { numRuns: 3000 },
  );
  t.ok(told > 100, `${told} told`);
});
