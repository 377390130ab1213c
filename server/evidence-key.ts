import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import {
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from './config/config.js';
import { GrundwachtError } from './contract/errors.js';
import { fingerprintOf, rawPublicKey, type Signer, signerOf } from './evidence/signer.js';
import { openKeyFile, readKeyFile } from './identity/key-file.js';

type KeyConfig = Pick<Config, 'data' | 'evidence'>;

/** @returns where the key that signs tree heads lies */
export function evidenceKeyPath({ data, evidence }: KeyConfig): string {
  return evidence.key || join(data, 'evidence-key.pem');
}

/** @returns folder of the public keys that signed before */
export const formerKeysFolder = ({ data }: Pick<Config, 'data'>): string => join(data, 'evidence-keys');

/** @returns folder of evidence files */
export const evidenceFolder = ({ data }: Pick<Config, 'data'>): string => join(data, 'evidence');

/**
 * Reads the installation's key, or makes it at the first start: PKCS #8 in PEM, for this account alone.
 * @throws GrundwachtError CONFIG_INVALID for a file that is no Ed25519 key or that others may read, FILE_UNREADABLE
 */
export function openEvidenceKey(config: KeyConfig): Signer {
  return signerOf(openKeyFile(evidenceKeyPath(config), newKey), formerKeys(config));
}

/**
 * {@link openEvidenceKey} without making one.
 * @throws GrundwachtError the same
 */
export function readEvidenceKey(config: KeyConfig): Signer {
  return signerOf(readKeyFile(evidenceKeyPath(config)), formerKeys(config));
}

/**
 * Makes a new key. The former one's public half stays in `evidence-keys/`, so that what it signed can be verified,
 * with a note by which it hands over to the new one; its private half is gone.
 * @param now milliseconds since the epoch
 * @returns fingerprints, hex
 * @throws GrundwachtError as {@link readEvidenceKey}
 */
export async function rotateEvidenceKey(
  config: KeyConfig,
  now: number,
): Promise<{ former: string; current: string }> {
  const old = readEvidenceKey(config);
  const pem = newKey();
  const next = signerOf(pem);
  const text = `grundwacht-evidence-key/1\n${next.fingerprint}\ntime ${new Date(now).toISOString()}\n`;
  const folder = formerKeysFolder(config);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  keepPublicKey(config, old.pem, now);
  writeFileSync(join(folder, `${old.fingerprint}.note`), await old.sign(text, 'grundwacht/evidence-key'), {
    mode: 0o600,
    flush: true,
  });
  const path = evidenceKeyPath(config);
  const aside = join(dirname(path), `.${process.pid}.new-evidence-key`);
  writeFileSync(aside, pem, { mode: 0o600, flush: true });
  const { uid, gid } = statSync(path);
  if (process.getuid?.() === 0) giveTo({ uid, gid }, [aside, folder, ...filesOf(folder)]);
  renameSync(aside, path);
  return { former: old.fingerprint, current: next.fingerprint };
}

const filesOf = (folder: string): string[] => readdirSync(folder).map((name) => join(folder, name));

/** Made by root, it would be closed to the account that the server runs as. */
function giveTo({ uid, gid }: { uid: number; gid: number }, paths: readonly string[]): void {
  for (const path of paths) chownSync(path, uid, gid);
}

/** Keeps a public key that signed before; one that is kept already stays as it is. */
export function keepPublicKey(config: Pick<Config, 'data'>, pem: string, now: number): void {
  const folder = formerKeysFolder(config);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const fingerprint = fingerprintOf(rawPublicKey(pem)!);
  if (readdirSync(folder).some((name) => name.endsWith(`-${fingerprint}.pem`))) return;
  const date = new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  writeFileSync(join(folder, `${date}-${fingerprint}.pem`), pem, { mode: 0o600, flush: true });
}

/** @returns 32 bytes each, the newest first */
function formerKeys(config: KeyConfig): Uint8Array[] {
  const folder = formerKeysFolder(config);
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.pem'));
  } catch {
    return [];
  }
  return names
    .sort()
    .reverse()
    .map((name) => {
      const key = rawPublicKey(readFileSync(join(folder, name), 'utf8'));
      if (key !== undefined) return key;
      throw new GrundwachtError('CONFIG_INVALID', `${join(folder, name)} is no Ed25519 public key`);
    });
}

const newKey = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;

/** @returns PEM of a public key's 32 bytes */
export function pemOfPublicKey(raw: Uint8Array): string {
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]);
  return createPublicKey({ key: der, type: 'spki', format: 'der' }).export({
    type: 'spki',
    format: 'pem',
  }) as string;
}
