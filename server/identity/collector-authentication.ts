import { createHash } from 'node:crypto';

/** Who ships, as the ingestion service needs to know it. */
interface CollectorIdentity {
  collector: string;
  tenant: string;
}

interface Known {
  identity: CollectorIdentity | undefined;
  /** Milliseconds since the epoch. */
  asked: number;
}

const maxKnown = 10_000;

export interface CollectorMemory {
  /** @returns whom a token belongs to; undefined for an unknown or revoked one */
  authenticate(token: string): Promise<CollectorIdentity | undefined>;
  /** Forgets everything: a token was revoked. */
  forget(): void;
}

/**
 * Remembers for a while whom a token belongs to: a collector ships many batches a second, and acknowledging them must
 * not depend on the database being up. A revoked token is refused `freshMs` later at the latest.
 * @param find asks the database
 * @param freshMs how long an answer is taken as it is
 * @param now clock, milliseconds since the epoch
 */
export function rememberCollectors(
  find: (token: string) => Promise<CollectorIdentity | undefined>,
  freshMs = 5000,
  now: () => number = Date.now,
): CollectorMemory {
  const known = new Map<string, Known>();
  const authenticate = async (token: string) => {
    // The digest, so that a memory dump of the map holds no token.
    const key = createHash('sha256').update(token).digest('base64');
    const before = known.get(key);
    if (before && now() - before.asked < freshMs) return before.identity;
    try {
      const identity = await find(token);
      known.delete(key);
      known.set(key, { identity, asked: now() });
      if (known.size > maxKnown) known.delete(known.keys().next().value!);
      return identity;
    } catch (error) {
      if (before) return before.identity;
      throw error;
    }
  };
  return { authenticate, forget: () => known.clear() };
}
