import { generateKeyPairSync, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import t from 'tap';
import {
  type Lock,
  passphraseLock,
  readRecipient,
  recipientLock,
  seal,
  sealedSize,
  unseal,
} from '../../server/backup/sealed-stream.js';

async function* cut(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function all(content: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of content) parts.push(part);
  return Buffer.concat(parts);
}
const shut = (lock: Lock, bytes: Buffer, size = 1000) => all(seal(lock, cut(bytes, size)));
const open = (lock: Lock, bytes: Buffer, size = 4096) => all(unseal(lock, cut(bytes, size)));

const lock = passphraseLock(randomBytes(32));

t.test('what was sealed comes back, however it is cut, with the size that was foretold', async () => {
  const sizes = fc.oneof(fc.constantFrom(0, 1, 65_535, 65_536, 65_537, 131_072), fc.nat(200_000));
  await fc.assert(
    fc.asyncProperty(sizes, fc.integer({ min: 1000, max: 100_000 }), async (size, piece) => {
      const content = randomBytes(size);
      const sealed = await shut(lock, content, piece);
      return sealed.length === sealedSize(size) && (await open(lock, sealed, piece)).equals(content);
    }),
    { numRuns: 30 },
  );
});

t.test('every changed byte, every cut and every exchange of pieces is found', async (t) => {
  const sealed = await shut(lock, randomBytes(150_000));
  for (const at of [0, 7, 8, 39, 40, 41, 65_000, sealed.length - 1]) {
    const changed = Buffer.from(sealed);
    changed[at]! ^= 1;
    await t.rejects(open(lock, changed), { name: 'SealBroken' }, `byte ${at}`);
  }
  const piece = 65_536 + 16;
  for (const length of [0, 39, 40, 40 + piece, 40 + 2 * piece, sealed.length - 1]) {
    await t.rejects(open(lock, sealed.subarray(0, length)), { name: 'SealBroken' }, `cut after ${length}`);
  }
  const [head, a, b, rest] = [0, 40, 40 + piece, 40 + 2 * piece].map((at, index, starts) =>
    sealed.subarray(at, starts[index + 1]),
  );
  await t.rejects(open(lock, Buffer.concat([head!, b!, a!, rest!])), { name: 'SealBroken' });
  await t.rejects(open(passphraseLock(randomBytes(32)), sealed), /another key/);
});

t.test(
  'a recipient needs the private key to read, and nothing but the public one is needed to write',
  async (t) => {
    const { publicKey, privateKey } = generateKeyPairSync('x25519');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    const own = readRecipient(pem, 'key');
    const { recipient } = readRecipient(publicKey.export({ type: 'spki', format: 'pem' }) as string, 'key');
    t.same(own.recipient, recipient);
    const sealed = await shut(recipientLock(recipient), Buffer.from('secret'));
    t.equal((await open(recipientLock(recipient, own.privateKey), sealed)).toString(), 'secret');
    await t.rejects(open(recipientLock(recipient), sealed), /private key/);
    const signing = generateKeyPairSync('ed25519').publicKey.export({
      type: 'spki',
      format: 'pem',
    }) as string;
    t.throws(() => readRecipient(signing, 'key'), { code: 'CONFIG_INVALID' });
  },
);
