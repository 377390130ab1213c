import fp from 'fastify-plugin';
import Type from 'typebox';
import { SavedSearch, SavedSearchInput } from '../contract/event-analysis.js';
import { permissions } from '../identity/roles.js';
import { keepSearch, listSavedSearches, removeSavedSearch } from '../store/saved-searches.js';
import type { RoutePlugin } from './deps.js';
import { WholeList } from './page.js';

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
    async ({ session }) => ({ items: await listSavedSearches(deps.db, session.user.username), next: null }),
  );

  scope.post(
    '/saved-searches',
    {
      config,
      schema: {
        tags,
        summary: 'Keep a search; one of the same name is replaced',
        body: SavedSearchInput,
        response: { 200: SavedSearch },
      },
    },
    async ({ session, body }) =>
      deps.db.transaction().execute((trx) => keepSearch(trx, session.user.username, body, deps.now())),
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
      const anybodys = session.user.roles.includes('admin');
      await removeSavedSearch(deps.db, params.id, anybodys ? undefined : session.user.username);
      reply.status(204);
      return null;
    },
  );
};

export const savedSearchRoutes = fp(plugin, { name: 'saved-search-routes', dependencies: ['access'] });
