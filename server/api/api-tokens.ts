import fp from 'fastify-plugin';
import Type from 'typebox';
import { ApiToken, GrantableScopes, NewApiToken } from '../contract/api-token.js';
import { GrundwachtError } from '../contract/errors.js';
import type { User } from '../contract/identity.js';
import { grantableScopes, issueApiToken } from '../identity/api-tokens.js';
import { permissions, tenantsWith } from '../identity/roles.js';
import { listApiTokens, revokeApiToken } from '../store/api-tokens.js';
import type { RoutePlugin } from './deps.js';

const tags = ['api-tokens'];
const ApiTokens = Type.Object({
  items: Type.Array(ApiToken),
  grantable: Type.Array(GrantableScopes, {
    description: 'what the session’s user can give a token, by tenant',
  }),
});
const Issued = Type.Object({
  api_token: ApiToken,
  token: Type.String({ description: 'given out this once' }),
});

/** One's own; whoever administers a tenant has all of it in view, since each opens it. */
const reachOf = (user: User) => ({
  account: user.id,
  tenants: tenantsWith(user, permissions['collectors.manage']),
});

const plugin: RoutePlugin = async (scope, { deps }) => {
  const config = { roles: permissions['api-tokens.own'] };

  scope.get(
    '/api-tokens',
    {
      config,
      schema: {
        tags,
        summary: "One's own API tokens; those of the tenants that one administers, too",
        response: { 200: ApiTokens },
      },
    },
    async ({ session: { user } }) => ({
      items: await listApiTokens(deps.db, reachOf(user)),
      grantable: grantableScopes(user),
    }),
  );

  scope.post(
    '/api-tokens',
    {
      config: { ...config, fresh: true },
      schema: {
        tags,
        summary: 'Create an API token with some of one’s own rights in a tenant',
        body: NewApiToken,
        response: { 201: Issued },
      },
    },
    async (request, reply) => {
      reply.status(201).header('cache-control', 'no-store');
      return issueApiToken(deps.db, request.session.user, request.body, deps.now());
    },
  );

  scope.delete(
    '/api-tokens/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Revoke an API token',
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { user } = request.session;
      const { id } = request.params;
      const how = { by: user.username, now: deps.now() };
      if (!(await revokeApiToken(deps.db, id, reachOf(user), how)))
        throw new GrundwachtError('NOT_FOUND', {
          message: 'there is no API token {id} in use',
          values: { id },
        });
      reply.status(204);
      return null;
    },
  );
};

export const apiTokenRoutes = fp(plugin, { name: 'api-token-routes', dependencies: ['access'] });
