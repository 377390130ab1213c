import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { GrundwachtError } from '../contract/errors.js';
import type { Crypto } from './verify/bytes.js';
import { keyId, type NoteKey, noteOf } from './verify/note.js';

/** Of SubjectPublicKeyInfo with an Ed25519 key (RFC 8410): what comes before its 32 bytes. */
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** Node's own cryptography. */
export const nodeCrypto: Crypto = {
  sha256: async (bytes) => createHash('sha256').update(bytes).digest(),
  verifySignature: async (key, message, signature) => verify(null, message, publicKeyOf(key), signature),
};

/** Signs notes with the installation's key. */
export interface Signer {
  /** PEM of the public key. */
  pem: string;
  /** 32 bytes. */
  publicKey: Uint8Array;
  /** SHA-256 of the public key's 32 bytes, hex. */
  fingerprint: string;
  /** Public keys that signed before, 32 bytes each, the newest first. */
  former: readonly Uint8Array[];
  /** @returns C2SP signed-note */
  sign(text: string, name: string): Promise<string>;
}

/**
 * @param pem PKCS #8 private key
 * @param former public keys that signed before
 * @throws GrundwachtError CONFIG_INVALID unless it is an Ed25519 key
 */
export function signerOf(pem: string, former: readonly Uint8Array[] = []): Signer {
  const privateKey = readPrivateKey(pem);
  const publicPem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }) as string;
  const publicKey = rawPublicKey(publicPem)!;
  return {
    pem: publicPem,
    publicKey,
    fingerprint: fingerprintOf(publicKey),
    former,
    async sign(text, name) {
      const id = await keyId(nodeCrypto, { name, key: publicKey });
      return noteOf(text, name, id, sign(null, Buffer.from(text), privateKey));
    },
  };
}

/** @returns what signs a tenant's log and packages, as verifiers look it up */
export function noteKeyOf({ publicKey }: Pick<Signer, 'publicKey'>, tenant: string): NoteKey {
  return { name: logName(tenant), key: publicKey };
}

/** @returns what has signed a tenant's log at any time, the key in use first */
export function noteKeysOf(
  { publicKey, former = [] }: { publicKey: Uint8Array; former?: readonly Uint8Array[] | undefined },
  tenant: string,
): [NoteKey, ...NoteKey[]] {
  const name = logName(tenant);
  return [{ name, key: publicKey }, ...former.map((key) => ({ name, key }))];
}

/** Origin of a tenant's tree heads and name of the key that signs them. */
export const logName = (tenant: string): string => `grundwacht/${tenant}`;

/** @returns the 32 bytes; undefined: it is no Ed25519 key */
export function rawPublicKey(pem: string): Uint8Array | undefined {
  try {
    const der = createPublicKey(pem).export({ type: 'spki', format: 'der' });
    const isEd25519 = der.length === 44 && der.subarray(0, 12).equals(spkiPrefix);
    return isEd25519 ? new Uint8Array(der.subarray(12)) : undefined;
  } catch {
    return undefined;
  }
}

export const fingerprintOf = (key: Uint8Array): string => createHash('sha256').update(key).digest('hex');

function publicKeyOf(key: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([spkiPrefix, key]), format: 'der', type: 'spki' });
}

function readPrivateKey(pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {}
  throw new GrundwachtError(
    'CONFIG_INVALID',
    'the key that signs tree heads is no Ed25519 private key in PEM',
  );
}
