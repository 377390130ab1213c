import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import Type from 'typebox';
import { Credentials, PasswordChange, SessionReply } from '../contract/identity.js';
import { changePassword, logIn } from '../identity/login.js';
import { permissions } from '../identity/roles.js';
import { type ActiveSession, closeSession } from '../identity/sessions.js';
import { sessionCookie } from './access.js';
import type { RouteDeps, RoutePlugin } from './deps.js';
import { checkOrigin } from './origin.js';

const tags = ['session'];

function cookieOptions(request: FastifyRequest, deps: RouteDeps): CookieSerializeOptions {
  const secure = deps.cookieSecure === 'auto' ? request.protocol === 'https' : deps.cookieSecure;
  return { path: '/', httpOnly: true, sameSite: 'strict', secure };
}

function sendSession(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: RouteDeps,
  session: ActiveSession & { token: string },
): SessionReply {
  const maxAge = Math.floor(deps.sessionLimits.absolute / 1000);
  reply.setCookie(sessionCookie, session.token, { ...cookieOptions(request, deps), maxAge });
  return sessionReply(session);
}

const sessionReply = ({ user, expires }: ActiveSession): SessionReply => ({
  user,
  expires: new Date(expires).toISOString(),
});

const loginContext = (request: FastifyRequest, deps: RouteDeps) => ({
  db: deps.db,
  throttle: deps.throttle,
  limits: deps.sessionLimits,
  address: request.ip,
  now: deps.now(),
});

const login: RoutePlugin = async (scope, { deps }) => {
  scope.post(
    '/session',
    {
      onRequest: async (request) => checkOrigin(request),
      schema: { tags, summary: 'Log in', body: Credentials, response: { 200: SessionReply } },
    },
    async (request, reply) =>
      sendSession(request, reply, deps, await logIn(loginContext(request, deps), request.body)),
  );
};

const own: RoutePlugin = async (scope, { deps }) => {
  const config = { roles: permissions['session.own'], beforePasswordChange: true };

  scope.get(
    '/session',
    { config, schema: { tags, summary: 'Who is logged in', response: { 200: SessionReply } } },
    async (request) => sessionReply(request.session),
  );

  scope.delete(
    '/session',
    { config, schema: { tags, summary: 'Log out', response: { 204: Type.Null() } } },
    async (request, reply) => {
      await closeSession(deps.db, request.session.token);
      reply.clearCookie(sessionCookie, cookieOptions(request, deps)).status(204);
      return null;
    },
  );

  scope.post(
    '/session/password',
    {
      config,
      schema: {
        tags,
        summary: "Change one's own password; all other sessions end",
        body: PasswordChange,
        response: { 200: SessionReply },
      },
    },
    async (request, reply) => {
      const context = loginContext(request, deps);
      const session = await changePassword(context, request.session.user.id, request.body);
      return sendSession(request, reply, deps, session);
    },
  );
};

/** Logging in: public. */
export const loginRoutes = fp(login, { name: 'login-routes', dependencies: ['@fastify/cookie'] });
/** One's own session. */
export const sessionRoutes = fp(own, { name: 'session-routes', dependencies: ['access'] });
