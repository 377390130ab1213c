import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { GrundwachtError } from '../contract/errors.js';
import { openKeyFile } from './key-file.js';

/** The installation's key for secrets that it must read again: AES-256. */
export type SecretKey = KeyObject;

const algorithm = 'aes-256-gcm';
const keyBytes = 32;
/** NIST SP 800-38D 8.2.2: a random nonce of 96 bits, safe for 2^32 secrets under one key. */
const nonceBytes = 12;
const tagBytes = 16;
/** First byte of every box, so that another scheme can follow. */
const version = 1;

/** @returns a key of 256 random bits */
export const newSecretKey = (): SecretKey => createSecretKey(randomBytes(keyBytes));

/**
 * Reads the installation's key, or makes it at the first start: 32 bytes as base64, for this account alone.
 * @throws GrundwachtError CONFIG_INVALID for a file that is no such key or that others may read, FILE_UNREADABLE
 */
export function openSecretKey(path: string): SecretKey {
  const text = openKeyFile(path, () => `${randomBytes(keyBytes).toString('base64')}\n`).trim();
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== keyBytes || bytes.toString('base64') !== text) {
    throw new GrundwachtError(
      'CONFIG_INVALID',
      `${path}: is no key of ${keyBytes} bytes in base64; take the file back from a backup`,
    );
  }
  return createSecretKey(bytes);
}

/**
 * Encrypts a secret that is stored to be read again.
 * @param aad what the secret is and whose, such as `totp:<account>`: a box opens only under the same words, so nobody
 * who can write to the database puts one secret into another's place
 * @returns version, nonce, tag and ciphertext
 */
export function sealSecret(key: SecretKey, plaintext: string | Uint8Array, aad: string): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(aad));
  const text = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), text]);
}

/**
 * @param box what {@link sealSecret} gave
 * @param aad the words that it was sealed with
 * @throws GrundwachtError CONFIG_INVALID when it was sealed with another key or for something else, or was altered
 */
export function openSecret(key: SecretKey, box: Uint8Array, aad: string): Buffer {
  const bytes = Buffer.from(box.buffer, box.byteOffset, box.byteLength);
  const head = 1 + nonceBytes;
  try {
    if (bytes[0] !== version || bytes.length < head + tagBytes) throw new Error('no box');
    const decipher = createDecipheriv(algorithm, key, bytes.subarray(1, head), { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(aad));
    decipher.setAuthTag(bytes.subarray(head, head + tagBytes));
    return Buffer.concat([decipher.update(bytes.subarray(head + tagBytes)), decipher.final()]);
  } catch (cause) {
    throw new GrundwachtError(
      'CONFIG_INVALID',
      `a stored secret (${aad.split(':', 1)[0]}) does not open with this installation's key; restore the key file ` +
        'that belongs to this database',
      { cause },
    );
  }
}
