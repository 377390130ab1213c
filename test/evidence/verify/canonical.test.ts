import fc from 'fast-check';
import t from 'tap';
import { canonicalJson } from '../../../server/evidence/verify/canonical.js';

t.test('RFC 8785, 3.2.2: the sample', async (t) => {
  const sample = JSON.parse(
    '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],' +
      String.raw`"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`,
  );
  t.equal(
    canonicalJson(sample),
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      String.raw`"string":"€$\u000f\nA'B\"\\\\\"/"}`,
  );
});

t.test('RFC 8785, 3.2.3: members are sorted by UTF-16 code units', async (t) => {
  const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, ö: 7 };
  const names = [...canonicalJson(value).matchAll(/:(\d)/g)].map(([, number]) => Number(number));
  t.same(names, [2, 4, 6, 7, 1, 5, 3]);
});

t.test('what JSON cannot say is refused', async (t) => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, '\ud800', { '\udc00': 1 }, undefined, () => 1]) {
    t.throws(() => canonicalJson(value), TypeError);
  }
});

t.test('it says the same as JSON, whatever the order of members', async (t) => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      t.same(JSON.parse(text), JSON.parse(JSON.stringify(value)));
      t.equal(canonicalJson(JSON.parse(text)), text);
    }),
    { numRuns: 100 },
  );
});
