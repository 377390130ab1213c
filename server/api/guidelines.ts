import fp from 'fastify-plugin';
import Type from 'typebox';
import { Guideline, GuidelineInput } from '../contract/report.js';
import { permissions } from '../identity/roles.js';
import { findDomain } from '../store/domains.js';
import { createGuideline, deleteGuideline, listGuidelines, updateGuideline } from '../store/guidelines.js';
import type { RoutePlugin } from './deps.js';
import { authorOf } from './domains.js';
import { WholeList } from './page.js';
import { DomainQuery } from './target-objects.js';
import { Version, VersionOnly } from './versioned.js';

const tags = ['isms'];
const read = { roles: permissions['isms.read'] };
const change = { roles: permissions['isms.change'] };
const Id = Type.Object({ id: Type.String({ format: 'uuid' }) });
const strict = { additionalProperties: false };

const plugin: RoutePlugin = async (scope, { deps }) => {
  await scope.register(routes, { deps, prefix: '/isms' });
};

/** Guideline documents of the reference document A.0, below /isms/guidelines. */
export const guidelineRoutes = fp(plugin, { name: 'guideline-routes', dependencies: ['access'] });

const routes: RoutePlugin = async (scope, { deps }) => {
  const { db } = deps;
  scope.get(
    '/guidelines',
    {
      config: read,
      schema: {
        tags,
        summary: 'Guideline documents of a domain (A.0)',
        querystring: DomainQuery,
        response: { 200: WholeList(Guideline) },
      },
    },
    async ({ query: { tenant, domain } }) => ({
      items: await listGuidelines(db, await findDomain(db, tenant, domain)),
      next: null,
    }),
  );

  scope.post(
    '/guidelines',
    {
      config: change,
      schema: {
        tags,
        summary: 'Add a guideline document; what is in force has edition, date, author and approval',
        querystring: DomainQuery,
        body: GuidelineInput,
        response: { 201: Guideline },
      },
    },
    async (request, reply) => {
      const { tenant, domain } = request.query;
      const author = authorOf(request, deps);
      reply.status(201);
      return db.transaction().execute(async (trx) => {
        return createGuideline(trx, await findDomain(trx, tenant, domain), request.body, author);
      });
    },
  );

  scope.put(
    '/guidelines/:id',
    {
      config: change,
      schema: {
        tags,
        summary: 'Replace what is said of a guideline; refused when its version is not the one given',
        params: Id,
        body: Type.Object({ ...GuidelineInput.properties, version: Version }, strict),
        response: { 200: Guideline },
      },
    },
    async (request) => {
      const { version, ...input } = request.body;
      const author = authorOf(request, deps);
      return db
        .transaction()
        .execute((trx) => updateGuideline(trx, request.params.id, version, input, author));
    },
  );

  scope.delete(
    '/guidelines/:id',
    {
      config: change,
      schema: {
        tags,
        summary: 'Delete a guideline; its history stays',
        params: Id,
        querystring: VersionOnly,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const author = authorOf(request, deps);
      const { version } = request.query;
      await db.transaction().execute((trx) => deleteGuideline(trx, request.params.id, version, author));
      reply.status(204);
      return null;
    },
  );
};
