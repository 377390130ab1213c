import fp from 'fastify-plugin';
import Type from 'typebox';
import { Relation, RelationChange, RelationInput } from '../contract/structure.js';
import { permissions } from '../identity/roles.js';
import { findDomain } from '../store/domains.js';
import { createRelation, deleteRelation, listRelations, updateRelation } from '../store/relations.js';
import type { RoutePlugin } from './deps.js';
import { authorOf } from './domains.js';
import { inDomain } from './in-domain.js';
import { WholeList } from './page.js';
import { DomainQuery } from './target-objects.js';

const tags = ['isms'];
const read = { roles: permissions['isms.read'] };
const change = { roles: permissions['isms.change'] };
const Id = Type.Object({ id: Type.String({ format: 'uuid' }) });
const Version = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 2 });

const plugin: RoutePlugin = async (scope, { deps }) => {
  await scope.register(relationListRoutes, { deps, prefix: '/isms' });
  await scope.register(singleRelationRoutes, { deps, prefix: '/isms' });
};

/** Relations of target objects, below /isms. */
export const relationRoutes = fp(plugin, { name: 'relation-routes', dependencies: ['access'] });

const relationListRoutes: RoutePlugin = async (scope, { deps }) => {
  scope.get(
    '/relations',
    {
      config: read,
      schema: {
        tags,
        summary: 'What depends on what in an information domain',
        querystring: Type.Object(
          {
            ...DomainQuery.properties,
            object: Type.Optional(
              Type.String({ format: 'uuid', description: 'only those at this target object' }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 200: WholeList(Relation) },
      },
    },
    async ({ query: { tenant, domain, object } }) => ({
      items: await listRelations(deps.db, await findDomain(deps.db, tenant, domain), object),
      next: null,
    }),
  );

  scope.post(
    '/relations',
    {
      config: change,
      schema: {
        tags,
        summary: 'Let one target object depend on another',
        querystring: DomainQuery,
        body: RelationInput,
        response: { 201: Relation },
      },
    },
    async (request, reply) => {
      const created = await inDomain(deps, request, async (trx, key, author) => {
        return createRelation(trx, key, request.body, author);
      });
      reply.status(201);
      return created;
    },
  );
};

const singleRelationRoutes: RoutePlugin = async (scope, { deps }) => {
  scope.put(
    '/relations/:id',
    {
      config: change,
      schema: {
        tags,
        summary: "Change a relation's kind and note; refused when its version is not the one given",
        params: Id,
        body: RelationChange,
        response: { 200: Relation },
      },
    },
    async (request) => {
      const { version, ...values } = request.body;
      const author = authorOf(request, deps);
      const { id } = request.params;
      return deps.db.transaction().execute((trx) => updateRelation(trx, id, version, values, author));
    },
  );

  scope.delete(
    '/relations/:id',
    {
      config: change,
      schema: {
        tags,
        summary: 'Delete a relation; with a version: refused when it is not that one',
        params: Id,
        querystring: Type.Object({ version: Type.Optional(Version) }, { additionalProperties: false }),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const author = authorOf(request, deps);
      const { id } = request.params;
      await deps.db.transaction().execute((trx) => deleteRelation(trx, id, request.query.version, author));
      reply.status(204);
      return null;
    },
  );
};
