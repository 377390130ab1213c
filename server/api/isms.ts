import fp from 'fastify-plugin';
import type { RoutePlugin } from './deps.js';
import { catalogRoutes } from './isms-catalogs.js';
import { migrationRoutes } from './isms-migration.js';
import { wibaRoutes } from './wiba.js';

const plugin: RoutePlugin = async (scope, { deps }) => {
  await scope.register(catalogRoutes, { deps, prefix: '/isms' });
  await scope.register(migrationRoutes, { deps, prefix: '/isms' });
  await scope.register(wibaRoutes, { deps, prefix: '/isms' });
};

/** Catalogues, the move between them and the self-check, below /isms. */
export const ismsRoutes = fp(plugin, { name: 'isms-routes', dependencies: ['access'] });
