import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import fp from 'fastify-plugin';
import { GrundwachtError } from '../contract/errors.js';
import type { Role } from '../contract/identity.js';
import { hasAnyRole } from '../identity/roles.js';
import { type ActiveSession, resolveSession } from '../identity/sessions.js';
import type { RouteDeps } from './deps.js';
import { checkOrigin } from './origin.js';

/** Name of the cookie that holds the session's token. */
export const sessionCookie = 'grundwacht_session';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call the route; every route of the authenticated scope has it. */
    roles?: readonly Role[];
    /** The route works with a one-time password, too. */
    beforePasswordChange?: boolean;
  }
  interface FastifyRequest {
    /** Of an authenticated route. */
    session: ActiveSession & { token: string };
  }
}

/** Makes its scope an authenticated one: without a session or the right role no handler of it runs. */
export const access = fp<{ deps: RouteDeps }>(
  async (scope, { deps }) => {
    scope.decorateRequest('session');
    scope.addHook('onRoute', requireRoles);
    scope.addHook('onRequest', async (request: FastifyRequest, _reply: FastifyReply) => {
      checkOrigin(request);
      request.session = await authenticate(request, deps);
      authorise(request);
    });
  },
  { name: 'access', dependencies: ['@fastify/cookie'] },
);

/** Deny by default: a route that nobody thought about the rights of does not come into being. */
function requireRoles(route: RouteOptions): void {
  if ((route.config?.roles ?? []).length > 0) return;
  throw new Error(`${route.method} ${route.url} is in the authenticated scope and names no roles`);
}

async function authenticate(request: FastifyRequest, deps: RouteDeps) {
  const token = request.cookies[sessionCookie];
  const session =
    token === undefined ? undefined : await resolveSession(deps.db, token, deps.now(), deps.sessionLimits);
  if (token === undefined || session === undefined) throw new GrundwachtError('UNAUTHENTICATED');
  return { ...session, token };
}

function authorise(request: FastifyRequest): void {
  const { roles = [], beforePasswordChange = false } = request.routeOptions.config;
  const { user } = request.session;
  if (user.must_change_password && !beforePasswordChange)
    throw new GrundwachtError('PASSWORD_CHANGE_REQUIRED');
  if (!hasAnyRole(user, roles))
    throw new GrundwachtError('FORBIDDEN', `this takes the role ${roles.join(' or ')}`);
}
