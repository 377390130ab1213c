import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import Type from 'typebox';
import { GrundwachtError } from '../contract/errors.js';
import { LoginMethods } from '../contract/identity.js';
import { loginMs } from '../identity/oidc/client.js';
import { OidcRefusal } from '../identity/oidc/refusal.js';
import { returnPath } from '../identity/oidc/return-path.js';
import { signIn } from '../identity/oidc/sign-in.js';
import { openSession } from '../identity/sessions.js';
import { accountOfIdentity, type ProviderIdentity } from '../store/account-identities.js';
import { proveSession } from '../store/sessions.js';
import { findUser } from '../store/users.js';
import { recordSession } from './audit-hook.js';
import type { OidcDeps, RouteDeps, RoutePlugin } from './deps.js';
import { identityContext } from './identity-context.js';
import { cookieOptions, setSessionCookie } from './session-reply.js';

const tags = ['session'];
/** What the browser keeps while the person is at the provider, sealed. */
const loginCookie = 'grundwacht_login';
/** From the callback's address to the dashboard's, wherever a proxy has put both. */
const dashboard = '../../../..';
const callback = '/api/v1/session/oidc/callback';

const plugin: RoutePlugin = async (scope, { deps }) => {
  scope.get(
    '/session/methods',
    { schema: { tags, summary: 'How to log in here', response: { 200: LoginMethods } } },
    async () => ({
      local: deps.localLogin,
      oidc: deps.oidc === undefined ? null : { title: deps.oidc.title },
    }),
  );

  scope.get(
    '/session/oidc',
    {
      schema: {
        tags,
        summary: 'Go to the OpenID provider to log in',
        querystring: Type.Object(
          {
            return: Type.Optional(
              Type.String({ maxLength: 1001, description: 'place within the dashboard to go on at' }),
            ),
            confirm: Type.Optional(
              Type.Boolean({
                description: 'prove anew to be the one, also where the provider knows already',
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 303: Type.Null() },
      },
    },
    async (request, reply) => {
      const { client } = provider(deps);
      const { return: returnTo, confirm = false } = request.query;
      const redirectUri = `${identityContext(request, deps).rp.origin}${callback}`;
      return answered(request, reply, '../../..', async () => {
        const login = { redirectUri, returnTo: returnPath(returnTo), confirm };
        const { url, kept } = await client.begin(login, deps.now());
        // Lax: the provider's redirect is a navigation from another site, which brings no strict cookie.
        const cookie = { ...cookieOptions(request, deps), sameSite: 'lax' as const };
        reply.setCookie(loginCookie, kept, { ...cookie, maxAge: loginMs / 1000 });
        return url.href;
      });
    },
  );

  scope.get(
    '/session/oidc/callback',
    {
      schema: {
        tags,
        summary: 'Where the OpenID provider sends the browser to; opens the session',
        response: { 303: Type.Null() },
      },
    },
    async (request, reply) => {
      const { client, terms } = provider(deps);
      const kept = request.cookies[loginCookie];
      reply.clearCookie(loginCookie, { ...cookieOptions(request, deps), sameSite: 'lax' });
      return answered(request, reply, dashboard, async () => {
        const query = request.url.slice(request.url.indexOf('?') + 1);
        const vouched = await client.finish(kept, query, deps.now());
        const account = await signIn(deps.system, vouched, terms, deps.now()).catch(
          async (error: unknown) => {
            if (error instanceof OidcRefusal) await recordRefusal(deps, vouched, error.reason, request.ip);
            throw error;
          },
        );
        const { address = '', agent = '' } = identityContext(request, deps);
        const origin = { method: 'oidc', address, agent } as const;
        const session = await openSession(deps.db, account, deps.now(), deps.sessionLimits, origin);
        await proveSession(deps.db, session.id, vouched.provenAt);
        const by = { by: account.username, account, address: request.ip };
        await recordSession(deps, { ...by, action: 'session.login' });
        setSessionCookie(request, reply, deps, session.token);
        return `${dashboard}/#${vouched.returnTo}`;
      });
    },
  );

  scope.get(
    '/session/oidc/logout',
    {
      schema: {
        tags,
        summary: 'Go to the OpenID provider to end the session there, too; then back to the dashboard',
        response: { 303: Type.Null() },
      },
    },
    async (request, reply) => {
      const { client, endSession } = provider(deps);
      const work = async () => {
        const url = endSession
          ? await client.endSession(`${identityContext(request, deps).rp.origin}/`, deps.now())
          : undefined;
        return url?.href ?? `${dashboard}/`;
      };
      // The session here has ended before: that the one there goes on is no failed login.
      return answered(request, reply, dashboard, work, 'logged_out_here');
    },
  );
};

function provider({ oidc }: RouteDeps): OidcDeps {
  if (oidc === undefined) throw new GrundwachtError('NOT_FOUND', 'no OpenID provider is configured');
  return oidc;
}

/** Of whom the provider vouched for: what was refused before that, everybody could have sent. */
async function recordRefusal(
  deps: RouteDeps,
  identity: ProviderIdentity,
  reason: OidcRefusal['reason'],
  address: string,
): Promise<void> {
  const id = await accountOfIdentity(deps.system, identity);
  const account = id === undefined ? undefined : await findUser(deps.system, id);
  const by = account?.username ?? 'unknown';
  await recordSession(deps, { by, action: 'session.login-failed', account, address, reason });
}

/**
 * A person's browser is led on in any case: to where it is to go, or to the login page with the reason.
 * @param told what the page is told in place of the reason
 */
async function answered(
  request: FastifyRequest,
  reply: FastifyReply,
  home: string,
  work: () => Promise<string>,
  told?: 'logged_out_here',
): Promise<null> {
  reply.header('cache-control', 'no-store').status(303);
  try {
    reply.header('location', await work());
  } catch (error) {
    if (!(error instanceof OidcRefusal)) throw error;
    request.log.warn({ reason: error.reason, detail: error.message }, 'oidc_login_refused');
    reply.header('location', `${home}/?login=${told ?? error.reason}`);
  }
  return null;
}

/** Logging in at an OpenID provider: public. */
export const oidcRoutes = fp(plugin, { name: 'oidc-routes', dependencies: ['@fastify/cookie'] });
