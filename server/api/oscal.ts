import { Readable } from 'node:stream';
import fp from 'fastify-plugin';
import Type from 'typebox';
import { OscalImport } from '../contract/oscal.js';
import { InformationDomain } from '../contract/structure.js';
import { permissions } from '../identity/roles.js';
import { domainModels } from '../isms/oscal/document.js';
import { exportOscal } from '../isms/oscal/export.js';
import { readDomain } from '../isms/oscal/read.js';
import { findDomain } from '../store/domains.js';
import { loadDomain } from '../store/oscal-export.js';
import { importDomain } from '../store/oscal-import.js';
import type { RoutePlugin } from './deps.js';
import { authorOf } from './domains.js';
import { checkTenant } from './rule-facts.js';
import { tenantQuery } from './rules.js';
import { DomainQuery } from './target-objects.js';

const tags = ['isms'];
/** JSON of a domain with some ten thousand answers. */
const bodyLimit = 128 * 1024 * 1024;

const routes: RoutePlugin = async (scope, { deps }) => {
  scope.get(
    '/oscal/:model',
    {
      config: { roles: permissions['isms.read'] },
      schema: {
        tags,
        summary: 'A domain as an OSCAL 1.2.1 document of one of four models',
        params: Type.Object({ model: Type.Enum(domainModels) }),
        querystring: DomainQuery,
        response: { 200: Type.Unsafe<Readable>({ type: 'string', format: 'binary' }) },
      },
    },
    async ({ params: { model }, query: { tenant, domain } }, reply) => {
      const content = await loadDomain(deps.db, await findDomain(deps.db, tenant, domain));
      const frame = { tenant, modified: new Date(deps.now()).toISOString(), version: deps.version };
      reply.header('content-disposition', `attachment; filename="${model}.json"`);
      reply.type('application/json; charset=utf-8');
      return reply.send(Readable.from(exportOscal(model, content, frame)));
    },
  );

  scope.post(
    '/oscal',
    {
      config: { roles: permissions['isms.change'] },
      bodyLimit,
      schema: {
        tags,
        summary: 'Make a new domain of the OSCAL documents that this program exported',
        querystring: tenantQuery,
        body: OscalImport,
        response: { 201: InformationDomain },
      },
    },
    async (request, reply) => {
      const { tenant } = request.query;
      await checkTenant(deps, tenant);
      const { documents, key, name } = request.body;
      const content = readDomain(documents);
      const author = authorOf(request, deps);
      const created = await deps.db
        .transaction()
        .execute((trx) => importDomain(trx, tenant, content, { key, name }, author));
      reply.status(201).header('location', `/api/v1/isms/domains/${created.id}`);
      return created;
    },
  );
};

const plugin: RoutePlugin = async (scope, { deps }) => {
  await scope.register(routes, { deps, prefix: '/isms' });
};

/** Domains as OSCAL documents, below /isms. */
export const oscalRoutes = fp(plugin, { name: 'oscal-routes', dependencies: ['access'] });
