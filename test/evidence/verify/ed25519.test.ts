import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import t from 'tap';
import { verifyEd25519 } from '../../../server/evidence/verify/ed25519.js';

const sha512 = async (bytes: Uint8Array) => createHash('sha512').update(bytes).digest();
const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const verify = (key: Uint8Array, message: Uint8Array, signature: Uint8Array) =>
  verifyEd25519(sha512, key, message, signature);

/** RFC 8032, 7.1. */
const vectors = [
  {
    key: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    message: '',
    signature:
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  },
  {
    key: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    message: '72',
    signature:
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  },
];

t.test('RFC 8032, 7.1: the test vectors, and none of them changed', async (t) => {
  for (const { key, message, signature } of vectors) {
    const [k, m, s] = [bytes(key), bytes(message), bytes(signature)];
    t.ok(await verify(k, m, s));
    t.notOk(await verify(k, Uint8Array.of(...m, 1), s));
    for (const at of [0, 31, 32, 63]) {
      const wrong = s.slice();
      wrong[at]! ^= 1;
      t.notOk(await verify(k, m, wrong), `byte ${at}`);
    }
  }
});

t.test('it agrees with Node', async (t) => {
  for (let n = 0; n < 5; n++) {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const key = publicKey.export({ type: 'spki', format: 'der' }).subarray(12);
    const message = Buffer.from(`message ${n}`);
    t.ok(await verify(new Uint8Array(key), message, sign(null, message, privateKey)));
  }
});

t.test('RFC 8032, 5.1.7: S beyond the order, lengths and points that are none are refused', async (t) => {
  const [{ key, signature }] = vectors as [(typeof vectors)[0]];
  const large = bytes(signature);
  large.set(new Uint8Array(32).fill(0xff), 32);
  t.notOk(await verify(bytes(key), new Uint8Array(), large));
  t.notOk(await verify(bytes(key).slice(1), new Uint8Array(), bytes(signature)));
  t.notOk(await verify(new Uint8Array(32).fill(0xff), new Uint8Array(), bytes(signature)));
  t.notOk(await verify(bytes(`02${'00'.repeat(31)}`), new Uint8Array(), bytes(signature)));
});
