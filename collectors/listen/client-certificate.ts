import { isIP } from 'node:net';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import type { TlsOptions } from './tls-options.js';

export type ClientPolicy = Pick<TlsOptions, 'clientCertificates' | 'clientNames' | 'clientFingerprints'>;

/**
 * Whether a client may send, by its certificate (RFC 5425 4.2 and 5).
 * @param socket after the handshake, with `rejectUnauthorized: false`
 * @returns why not, or undefined when it may
 */
export function clientRefusal(policy: ClientPolicy, socket: TLSSocket): string | undefined {
  if (policy.clientCertificates === 'none') return undefined;
  const certificate = socket.getPeerCertificate() as PeerCertificate | undefined;
  if (certificate?.fingerprint256 === undefined) {
    return policy.clientCertificates === 'required' ? 'no client certificate' : undefined;
  }
  // RFC 5425 4.2.2: a fingerprint stands for the certificate itself, whoever signed it.
  if (policy.clientFingerprints.some((listed) => hasFingerprint(certificate, listed))) return undefined;
  if (!socket.authorized) return `client certificate not valid: ${String(socket.authorizationError)}`;
  const open = policy.clientNames.length === 0 && policy.clientFingerprints.length === 0;
  if (open || certificateNames(certificate).some((name) => isListed(name, policy.clientNames)))
    return undefined;
  return 'client certificate of a name or fingerprint that is not listed';
}

function hasFingerprint(certificate: PeerCertificate, listed: string): boolean {
  const [algorithm = '', ...hex] = listed.split(':');
  const actual = /^sha-?1$/i.test(algorithm) ? certificate.fingerprint : certificate.fingerprint256;
  return actual.replaceAll(':', '') === hex.join('').toUpperCase();
}

/**
 * @returns the names that a certificate is for: DNS names and addresses of the subject's alternative names; the
 * common name only where there are none (RFC 5425 5.2)
 */
export function certificateNames(certificate: Pick<PeerCertificate, 'subject' | 'subjectaltname'>): string[] {
  const names = alternativeNames(certificate.subjectaltname ?? '');
  if (names.length > 0) return names;
  const common: unknown = certificate.subject?.CN;
  return [common].flat().filter((name) => typeof name === 'string');
}

/**
 * Node writes `DNS:a, IP Address:192.0.2.1, DNS:"b, c"`: a value with a comma or quote in it is a JSON string, so
 * that a certificate cannot smuggle in a further name.
 */
function alternativeNames(text: string): string[] {
  const names: string[] = [];
  for (let at = 0; at < text.length; ) {
    const colon = text.indexOf(':', at);
    if (colon < 0) break;
    const type = text.slice(at, colon);
    const quoted = text[colon + 1] === '"';
    const end = quoted ? endOfString(text, colon + 1) : endOfPlain(text, colon + 1);
    if (!quoted && (type === 'DNS' || type === 'IP Address')) names.push(text.slice(colon + 1, end));
    at = end + 2;
  }
  return names;
}

const endOfPlain = (text: string, from: number): number => {
  const comma = text.indexOf(', ', from);
  return comma < 0 ? text.length : comma;
};

function endOfString(text: string, open: number): number {
  let at = open + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return Math.min(text.length, at + 1);
}

/** RFC 5425 5.2: `*` stands for the left-most label alone. */
function isListed(name: string, list: readonly string[]): boolean {
  const actual = name.toLowerCase();
  return list.some((entry) => {
    const listed = entry.toLowerCase();
    if (!listed.startsWith('*.')) return listed === actual || sameAddress(listed, actual);
    const dot = actual.indexOf('.');
    return dot > 0 && actual.slice(dot) === listed.slice(1) && isIP(actual) === 0;
  });
}

/** Node writes IPv6 addresses of certificates uncompressed. */
function sameAddress(a: string, b: string): boolean {
  if (isIP(a) !== 6 || isIP(b) !== 6) return false;
  return new URL(`http://[${a}]`).hostname === new URL(`http://[${b}]`).hostname;
}
