import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { GrundwachtError } from '../contract/errors.js';
import type { SealingKeys } from '../contract/pseudonym-state.js';
import { isSealed, sealedMark } from '../contract/sealed-record.js';

/*
 * A sealed record: mark (5 bytes), ephemeral public key (32), data key wrapped (32 + tag 16), nonce (12), ciphertext,
 * tag (16). The data key is wrapped with HKDF-SHA-256 over two X25519 secrets, one with each side's public key
 * (the way of RFC 9180's base mode, twice), so that neither side alone comes to it and the two private keys never
 * have to be in one place.
 */
const ephemeralAt = sealedMark.length;
const wrappedAt = ephemeralAt + 32;
const nonceAt = wrappedAt + 48;
const bodyAt = nonceAt + 12;
const tagBytes = 16;
/** DER before the 32 bytes of a key: RFC 8410. */
const spki = Buffer.from('302a300506032b656e032100', 'hex');
const pkcs8 = Buffer.from('302e020100300506032b656e04220420', 'hex');

/** A key pair of one side, 32 bytes each. */
export interface SideKeys {
  publicKey: Uint8Array;
  privateKey: Uint8Array;
}

/** @returns a new key pair of one side */
export function newSideKeys(): SideKeys {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).subarray(spki.length),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(pkcs8.length),
  };
}

/** @returns the public key that belongs to a private one */
export function publicOf(privateKey: Uint8Array): Uint8Array {
  return createPublicKey(privateObject(privateKey))
    .export({ type: 'spki', format: 'der' })
    .subarray(spki.length);
}

/** Seals records with one data key, until it is replaced. */
export class Sealer {
  readonly #head: Buffer;
  readonly #key: Buffer;
  readonly #nonce = Buffer.alloc(12);
  #count = 0;

  constructor({ requester, approver }: SealingKeys) {
    const ephemeral = generateKeyPairSync('x25519');
    const secretWith = (key: Uint8Array): Buffer =>
      diffieHellman({ privateKey: ephemeral.privateKey, publicKey: publicObject(key) });
    const ephemeralBytes = ephemeral.publicKey.export({ type: 'spki', format: 'der' }).subarray(spki.length);
    const wrapping = wrappingKey(secretWith(requester), secretWith(approver), ephemeralBytes);
    this.#key = randomBytes(32);
    // The wrapping key is used once, so its nonce may be zero.
    const cipher = createCipheriv('aes-256-gcm', wrapping, Buffer.alloc(12));
    const wrapped = Buffer.concat([cipher.update(this.#key), cipher.final(), cipher.getAuthTag()]);
    this.#head = Buffer.concat([sealedMark, ephemeralBytes, wrapped]);
  }

  /** How many records were sealed with this key. */
  get count(): number {
    return this.#count;
  }

  /** @param context what the record belongs to; only with the same it can be opened */
  seal(clear: Uint8Array, context: string): Buffer {
    // A counter never repeats under one key: SP 800-38D 8.2.1.
    this.#nonce.writeUIntBE(++this.#count, 6, 6);
    const cipher = createCipheriv('aes-256-gcm', this.#key, this.#nonce);
    cipher.setAAD(Buffer.from(context));
    const out = Buffer.allocUnsafeSlow(bodyAt + clear.length + tagBytes);
    this.#head.copy(out);
    this.#nonce.copy(out, nonceAt);
    cipher.update(clear).copy(out, bodyAt);
    cipher.final();
    cipher.getAuthTag().copy(out, bodyAt + clear.length);
    return out;
  }
}

/**
 * One side's half of what opens a sealed record.
 * @throws GrundwachtError VALIDATION when the bytes are no sealed record
 */
export function halfOf(sealed: Uint8Array, privateKey: Uint8Array): Buffer {
  checkSealed(sealed);
  return diffieHellman({
    privateKey: privateObject(privateKey),
    publicKey: publicObject(sealed.subarray(ephemeralAt, wrappedAt)),
  });
}

/** @returns which data key a record was sealed with: all that have the same open with the same halves */
export function dataKeyOf(sealed: Uint8Array): string {
  checkSealed(sealed);
  return Buffer.from(sealed.subarray(ephemeralAt, wrappedAt)).toString('base64');
}

/**
 * @param halves of both sides
 * @param context what it was sealed with
 * @throws GrundwachtError PASSPHRASE_WRONG when a half is of another key or the record was changed
 */
export function unseal(
  sealed: Uint8Array,
  halves: { requester: Uint8Array; approver: Uint8Array },
  context: string,
): Buffer {
  checkSealed(sealed);
  const ephemeral = sealed.subarray(ephemeralAt, wrappedAt);
  try {
    const wrapping = wrappingKey(halves.requester, halves.approver, ephemeral);
    const key = opened(wrapping, Buffer.alloc(12), sealed.subarray(wrappedAt, nonceAt));
    return opened(key, sealed.subarray(nonceAt, bodyAt), sealed.subarray(bodyAt), context);
  } catch (cause) {
    throw new GrundwachtError('PASSPHRASE_WRONG', 'the two keys do not open this record', { cause });
  }
}

function opened(key: Uint8Array, nonce: Uint8Array, body: Uint8Array, context?: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  if (context !== undefined) decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(body.subarray(body.length - tagBytes));
  return Buffer.concat([decipher.update(body.subarray(0, body.length - tagBytes)), decipher.final()]);
}

function checkSealed(sealed: Uint8Array): void {
  if (!isSealed(sealed) || sealed.length < bodyAt + tagBytes)
    throw new GrundwachtError('VALIDATION', 'this is no sealed record');
}

function wrappingKey(requester: Uint8Array, approver: Uint8Array, ephemeral: Uint8Array): Buffer {
  const secret = Buffer.concat([requester, approver]);
  return Buffer.from(hkdfSync('sha256', secret, ephemeral, 'grundwacht sealed record', 32));
}

function publicObject(key: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([spki, key]), format: 'der', type: 'spki' });
}

function privateObject(key: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([pkcs8, key]), format: 'der', type: 'pkcs8' });
}
