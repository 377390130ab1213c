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

/**
 * A file of a backup that lies encrypted:
 *
 * | `GWSEAL01` | 32 bytes: salt of the file, or the sender's X25519 key made for it | pieces |
 *
 * Each piece is 64 KiB (the last one less) in AES-256-GCM with its tag behind it. The nonce is the piece's number in
 * eleven bytes and one byte that is 1 for the last piece, so that pieces can be neither cut off nor moved.
 */
const magic = Buffer.from('GWSEAL01');
const headBytes = magic.length + 32;
const pieceBytes = 65_536;
const tagBytes = 16;

/** Gives a file its key. */
export interface Lock {
  /** @returns what stands in the file's head, and the key */
  shut(): { head: Buffer; key: Buffer };
  /** @returns the key of a file with this head; undefined: this lock can only shut */
  open(head: Buffer): Buffer | undefined;
}

const derive = (secret: Uint8Array, salt: Uint8Array): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, salt, 'grundwacht backup file', 32));

/** @param master 32 bytes, made of a passphrase */
export function passphraseLock(master: Buffer): Lock {
  return {
    shut() {
      const head = randomBytes(32);
      return { head, key: derive(master, head) };
    },
    open: (head) => derive(master, head),
  };
}

/** Of SubjectPublicKeyInfo with an X25519 key (RFC 8410): what comes before its 32 bytes. */
const spkiPrefix = Buffer.from('302a300506032b656e032100', 'hex');

const rawOf = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' }).subarray(12);
const publicOf = (raw: Uint8Array): KeyObject =>
  createPublicKey({ key: Buffer.concat([spkiPrefix, raw]), type: 'spki', format: 'der' });

/**
 * @param recipient 32 bytes of the X25519 public key
 * @param privateKey of the recipient, where files are to be opened
 */
export function recipientLock(recipient: Buffer, privateKey?: KeyObject): Lock {
  const keyOf = (secret: Buffer, head: Buffer): Buffer => derive(secret, Buffer.concat([head, recipient]));
  return {
    shut() {
      const own = generateKeyPairSync('x25519');
      const head = Buffer.from(rawOf(own.publicKey));
      const secret = diffieHellman({ privateKey: own.privateKey, publicKey: publicOf(recipient) });
      return { head, key: keyOf(secret, head) };
    },
    open(head) {
      if (privateKey === undefined) return undefined;
      return keyOf(diffieHellman({ privateKey, publicKey: publicOf(head) }), head);
    },
  };
}

/**
 * @param pem public key, or the private one
 * @returns its 32 public bytes, and the private key where it is one
 * @throws GrundwachtError CONFIG_INVALID unless it is an X25519 key
 */
export function readRecipient(
  pem: string,
  place: string,
): { recipient: Buffer; privateKey: KeyObject | undefined } {
  try {
    const isPrivate = pem.includes('PRIVATE KEY');
    const privateKey = isPrivate ? createPrivateKey(pem) : undefined;
    const publicKey = createPublicKey(pem);
    if (publicKey.asymmetricKeyType !== 'x25519') throw new Error(`it is ${publicKey.asymmetricKeyType}`);
    return { recipient: Buffer.from(rawOf(publicKey)), privateKey };
  } catch (error) {
    throw new GrundwachtError(
      'CONFIG_INVALID',
      `${place}: no X25519 key (${(error as Error).message}); make one with: openssl genpkey -algorithm X25519`,
    );
  }
}

/** @returns bytes of the encrypted file of a content */
export const sealedSize = (bytes: number): number =>
  headBytes + bytes + tagBytes * Math.max(1, Math.ceil(bytes / pieceBytes));

function nonce(number: number, last: boolean): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUIntBE(number, 5, 6);
  bytes[11] = last ? 1 : 0;
  return bytes;
}

/** @returns the content in pieces of one size; the last one may be shorter and is empty only for an empty content */
async function* pieces(
  content: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<{ piece: Buffer; last: boolean }, void, void> {
  let waiting = Buffer.alloc(0);
  for await (const chunk of content) {
    waiting = waiting.length === 0 ? Buffer.from(chunk) : Buffer.concat([waiting, chunk]);
    let at = 0;
    for (; waiting.length - at > size; at += size) {
      yield { piece: waiting.subarray(at, at + size), last: false };
    }
    waiting = waiting.subarray(at);
  }
  yield { piece: waiting, last: true };
}

/** @returns the encrypted file of a content */
export async function* seal(
  lock: Lock,
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer, void, void> {
  const { head, key } = lock.shut();
  yield Buffer.concat([magic, head]);
  let number = 0;
  for await (const { piece, last } of pieces(content, pieceBytes)) {
    const cipher = createCipheriv('aes-256-gcm', key, nonce(number++, last));
    yield Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()]);
  }
}

/** Why an encrypted file cannot be read. */
export class SealBroken extends Error {
  override name = 'SealBroken';
}

/**
 * @returns the content of an encrypted file
 * @throws SealBroken for a changed or cut file, or another key
 */
export async function* unseal(
  lock: Lock,
  file: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer, void, void> {
  let key: Buffer | undefined;
  let number = 0;
  for await (const { piece, last } of pieces(
    withHead(file, (head) => (key = keyOf(lock, head))),
    pieceBytes + tagBytes,
  )) {
    if (piece.length < tagBytes) throw new SealBroken('the file is cut off');
    const end = piece.length - tagBytes;
    const decipher = createDecipheriv('aes-256-gcm', key!, nonce(number++, last), {
      authTagLength: tagBytes,
    });
    decipher.setAuthTag(piece.subarray(end));
    try {
      yield Buffer.concat([decipher.update(piece.subarray(0, end)), decipher.final()]);
    } catch {
      throw new SealBroken('the file was changed, or is encrypted for another key');
    }
  }
}

function keyOf(lock: Lock, head: Buffer): Buffer {
  if (!head.subarray(0, magic.length).equals(magic))
    throw new SealBroken('it is no encrypted file of a backup');
  const key = lock.open(head.subarray(magic.length));
  if (key === undefined) throw new SealBroken('its private key is needed to read it');
  return key;
}

/** Takes the head off. */
async function* withHead(
  file: AsyncIterable<Uint8Array>,
  onHead: (head: Buffer) => void,
): AsyncGenerator<Buffer, void, void> {
  let waiting: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of file) {
    if (waiting === undefined) {
      yield Buffer.from(chunk);
      continue;
    }
    waiting = Buffer.concat([waiting, chunk]);
    if (waiting.length < headBytes) continue;
    onHead(waiting.subarray(0, headBytes));
    yield waiting.subarray(headBytes);
    waiting = undefined;
  }
  if (waiting !== undefined) throw new SealBroken('the file is cut off');
}
