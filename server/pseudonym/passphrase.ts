import { createCipheriv, createDecipheriv, createHash, randomBytes, scrypt } from 'node:crypto';
import { GrundwachtError } from '../contract/errors.js';

/** RFC 7914: 64 MiB and about a fifth of a second for each guess. */
const cost = { N: 2 ** 16, r: 8, p: 1, maxmem: 128 * 2 ** 20 };
const version = 1;
const saltBytes = 16;
const nonceBytes = 12;
const tagBytes = 16;
const keyBytes = 32;
const bodyAt = 1 + saltBytes + nonceBytes;

/** @returns a private key under a passphrase: version, salt, nonce, ciphertext, tag */
export async function wrapKey(privateKey: Uint8Array, passphrase: string): Promise<Buffer> {
  const [salt, nonce] = [randomBytes(saltBytes), randomBytes(nonceBytes)];
  const cipher = createCipheriv('aes-256-gcm', await keyOf(passphrase, salt), nonce);
  const body = Buffer.concat([cipher.update(privateKey), cipher.final(), cipher.getAuthTag()]);
  return Buffer.concat([Buffer.of(version), salt, nonce, body]);
}

/** @throws GrundwachtError PASSPHRASE_WRONG */
export async function unwrapKey(wrapped: Buffer, passphrase: string): Promise<Buffer> {
  const salt = wrapped.subarray(1, 1 + saltBytes);
  const key = await keyOf(passphrase, salt);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, wrapped.subarray(1 + saltBytes, bodyAt));
    decipher.setAuthTag(wrapped.subarray(wrapped.length - tagBytes));
    return Buffer.concat([
      decipher.update(wrapped.subarray(bodyAt, wrapped.length - tagBytes)),
      decipher.final(),
    ]);
  } catch (cause) {
    throw new GrundwachtError('PASSPHRASE_WRONG', undefined, { cause });
  }
}

function keyOf(passphrase: string, salt: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), salt, 32, cost, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const checkBytes = 3;

/** @returns a private key to be printed: 56 signs of Crockford's base 32 in groups, the last ones a check */
export function recoveryCode(privateKey: Uint8Array): string {
  const bytes = Buffer.concat([privateKey, checkOf(privateKey)]);
  let bits = BigInt(`0x${bytes.toString('hex')}`);
  let text = '';
  for (let n = 0; n < ((keyBytes + checkBytes) * 8) / 5; n++) {
    text = signs[Number(bits & 31n)] + text;
    bits >>= 5n;
  }
  return text.match(/.{1,7}/g)!.join('-');
}

/** @returns the private key of a recovery code as somebody typed it; undefined when it is none */
export function keyOfRecoveryCode(code: string): Buffer | undefined {
  const text = code.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  if (text.length !== 56 || [...text].some((sign) => !signs.includes(sign))) return undefined;
  const bits = [...text].reduce((sum, sign) => sum * 32n + BigInt(signs.indexOf(sign)), 0n);
  const bytes = Buffer.from(bits.toString(16).padStart((keyBytes + checkBytes) * 2, '0'), 'hex');
  const key = bytes.subarray(0, keyBytes);
  return checkOf(key).equals(bytes.subarray(keyBytes)) ? key : undefined;
}

const checkOf = (key: Uint8Array): Buffer =>
  createHash('sha256').update(key).digest().subarray(0, checkBytes);
