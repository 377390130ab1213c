import fp from 'fastify-plugin';
import Type from 'typebox';
import { SavedSearch, SavedSearchInput } from '../contract/event-analysis.js';
import { permissions, tenantsWith } from '../identity/roles.js';
import { keepSearch, listSavedSearches, removeSavedSearch } from '../store/saved-searches.js';
import type { RoutePlugin } from './deps.js';
import { WholeList } from './page.js';
import { tenantQuery } from './rules.js';

const tags = ['events'];

const plugin: RoutePlugin = async (scope, { deps }) => {
  const config = { roles: permissions['events.read'] };

  scope.get(
    '/saved-searches',
    {
      config,
      schema: {
        tags,
        summary: 'Own saved searches, and those that others share',
        response: { 200: WholeList(SavedSearch) },
      },
    },
    async ({ session, tenants }) => ({
      items: await listSavedSearches(deps.db, tenants, session.user.username),
      next: null,
    }),
  );

  scope.post(
    '/saved-searches',
    {
      config,
      schema: {
        tags,
        summary: 'Keep a search; one of the same name is replaced',
        querystring: tenantQuery,
        body: SavedSearchInput,
        response: { 200: SavedSearch },
      },
    },
    async ({ session, query: { tenant }, body }) =>
      deps.db
        .transaction()
        .execute((trx) => keepSearch(trx, tenant, session.user.username, body, deps.now())),
  );

  scope.delete(
    '/saved-searches/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Remove an own saved search; an administrator removes any',
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        response: { 204: Type.Null() },
      },
    },
    async ({ session, params }, reply) => {
      const { username } = session.user;
      await removeSavedSearch(deps.db, params.id, {
        username,
        managed: tenantsWith(session.user, ['admin']),
      });
      reply.status(204);
      return null;
    },
  );
};

export const savedSearchRoutes = fp(plugin, { name: 'saved-search-routes', dependencies: ['access'] });
