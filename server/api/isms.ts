import fp from 'fastify-plugin';
import Type from 'typebox';
import { Baustein, Catalog, Requirement } from '../contract/isms.js';
import { permissions } from '../identity/roles.js';
import { listBausteine, listCatalogs, listRequirements } from '../store/catalogs.js';
import type { RoutePlugin } from './deps.js';
import { WholeList } from './page.js';

const tags = ['isms'];
const read = { roles: permissions['isms.read'] };
const CatalogId = Type.String({ maxLength: 63 });

const plugin: RoutePlugin = async (scope, { deps }) => {
  await scope.register(catalogRoutes, { deps, prefix: '/isms' });
};

/** Catalogues, below /isms. */
export const ismsRoutes = fp(plugin, { name: 'isms-routes', dependencies: ['access'] });

const catalogRoutes: RoutePlugin = async (scope, { deps: { db } }) => {
  scope.get(
    '/catalogs',
    {
      config: read,
      schema: { tags, summary: 'Installed catalogues', response: { 200: WholeList(Catalog) } },
    },
    async () => ({ items: await listCatalogs(db), next: null }),
  );

  scope.get(
    '/catalogs/:id/bausteine',
    {
      config: read,
      schema: {
        tags,
        summary: "A catalogue's Bausteine",
        params: Type.Object({ id: CatalogId }),
        response: { 200: WholeList(Baustein) },
      },
    },
    async ({ params }) => ({ items: await listBausteine(db, params.id), next: null }),
  );

  scope.get(
    '/catalogs/:id/bausteine/:baustein/requirements',
    {
      config: read,
      schema: {
        tags,
        summary: "A Baustein's requirements, the withdrawn ones too",
        params: Type.Object({ id: CatalogId, baustein: Type.String({ maxLength: 40 }) }),
        response: { 200: WholeList(Requirement) },
      },
    },
    async ({ params }) => ({ items: await listRequirements(db, params.id, params.baustein), next: null }),
  );
};
