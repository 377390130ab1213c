import fp from 'fastify-plugin';
import type { RoutePlugin } from './deps.js';
import { catalogRoutes } from './isms-catalogs.js';

const plugin: RoutePlugin = async (scope, { deps }) => {
  await scope.register(catalogRoutes, { deps, prefix: '/isms' });
};

/** Catalogues, below /isms. */
export const ismsRoutes = fp(plugin, { name: 'isms-routes', dependencies: ['access'] });
