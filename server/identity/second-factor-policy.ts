import type { ActiveSession } from './sessions.js';

/** Which accounts must have a second factor. */
export type SecondFactorPolicy = 'none' | 'administrators' | 'everyone';

const administering: readonly string[] = ['admin', 'provider'];

/**
 * @returns whether the session's account must set up a second factor before anything else can be done; never for a
 * session that a command on the server's machine opened, for one that an OpenID
 * provider vouched for, and for a token
 */
export function secondFactorDue(
  { method, secondFactor, user }: Pick<ActiveSession, 'method' | 'secondFactor' | 'user'>,
  policy: SecondFactorPolicy,
): boolean {
  if (secondFactor || policy === 'none' || ['server', 'oidc', 'token'].includes(method)) return false;
  return policy === 'everyone' || user.roles.some((role) => administering.includes(role));
}
