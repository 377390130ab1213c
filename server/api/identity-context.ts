import type { FastifyRequest } from 'fastify';
import { GrundwachtError } from '../contract/errors.js';
import type { IdentityContext } from '../identity/login.js';
import type { FactorContext } from '../identity/own-factors.js';
import type { RelyingParty } from '../identity/passkeys.js';
import { Pending } from '../identity/pending.js';
import { secondFactorLimits } from '../identity/second-factor.js';
import { LoginThrottle } from '../identity/throttle.js';
import { shortAgent } from '../identity/user-agent.js';
import type { RouteDeps } from './deps.js';

/** What logins and enrolments keep between their steps, for one process. */
export type IdentityState = Pick<IdentityContext, 'logins' | 'challenges' | 'factorThrottle'> &
  Pick<FactorContext, 'enrolments'>;

export const newIdentityState = (): IdentityState => ({
  logins: new Pending(),
  challenges: new Pending(),
  enrolments: new Pending(),
  factorThrottle: new LoginThrottle(secondFactorLimits),
});

/** @returns what proofs of identity need, of a request */
export function identityContext(request: FastifyRequest, deps: RouteDeps): IdentityContext & FactorContext {
  return {
    ...deps.identity,
    db: deps.db,
    throttle: deps.throttle,
    limits: deps.sessionLimits,
    secretKey: deps.secretKey,
    rp: relyingParty(request, deps.origin),
    address: request.ip.slice(0, 100),
    agent: shortAgent(request.headers['user-agent']),
    now: deps.now(),
  };
}

/** @throws GrundwachtError VALIDATION for a request whose Host is none */
function relyingParty(request: FastifyRequest, origin: string | undefined): RelyingParty {
  const given = origin || `${request.protocol}://${request.host}`;
  if (!URL.canParse(given))
    throw new GrundwachtError('VALIDATION', {
      message: 'headers/host: {host} is no host',
      values: { host: request.host },
    });
  const url = new URL(given);
  return { id: url.hostname, origin: url.origin };
}
