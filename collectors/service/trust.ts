import { createHash, timingSafeEqual, X509Certificate } from 'node:crypto';
import { Agent } from 'node:https';
import { connect, type TLSSocket } from 'node:tls';
import { GrundwachtError } from '../../server/contract/errors.js';

/** How the service's certificate is checked, beside its name and validity, and what is shown to it. */
export interface Trust {
  /** PEM text of the authorities to trust instead of the system's. */
  ca?: string | undefined;
  /**
   * The one key or certificate to accept, whoever has signed it: `sha256//` and base64 of the public key's SHA-256
   * (as curl's --pinnedpubkey), or `sha-256:AB:...`, the certificate's fingerprint.
   */
  pin?: string | undefined;
  /** PEM texts of the certificate, then those up to the authority, and the private key to show to the service. */
  own?: { cert: string; key: string } | undefined;
}

const keyPin = /^sha256\/\/([A-Za-z0-9+/]{43}=)$/;
const certificatePin = /^sha-?256:([0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){31})$/i;

/**
 * @param pin as in {@link Trust}
 * @returns whether a certificate (DER) is the pinned one or has the pinned key
 * @throws GrundwachtError CONFIG_INVALID when it is neither form
 */
export function pinCheck(pin: string): (certificate: Buffer) => boolean {
  const key = keyPin.exec(pin)?.[1];
  if (key !== undefined) {
    const wanted = Buffer.from(key, 'base64');
    return (certificate) => timingSafeEqual(keyHash(certificate), wanted);
  }
  const fingerprint = certificatePin.exec(pin)?.[1];
  if (fingerprint === undefined) {
    throw new GrundwachtError(
      'CONFIG_INVALID',
      'tls.pin: neither "sha256//" with the base64 of a public key\'s SHA-256 nor "sha-256:" with a certificate\'s fingerprint',
    );
  }
  const wanted = Buffer.from(fingerprint.replaceAll(':', ''), 'hex');
  return (certificate) => timingSafeEqual(sha256(certificate), wanted);
}

/**
 * @param certificate DER or PEM
 * @returns what pins its key, which a renewed certificate may keep
 */
export const pinOfKey = (certificate: Buffer): string => `sha256//${keyHash(certificate).toString('base64')}`;

const keyHash = (certificate: Buffer): Buffer =>
  sha256(new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' }));

const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();

/**
 * @returns an agent whose connections carry a request only after the certificate was found right. With a pin the
 * certificate may be self-signed, expired or for another name: it is the pinned one or none.
 * @throws GrundwachtError CONFIG_INVALID of the pin
 */
export function trustingAgent({ ca, pin, own }: Trust): Agent {
  const authorities = ca === undefined ? {} : { ca };
  if (pin === undefined) return new Agent({ keepAlive: true, ...own, ...authorities });
  const isPinned = pinCheck(pin);
  const agent = new Agent({ keepAlive: true, ...own });
  agent.createConnection = (options, callback) => {
    const socket: TLSSocket = connect({ ...(options as object), rejectUnauthorized: false });
    const fail = (error: Error): void => callback?.(error, socket);
    socket.once('error', fail);
    socket.once('secureConnect', () => {
      socket.off('error', fail);
      const { raw } = socket.getPeerCertificate();
      if (raw !== undefined && isPinned(raw)) return void callback?.(null, socket);
      socket.destroy();
      callback?.(new Error('the certificate of the server is not the pinned one'), socket);
    });
    return undefined;
  };
  return agent;
}
