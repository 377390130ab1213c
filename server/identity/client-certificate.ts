import { hash, X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { GrundwachtError } from '../contract/errors.js';

/** A certificate that was found valid, by the key that it is for. */
export interface ClientKey {
  /** SHA-256 of the public key (SubjectPublicKeyInfo, DER). */
  hash: Buffer;
  subject: string;
  /** End of its validity, milliseconds since the epoch. */
  ends: number;
}

/** @returns what identifies the holder of a certificate; the same for one that was renewed with its key */
export function clientKey(certificate: X509Certificate): ClientKey {
  const key = certificate.publicKey.export({ type: 'spki', format: 'der' });
  const subject = (certificate.subject ?? '').replaceAll('\n', ', ') || (certificate.subjectAltName ?? '');
  return {
    hash: hash('sha256', key, 'buffer'),
    subject: subject.slice(0, 300),
    ends: Date.parse(certificate.validTo),
  };
}

/**
 * @param pem a certificate; what follows it, up to the authority, is not looked at
 * @throws GrundwachtError VALIDATION when it is none, or is over
 */
export function readCertificate(pem: string, now: number): ClientKey {
  let key: ClientKey;
  try {
    key = clientKey(new X509Certificate(pem));
  } catch (cause) {
    throw new GrundwachtError(
      'VALIDATION',
      { pointer: '/certificate', message: 'no certificate in PEM form (-----BEGIN CERTIFICATE-----)' },
      { cause },
    );
  }
  if (key.ends <= now)
    throw new GrundwachtError('VALIDATION', {
      pointer: '/certificate',
      message: 'ended {ends}',
      values: { ends: new Date(key.ends).toISOString() },
    });
  return key;
}

const ofConnection = new WeakMap<Socket, ClientKey | string | undefined>();

/**
 * @param socket of a request
 * @returns the certificate that the client proved to hold; why it does not count, where it is not valid; undefined when
 * none was shown
 */
export function connectionKey(socket: Socket): ClientKey | string | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  if (!ofConnection.has(socket)) ofConnection.set(socket, readConnection(socket));
  return ofConnection.get(socket);
}

function readConnection(socket: TLSSocket): ClientKey | string | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return undefined;
  if (!socket.authorized) return `the client certificate is not valid: ${String(socket.authorizationError)}`;
  return clientKey(certificate);
}

/**
 * Reads the certificate that a proxy has verified and passes on: PEM, percent-encoded (nginx: $ssl_client_escaped_cert),
 * or the form of RFC 9440 (`:base64 of DER:`).
 * @returns undefined for an empty header; why it does not count, where it holds no certificate
 */
export function headerKey(value: string): ClientKey | string | undefined {
  if (value === '') return undefined;
  try {
    // Neither form has a comma: with one, somebody has sent the header besides the proxy.
    if (value.includes(',')) throw new Error('two values');
    const binary = /^:([A-Za-z0-9+/]+={0,2}):$/.exec(value)?.[1];
    return clientKey(
      new X509Certificate(binary === undefined ? decodeURIComponent(value) : Buffer.from(binary, 'base64')),
    );
  } catch {
    return 'the header with the client certificate holds none';
  }
}
