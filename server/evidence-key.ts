import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config/config.js';
import { GrundwachtError } from './contract/errors.js';
import { type Signer, signerOf } from './evidence/signer.js';

/** @returns where the key that signs tree heads lies */
export function evidenceKeyPath({ data, evidence }: Pick<Config, 'data' | 'evidence'>): string {
  return evidence.key || join(data, 'evidence-key.pem');
}

/** @returns folder of evidence files */
export const evidenceFolder = ({ data }: Pick<Config, 'data'>): string => join(data, 'evidence');

/**
 * Reads the installation's key, or makes it at the first start: PKCS #8 in PEM, for this account alone.
 * @throws GrundwachtError CONFIG_INVALID for a file that is no Ed25519 key or that others may read, FILE_UNREADABLE
 */
export function openEvidenceKey(config: Pick<Config, 'data' | 'evidence'>): Signer {
  const path = evidenceKeyPath(config);
  const made = make(path);
  if (made !== undefined) return signerOf(made);
  return readEvidenceKey(config);
}

/**
 * {@link openEvidenceKey} without making one.
 * @throws GrundwachtError the same
 */
export function readEvidenceKey(config: Pick<Config, 'data' | 'evidence'>): Signer {
  const path = evidenceKeyPath(config);
  try {
    if ((statSync(path).mode & 0o077) !== 0) {
      throw new GrundwachtError('CONFIG_INVALID', `others may read the key ${path}; run: chmod 600 ${path}`);
    }
    return signerOf(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof GrundwachtError) throw error;
    throw new GrundwachtError('FILE_UNREADABLE', `${path}: ${(error as Error).message}`);
  }
}

function make(path: string): string | undefined {
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  try {
    writeFileSync(path, pem, { flag: 'wx', mode: 0o600, flush: true });
    chmodSync(path, 0o600);
    return pem;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw new GrundwachtError('FILE_UNREADABLE', `${path}: ${(error as Error).message}`);
  }
}
