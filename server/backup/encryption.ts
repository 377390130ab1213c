import { createHmac, randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { GrundwachtError } from '../contract/errors.js';
import { type Lock, passphraseLock, readRecipient, recipientLock } from './sealed-stream.js';

/** How the files of a folder of backups are encrypted; it stands in the folder. */
export type Encryption =
  | { kind: 'none' }
  | { kind: 'passphrase'; salt: string; cost: number; check: string }
  | { kind: 'recipient'; key: string };

/** What somebody has to encrypt or read with. */
export interface Secrets {
  passphrase?: string | undefined;
  /** PEM of the recipient's key: the public one to back up, the private one to restore. */
  recipient?: string | undefined;
}

/** scrypt with 2^17 rounds of 1 KiB: 128 MiB and half a second for each guess. */
const cost = 131_072;
const shortest = 12;

/**
 * Reads passphrase and key from their files.
 * @throws GrundwachtError FILE_UNREADABLE, CONFIG_INVALID
 */
export function readSecrets(files: {
  passphraseFile?: string | undefined;
  recipientFile?: string | undefined;
}): Secrets {
  const { passphraseFile, recipientFile } = files;
  if (passphraseFile && recipientFile)
    throw new GrundwachtError('CONFIG_INVALID', 'a passphrase or a key encrypts a backup, not both');
  return {
    ...(passphraseFile ? { passphrase: read(passphraseFile).replace(/\r?\n$/, '') } : {}),
    ...(recipientFile ? { recipient: read(recipientFile) } : {}),
  };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new GrundwachtError('FILE_UNREADABLE', (error as Error).message);
  }
}

/**
 * How a new folder of backups is encrypted.
 * @throws GrundwachtError CONFIG_INVALID for a short passphrase or a key of another kind
 */
export function newEncryption({ passphrase, recipient }: Secrets): { encryption: Encryption; lock?: Lock } {
  if (recipient !== undefined) {
    const { recipient: key } = readRecipient(recipient, 'the key of the recipient');
    return { encryption: { kind: 'recipient', key: key.toString('hex') }, lock: recipientLock(key) };
  }
  if (passphrase === undefined) return { encryption: { kind: 'none' } };
  if (passphrase.length < shortest)
    throw new GrundwachtError('CONFIG_INVALID', `the passphrase needs at least ${shortest} characters`);
  const salt = randomBytes(16).toString('hex');
  const master = masterOf(passphrase, salt, cost);
  return {
    encryption: { kind: 'passphrase', salt, cost, check: checkOf(master).toString('hex') },
    lock: passphraseLock(master),
  };
}

/**
 * What reads and writes a folder that is there already.
 * @throws GrundwachtError CONFIG_INVALID when passphrase or key are missing or others
 */
export function lockOf(encryption: Encryption, secrets: Secrets): Lock | undefined {
  const { passphrase, recipient } = secrets;
  const refuse = (why: string): GrundwachtError => new GrundwachtError('CONFIG_INVALID', why);
  if (encryption.kind === 'none') {
    if (passphrase !== undefined || recipient !== undefined)
      throw refuse('the backups in this folder are not encrypted; take another folder for encrypted ones');
    return undefined;
  }
  if (encryption.kind === 'passphrase') {
    if (passphrase === undefined) throw refuse('the backups in this folder need their passphrase');
    const master = masterOf(passphrase, encryption.salt, encryption.cost);
    if (!timingSafeEqual(checkOf(master), Buffer.from(encryption.check, 'hex')))
      throw refuse('the backups in this folder have another passphrase');
    return passphraseLock(master);
  }
  if (recipient === undefined) throw refuse("the backups in this folder need their recipient's key");
  const { recipient: key, privateKey } = readRecipient(recipient, 'the key of the recipient');
  if (key.toString('hex') !== encryption.key)
    throw refuse('the backups in this folder are for another recipient');
  return recipientLock(key, privateKey);
}

function masterOf(passphrase: string, salt: string, rounds: number): Buffer {
  const maxmem = 160 * rounds * 8;
  return scryptSync(passphrase.normalize('NFC'), Buffer.from(salt, 'hex'), 32, {
    N: rounds,
    r: 8,
    p: 1,
    maxmem,
  });
}

const checkOf = (master: Buffer): Buffer =>
  createHmac('sha256', master).update('grundwacht backups').digest();
