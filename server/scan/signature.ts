import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { GrundwachtError } from '../contract/errors.js';
import type { ScanSignatureClaim } from './parsed-scan.js';

/** A public key as it is kept. */
export interface HostKey {
  /** SubjectPublicKeyInfo, PEM. */
  pem: string;
  /** SHA-256 of its DER, hex. */
  fingerprint: string;
}

/**
 * @param pem a public key: Ed25519, ECDSA P-256, or RSA of 2048 bits and more
 * @throws GrundwachtError VALIDATION
 */
export function readHostKey(pem: string): HostKey {
  // Node would derive the public key of a private one: whoever sends one has mistaken the file.
  if (pem.includes('PRIVATE KEY')) {
    throw new GrundwachtError('VALIDATION', {
      pointer: '/public_key',
      message: 'is a private key, which must stay on its host',
    });
  }
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch (cause) {
    throw new GrundwachtError(
      'VALIDATION',
      { pointer: '/public_key', message: 'is no public key in PEM' },
      { cause },
    );
  }
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  const good =
    type === 'ed25519' ||
    (type === 'rsa' && (details?.modulusLength ?? 0) >= 2048) ||
    (type === 'ec' && details?.namedCurve === 'prime256v1');
  if (!good) {
    throw new GrundwachtError('VALIDATION', {
      pointer: '/public_key',
      message: 'must be Ed25519, ECDSA P-256, or RSA of 2048 bits and more',
    });
  }
  const der = key.export({ type: 'spki', format: 'der' });
  return {
    pem: key.export({ type: 'spki', format: 'pem' }).toString(),
    fingerprint: createHash('sha256').update(der).digest('hex'),
  };
}

/** @returns whether the signature is of this key: Ed25519; ECDSA (DER) and RSA (PKCS #1 v1.5) with SHA-256 */
export function verifyClaim({ signature, signed }: ScanSignatureClaim, pem: string): boolean {
  const key = createPublicKey(pem);
  try {
    return verify(key.asymmetricKeyType === 'ed25519' ? null : 'sha256', signed, key, signature);
  } catch {
    return false;
  }
}
