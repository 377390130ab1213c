import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { GrundwachtError } from '../../server/contract/errors.js';
import type { TlsOptions } from './tls-options.js';

/** What a TLS server is given, and what its certificate says. */
export interface LoadedTls {
  cert: Buffer;
  key: Buffer;
  /** Without authorities the list is empty: Node would take the public ones of the web. */
  ca: Buffer | Buffer[];
  subject: string;
  /** End of the certificate's validity, milliseconds since the epoch. */
  expires: number;
}

/**
 * Reads certificate, key and client authorities, and checks that they belong together.
 * @throws GrundwachtError FILE_UNREADABLE or CONFIG_INVALID naming the setting, the file and what to do
 */
export async function loadTls(options: TlsOptions): Promise<LoadedTls> {
  if (options.clientCertificates !== 'none' && !options.clientCa && options.clientFingerprints.length === 0) {
    throw new GrundwachtError(
      'CONFIG_INVALID',
      'tls.client_certificates: name the authorities of clients in tls.client_ca, or list fingerprints in tls.client_fingerprints',
    );
  }
  const cert = await read('certificate', options.certificate);
  const key = await read('key', options.key);
  const ca = options.clientCa === undefined ? ([] as Buffer[]) : await read('client_ca', options.clientCa);
  const certificate = parseCertificate('certificate', options.certificate, cert);
  const privateKey = parseKey(options.key, key);
  if (!certificate.checkPrivateKey(privateKey)) {
    throw invalid('key', options.key, `does not belong to the certificate ${options.certificate}`);
  }
  if (Buffer.isBuffer(ca)) parseCertificate('client_ca', options.clientCa!, ca);
  return { cert, key, ca, subject: subjectOf(certificate), expires: Date.parse(certificate.validTo) };
}

/** @returns a text that changes when one of the files does; a file that is not there counts too */
export async function stampOf(options: TlsOptions): Promise<string> {
  const files = [options.certificate, options.key, options.clientCa].filter((file) => file !== undefined);
  const stamps = await Promise.all(
    files.map((file) =>
      stat(file).then(
        ({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`,
        () => 'absent',
      ),
    ),
  );
  return stamps.join('\n');
}

async function read(setting: string, path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? error.code : String(error);
    const remedy =
      reason === 'EACCES'
        ? 'give the account that runs Grundwacht the right to read it'
        : 'correct the path or create the file';
    throw new GrundwachtError('FILE_UNREADABLE', `tls.${setting}: ${path}: ${reason}; ${remedy}`, {
      cause: error,
    });
  }
}

function parseCertificate(setting: string, path: string, pem: Buffer): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw invalid(setting, path, 'holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)', error);
  }
}

function parseKey(path: string, pem: Buffer): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    const encrypted = pem.includes('ENCRYPTED');
    const why = encrypted
      ? 'is protected by a passphrase; store it without one, readable for Grundwacht alone'
      : 'holds no private key in PEM form (-----BEGIN PRIVATE KEY-----)';
    throw invalid('key', path, why, error);
  }
}

const subjectOf = (certificate: X509Certificate): string =>
  (certificate.subjectAltName ?? certificate.subject ?? '').replaceAll('\n', ', ').slice(0, 200);

function invalid(setting: string, path: string, why: string, cause?: unknown): GrundwachtError {
  return new GrundwachtError('CONFIG_INVALID', `tls.${setting}: ${path} ${why}`, { cause });
}
