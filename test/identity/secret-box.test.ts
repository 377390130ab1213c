import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { newSecretKey, openSecret, openSecretKey, sealSecret } from '../../server/identity/secret-box.js';

const key = newSecretKey();

t.test('what was sealed opens, under its own words only', async (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), fc.string(), (plain, aad, other) => {
      const box = sealSecret(key, plain, aad);
      if (!openSecret(key, box, aad).equals(plain)) return false;
      if (other === aad) return true;
      try {
        openSecret(key, box, other);
        return false;
      } catch {
        return true;
      }
    }),
    { numRuns: 100 },
  );
  t.not(sealSecret(key, 'a', 'b').toString('hex'), sealSecret(key, 'a', 'b').toString('hex'), 'a nonce each');
  t.throws(() => openSecret(newSecretKey(), sealSecret(key, 'x', 'totp:1'), 'totp:1'), {
    code: 'CONFIG_INVALID',
    message: /\(totp\) does not open/,
  });
});

t.test('every altered byte is noticed, and so is a box cut short', async (t) => {
  const box = sealSecret(key, 'JBSWY3DPEHPK3PXP', 'totp:1');
  for (let at = 0; at < box.length; at++) {
    const altered = Buffer.from(box);
    altered[at]! ^= 1;
    t.throws(() => openSecret(key, altered, 'totp:1'), { code: 'CONFIG_INVALID' });
    t.throws(() => openSecret(key, box.subarray(0, at), 'totp:1'), { code: 'CONFIG_INVALID' });
  }
});

t.test('the key file is made once, for this account alone', async (t) => {
  const path = join(t.testdir(), 'secrets.key');
  const first = openSecretKey(path);
  t.equal(statSync(path).mode & 0o777, 0o600);
  t.match(readFileSync(path, 'utf8'), /^[\w+/]{43}=\n$/);
  t.ok(first.equals(openSecretKey(path)), 'the second start reads the same');
  chmodSync(path, 0o640);
  t.throws(() => openSecretKey(path), { code: 'CONFIG_INVALID', message: /chmod 600/ });
});

t.test('a file that is no key is refused, and never replaced', async (t) => {
  const path = join(t.testdir(), 'secrets.key');
  for (const text of ['', 'c2hvcnQ=\n', `${'A'.repeat(60)}\n`]) {
    writeFileSync(path, text, { mode: 0o600 });
    t.throws(() => openSecretKey(path), { code: 'CONFIG_INVALID', message: /no key of 32 bytes/ });
    t.equal(readFileSync(path, 'utf8'), text);
  }
  t.throws(() => openSecretKey(join(t.testdir(), 'nowhere', 'x.key')), { code: 'FILE_UNREADABLE' });
});
