import type {
  FastifyContextConfig,
  FastifyReply,
  FastifyRequest,
  HookHandlerDoneFunction,
  RouteOptions,
} from 'fastify';
import fp from 'fastify-plugin';
import { GrundwachtError } from '../contract/errors.js';
import type { Role } from '../contract/identity.js';
import { permissionOf, resolveApiToken, type TokenPrincipal } from '../identity/api-tokens.js';
import { hasAnyRole, tenantsWith } from '../identity/roles.js';
import { secondFactorDue } from '../identity/second-factor-policy.js';
import { type ActiveSession, freshMs, resolveSession } from '../identity/sessions.js';
import { withTenants } from '../store/tenant-scope.js';
import { AuditHook } from './audit-hook.js';
import type { RouteDeps } from './deps.js';
import { checkOrigin } from './origin.js';

/** Name of the cookie that holds the session's token. */
export const sessionCookie = 'grundwacht_session';

/** Name of the cookie by which the dashboard narrows lists to one tenant; it never widens anything. */
export const tenantCookie = 'grundwacht_tenant';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call the route; every route of the authenticated scope has it. */
    roles?: readonly Role[];
    /** The route works with a one-time password, too. */
    beforePasswordChange?: boolean;
    /** The route works before a second factor that the account must have is set up. */
    beforeSecondFactor?: boolean;
    /** A dangerous act: the session's owner must have proved within the last ten minutes to be the one. */
    fresh?: boolean;
  }
  interface FastifyRequest {
    /** Of an authenticated route. */
    session: (ActiveSession & { token: string }) | TokenPrincipal;
    /** Those in which the session's user holds one of the route's roles: what the call can reach. */
    tenants: readonly string[];
    /** The one of them that is meant where none is named. */
    chosenTenant: string | undefined;
  }
}

/**
 * Makes its scope an authenticated one: without a session or the right role no handler of it runs, and one that runs
 * reaches the tenants alone in which the role is held.
 */
export const access = fp<{ deps: RouteDeps }>(
  async (scope, { deps }) => {
    scope.decorateRequest('session');
    scope.decorateRequest('act', null);
    const trail = new AuditHook(deps);
    scope.decorateRequest('tenants');
    scope.decorateRequest('chosenTenant');
    scope.addHook('onRoute', requireRoles);
    scope.addHook('onRequest', async (request: FastifyRequest, _reply: FastifyReply) => {
      const token = bearerToken(request);
      if (token === undefined) {
        checkOrigin(request);
        request.session = await authenticate(request, deps);
      } else request.session = await authenticateToken(token, request, deps);
      authorise(request, deps);
      chooseTenant(request);
    });
    scope.addHook('preValidation', chooseTenantOfBody);
    scope.addHook('preHandler', enterTenants);
    scope.addHook('preHandler', async (request) => trail.before(request));
    scope.addHook('onError', async (request, _reply, error) => trail.refused(request, error.code));
    scope.addHook('onSend', async (request, reply) => {
      if (reply.statusCode >= 400) await trail.failed(request, reply.statusCode);
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

/** With one, cookies do not count; nor does the origin, since no website can make a browser send one. */
const bearerToken = ({ headers }: FastifyRequest): string | undefined =>
  /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];

async function authenticateToken(token: string, request: FastifyRequest, deps: RouteDeps) {
  const principal = await resolveApiToken(deps.system, token, request.ip, deps.now());
  if (principal === undefined) throw new GrundwachtError('UNAUTHENTICATED', 'the API token is not valid');
  return principal;
}

/** @throws GrundwachtError FORBIDDEN where a token was not made for it, and for dangerous acts in any case */
function checkScope(
  { apiToken }: Partial<TokenPrincipal>,
  { roles = [], fresh }: FastifyContextConfig,
): void {
  if (apiToken === undefined) return;
  const permission = permissionOf(roles);
  if (fresh === true || permission === undefined || !apiToken.scopes.includes(permission))
    throw new GrundwachtError('FORBIDDEN', {
      message: 'the API token was not made for {permission}',
      values: { permission: permission ?? 'this' },
    });
}

function authorise(request: FastifyRequest, deps: RouteDeps): void {
  const { config } = request.routeOptions;
  const { session } = request;
  const { user } = session;
  if (user.must_change_password && config.beforePasswordChange !== true)
    throw new GrundwachtError('PASSWORD_CHANGE_REQUIRED');
  if (secondFactorDue(session, deps.requireSecondFactor) && config.beforeSecondFactor !== true)
    throw new GrundwachtError('SECOND_FACTOR_REQUIRED');
  const { roles = [] } = config;
  if (!hasAnyRole(user, roles))
    throw new GrundwachtError('FORBIDDEN', {
      message: 'this takes the role {roles}',
      values: { roles: roles.join(' or ') },
    });
  checkScope(session, config);
  // After the roles: nobody proves anew what is refused anyway.
  if (config.fresh === true && deps.now() - session.provenAt > freshMs)
    throw new GrundwachtError('REAUTHENTICATION_REQUIRED');
  request.tenants = tenantsWith(user, roles);
}

/**
 * Where a list is asked for and no tenant is named, the one that the dashboard has chosen is meant, within the scope.
 * Who is of one tenant alone need not name it.
 */
function chooseTenant(request: FastifyRequest): void {
  const { tenants, cookies, routeOptions } = request;
  const query = request.query as { tenant?: string };
  const chosen = tenants.length === 1 ? tenants[0] : tenants.find((id) => id === cookies[tenantCookie]);
  request.chosenTenant = chosen;
  if (chosen === undefined || query.tenant !== undefined) return;
  const { querystring } = (routeOptions.schema ?? {}) as { querystring?: Properties };
  if (takesTenant(querystring)) query.tenant = chosen;
  // What an id names may be of any tenant of the scope: a link leads there whatever is chosen.
  if (routeOptions.url?.includes(':') === false) request.tenants = [chosen];
}

/** The same for a body. */
async function chooseTenantOfBody({ routeOptions, body, chosenTenant }: FastifyRequest): Promise<void> {
  const { body: schema } = (routeOptions.schema ?? {}) as { body?: Properties };
  if (chosenTenant === undefined || !takesTenant(schema) || typeof body !== 'object' || body === null) return;
  (body as { tenant?: unknown }).tenant ??= chosenTenant;
}

interface Properties {
  properties?: object;
}

const takesTenant = (schema: Properties | undefined): boolean =>
  Object.hasOwn(schema?.properties ?? {}, 'tenant');

/**
 * What follows runs in the scope of the call's tenants. With a callback: what an async hook enters is left when it ends.
 */
function enterTenants(request: FastifyRequest, _reply: FastifyReply, done: HookHandlerDoneFunction): void {
  for (const [part, value] of [
    ['querystring', request.query],
    ['body', request.body],
  ] as const) {
    const tenant = tenantIn(value);
    if (tenant === undefined || request.tenants.includes(tenant)) continue;
    done(
      new GrundwachtError('FORBIDDEN', {
        pointer: `${part} /tenant`,
        message: 'there is no tenant {tenant}, or you have no role in it for this',
        values: { tenant },
      }),
    );
    return;
  }
  withTenants(request.tenants, done);
}

function tenantIn(part: unknown): string | undefined {
  if (typeof part !== 'object' || part === null || !Object.hasOwn(part, 'tenant')) return undefined;
  const { tenant } = part as { tenant: unknown };
  return typeof tenant === 'string' ? tenant : undefined;
}
