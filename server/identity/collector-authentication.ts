import { hash } from 'node:crypto';
import { GrundwachtError } from '../contract/errors.js';
import { inNetworks } from './source-networks.js';

/** Who ships, as the ingestion service needs to know it. */
export interface CollectorIdentity {
  collector: string;
  tenant: string;
}

/** What is known of a credential. */
export interface KnownCredential extends CollectorIdentity {
  /** Addresses and networks that the collector may send from; empty: all. */
  networks: readonly string[];
  /** When the credential ends, milliseconds since the epoch; null: not by itself. */
  ends: number | null;
}

/** What a call shows. */
export interface PresentedCredential {
  kind: 'token' | 'certificate';
  /** SHA-256 of the token, or of the certificate's public key. */
  hash: Buffer;
}

interface Known {
  identity: KnownCredential | undefined;
  /** Milliseconds since the epoch. */
  asked: number;
}

const maxKnown = 10_000;

export interface CollectorMemory {
  /**
   * @param address where the call comes from
   * @returns whom a credential belongs to; undefined for one that is unknown, revoked or over
   * @throws GrundwachtError COLLECTOR_NETWORK
   */
  authenticate(shown: PresentedCredential, address: string): Promise<CollectorIdentity | undefined>;
  /** Forgets everything: a credential was revoked, or networks have changed. */
  forget(): void;
}

export interface CollectorMemoryOptions {
  /** Asks the database. */
  find: (shown: PresentedCredential) => Promise<KnownCredential | undefined>;
  /** Hears of calls from where the collector may not send. */
  onRefused?: (collector: string, address: string) => void;
  /** How long an answer is taken as it is, milliseconds. */
  freshMs?: number;
  /** Clock, milliseconds since the epoch. */
  now?: () => number;
}

/** @returns a token as a credential */
export const tokenShown = (token: string): PresentedCredential => ({
  kind: 'token',
  hash: hash('sha256', token, 'buffer'),
});

/**
 * Remembers for a while whom a credential belongs to: a collector ships many batches a second, and acknowledging them
 * must not depend on the database being up. A revoked one is refused `freshMs` later at the latest.
 */
export function rememberCollectors({
  find,
  onRefused,
  freshMs = 5000,
  now = Date.now,
}: CollectorMemoryOptions): CollectorMemory {
  const known = new Map<string, Known>();
  const lookUp = async (shown: PresentedCredential): Promise<KnownCredential | undefined> => {
    // The digest, so that a memory dump of the map holds no token.
    const key = `${shown.kind} ${shown.hash.toString('base64')}`;
    const before = known.get(key);
    if (before && now() - before.asked < freshMs) return before.identity;
    try {
      const identity = await find(shown);
      known.delete(key);
      known.set(key, { identity, asked: now() });
      if (known.size > maxKnown) known.delete(known.keys().next().value!);
      return identity;
    } catch (error) {
      if (before) return before.identity;
      throw error;
    }
  };
  const authenticate = async (shown: PresentedCredential, address: string) => {
    const found = await lookUp(shown);
    if (found === undefined || (found.ends !== null && now() >= found.ends)) return undefined;
    const { collector, tenant, networks } = found;
    if (!inNetworks(networks, address)) {
      onRefused?.(collector, address);
      throw new GrundwachtError('COLLECTOR_NETWORK', `${address} is not in a network of ${collector}`);
    }
    return { collector, tenant };
  };
  return { authenticate, forget: () => known.clear() };
}
