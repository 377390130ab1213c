import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { GrundwachtError } from '../contract/errors.js';

/** Requests a minute, at most. */
export interface RequestLimits {
  /** Of an address (of IPv6, a /64): of all people behind it together, logged in or not. */
  address: number;
  /** Of a session. */
  session: number;
}

export const defaultRequestLimits: RequestLimits = { address: 6000, session: 3000 };

type Check = (request: FastifyRequest) => Promise<void>;

declare module 'fastify' {
  interface FastifyInstance {
    /** @throws GrundwachtError RATE_LIMITED, in a hook before anything is looked up */
    limitAddress: Check;
    /** @throws GrundwachtError RATE_LIMITED, in a hook that knows the session */
    limitSession: Check;
  }
}

/**
 * Limits of the API. Ingestion and the dashboard's files have none: what collectors send is bounded by its bytes under
 * way, and logins have a throttle of their own. The counters are in memory, for a minute.
 */
export const rateLimits = fp<{ limits: RequestLimits }>(
  async (app, { limits }) => {
    await app.register(rateLimit, { global: false, ipv6Subnet: 64 });
    app.decorate('limitAddress', limiter(app, limits.address));
    app.decorate(
      'limitSession',
      limiter(app, limits.session, ({ session }) => session.token),
    );
  },
  { name: 'rate-limits' },
);

function limiter(
  app: FastifyInstance,
  max: number,
  keyGenerator?: (request: FastifyRequest) => string,
): Check {
  const check = app.createRateLimit({ max, timeWindow: 60_000, ...(keyGenerator && { keyGenerator }) });
  return async (request) => {
    const found = await check(request);
    if (found.isAllowed || !found.isExceeded) return;
    const retryAfterSeconds = found.ttlInSeconds;
    throw new GrundwachtError(
      'RATE_LIMITED',
      { message: 'too many requests; go on in {retryAfterSeconds} s', values: { retryAfterSeconds } },
      {
        retryAfterSeconds,
      },
    );
  };
}
