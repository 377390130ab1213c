import { generateSync } from 'otplib';
import t from 'tap';
import { newTotpSecret, totpStep, totpUri } from '../../server/identity/totp.js';

/** RFC 6238, appendix B: the ASCII secret 12345678901234567890, with the last six of its eight digits. */
const rfcSecret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

t.test('the codes of RFC 6238', async (t) => {
  for (const [second, code] of [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ] as const) {
    t.equal(totpStep(rfcSecret, code, second * 1000), Math.floor(second / 30));
  }
});

t.test('a clock may be wrong by one step, and no further', async (t) => {
  const secret = newTotpSecret();
  t.match(secret, /^[A-Z2-7]{32}$/, '160 bits');
  const step = 60_000_000;
  const code = generateSync({ secret, epoch: step * 30 });
  const at = (seconds: number) => totpStep(secret, code, (step * 30 + seconds) * 1000);
  t.same(
    [at(-31), at(-30), at(0), at(29), at(30), at(59), at(60)],
    [undefined, step, step, step, step, step, undefined],
  );
});

t.test('what is no six digits is no code', async (t) => {
  for (const code of ['', '28708', '2870822', '28708a', ' 287082', '２８７０８２']) {
    t.equal(totpStep(rfcSecret, code, 59_000), undefined);
  }
});

t.test('the URI names product and account', async (t) => {
  const uri = new URL(totpUri('ABCDEFGHIJKLMNOPABCDEFGHIJKLMNOP', 'anna müller'));
  t.equal(`${uri.protocol}//${uri.host}`, 'otpauth://totp');
  t.equal(decodeURIComponent(uri.pathname), '/Grundwacht:anna müller');
  t.match(Object.fromEntries(uri.searchParams), {
    secret: 'ABCDEFGHIJKLMNOPABCDEFGHIJKLMNOP',
    issuer: 'Grundwacht',
  });
});
