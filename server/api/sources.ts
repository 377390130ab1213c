import fp from 'fastify-plugin';
import Type from 'typebox';
import { Source } from '../contract/identity.js';
import { permissions } from '../identity/roles.js';
import { listSources } from '../store/sources.js';
import type { RoutePlugin } from './deps.js';
import { WholeList } from './page.js';

const plugin: RoutePlugin = async (scope, { deps }) => {
  scope.get(
    '/sources',
    {
      config: { roles: permissions['sources.read'] },
      schema: {
        tags: ['sources'],
        summary: 'What arrived from where, was stored, rejected, or could not be parsed',
        querystring: Type.Object(
          { tenant: Type.Optional(Type.String({ maxLength: 63 })) },
          { additionalProperties: false },
        ),
        response: { 200: WholeList(Source) },
      },
    },
    async (request) => ({ items: await listSources(deps.db, request.query.tenant), next: null }),
  );
};

export const sourceRoutes = fp(plugin, { name: 'source-routes', dependencies: ['access'] });
