import type { Socket } from 'node:net';
import { GrundwachtError } from '../contract/errors.js';
import { connectionKey, headerKey } from './client-certificate.js';
import { type CollectorIdentity, type CollectorMemory, tokenShown } from './collector-authentication.js';

/** The part of a request that tells who sends it. */
export interface CollectorCall {
  /** Address of the client, as far as a trusted proxy tells it. */
  ip: string;
  headers: Record<string, string | string[] | undefined>;
  socket: Socket;
}

/**
 * Tells who ships.
 * @param token that the call holds; with one a certificate does not count
 * @returns undefined for nobody that is known
 * @throws GrundwachtError COLLECTOR_NETWORK; COLLECTOR_UNKNOWN where more can be said
 */
export type CollectorGate = (
  token: string | undefined,
  call: CollectorCall,
) => Promise<CollectorIdentity | undefined>;

/**
 * @param header name of the header in which a trusted proxy passes on the certificate that it has verified; undefined:
 * only a connection that ends in this program can show one
 * @param now clock, milliseconds since the epoch
 */
export function collectorGate(
  { authenticate }: CollectorMemory,
  header: string | undefined,
  now: () => number = Date.now,
): CollectorGate {
  return async (token, call) => {
    if (token !== undefined) return authenticate(tokenShown(token), call.ip);
    const key =
      header === undefined ? connectionKey(call.socket) : headerKey(String(call.headers[header] ?? ''));
    if (key === undefined) return undefined;
    if (typeof key === 'string') throw new GrundwachtError('COLLECTOR_UNKNOWN', key);
    if (key.ends <= now()) throw new GrundwachtError('COLLECTOR_UNKNOWN', 'the client certificate is over');
    return authenticate({ kind: 'certificate', hash: key.hash }, call.ip);
  };
}
