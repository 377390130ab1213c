import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SessionReply } from '../contract/identity.js';
import { secondFactorDue } from '../identity/second-factor-policy.js';
import type { ActiveSession } from '../identity/sessions.js';
import { sessionCookie } from './access.js';
import type { RouteDeps } from './deps.js';

/** @returns how the session's cookie is set: out of reach of scripts and of other sites */
export function cookieOptions(request: FastifyRequest, deps: RouteDeps): CookieSerializeOptions {
  const secure = deps.cookieSecure === 'auto' ? request.protocol === 'https' : deps.cookieSecure;
  return { path: '/', httpOnly: true, sameSite: 'strict', secure };
}

/** Gives the browser the token of its session. */
export function setSessionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: RouteDeps,
  token: string,
): void {
  const maxAge = Math.floor(deps.sessionLimits.absolute / 1000);
  reply.setCookie(sessionCookie, token, { ...cookieOptions(request, deps), maxAge });
}

/** Answers with a session that was just opened. */
export function sendSession(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: RouteDeps,
  session: ActiveSession & { token: string },
): SessionReply {
  setSessionCookie(request, reply, deps, session.token);
  return sessionReply(session, deps);
}

/** @returns what a session's owner is told of it */
export const sessionReply = (session: ActiveSession, deps: RouteDeps): SessionReply => ({
  user: session.user,
  expires: new Date(session.expires).toISOString(),
  method: session.method,
  second_factor_due: secondFactorDue(session, deps.requireSecondFactor),
});
