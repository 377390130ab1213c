import fp from 'fastify-plugin';
import Type from 'typebox';
import {
  Assignment,
  AssignmentBulk,
  AssignmentChange,
  AssignmentInput,
  ModellingRule,
  ProposalCounts,
} from '../contract/modelling.js';
import { permissions } from '../identity/roles.js';
import { modellingRules } from '../isms/modelling/read-rules.js';
import {
  addAssignment,
  decideAssignment,
  decideAssignments,
  listAssignments,
  removeAssignment,
} from '../store/assignments.js';
import { findDomain } from '../store/domains.js';
import { modellingCatalog } from '../store/modelling-catalog.js';
import { storeProposals } from '../store/modelling-proposals.js';
import type { RoutePlugin } from './deps.js';
import { authorOf } from './domains.js';
import { inDomain } from './in-domain.js';
import { profileRoutes } from './modelling-profiles.js';
import { WholeList } from './page.js';
import { EditionQuery, objectOf, Scope } from './scope.js';

const tags = ['isms'];
const read = { roles: permissions['isms.read'] };
const change = { roles: permissions['isms.change'] };
const Id = Type.Object({ id: Type.String({ format: 'uuid' }) });
const Version = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 2 });

const AssignmentQuery = Type.Object(
  {
    ...EditionQuery.properties,
    baustein: Type.Optional(Type.String({ maxLength: 40 })),
    scope: Type.Optional(Scope),
  },
  { additionalProperties: false },
);

const plugin: RoutePlugin = async (scope, { deps }) => {
  await scope.register(assignmentRoutes, { deps, prefix: '/isms' });
  await scope.register(proposalRoutes, { deps, prefix: '/isms' });
  await scope.register(singleAssignmentRoutes, { deps, prefix: '/isms' });
  await scope.register(profileRoutes, { deps, prefix: '/isms' });
};

/** Modelling (BSI-Standard 200-2, 8.3), below /isms/modelling. */
export const modellingRoutes = fp(plugin, { name: 'modelling-routes', dependencies: ['access'] });

const assignmentRoutes: RoutePlugin = async (scope, { deps }) => {
  const { db } = deps;
  scope.get(
    '/modelling',
    {
      config: read,
      schema: {
        tags,
        summary: 'Which Bausteine are proposed, accepted or rejected for what',
        querystring: AssignmentQuery,
        response: { 200: WholeList(Assignment) },
      },
    },
    async ({ query: { tenant, domain, catalog, baustein, scope } }) => {
      const key = await findDomain(db, tenant, domain);
      const filter = { baustein, object: scope && objectOf(scope) };
      return {
        items: await listAssignments(db, key, await modellingCatalog(db, key, catalog), filter),
        next: null,
      };
    },
  );

  scope.post(
    '/modelling',
    {
      config: change,
      schema: {
        tags,
        summary: 'Apply a Baustein to a target object or to the whole domain by hand',
        querystring: EditionQuery,
        body: AssignmentInput,
        response: { 201: Assignment },
      },
    },
    async (request, reply) => {
      const added = await inDomain(deps, request, async (trx, key, author) => {
        return addAssignment(
          trx,
          key,
          await modellingCatalog(trx, key, request.query.catalog),
          request.body,
          author,
        );
      });
      reply.status(201);
      return added;
    },
  );
};

const proposalRoutes: RoutePlugin = async (scope, { deps }) => {
  scope.get(
    '/modelling/rules',
    {
      config: read,
      schema: { tags, summary: 'Rules that propose Bausteine', response: { 200: WholeList(ModellingRule) } },
    },
    async () => ({
      items: modellingRules().map(({ id, bausteine, why }) => ({ id, bausteine: [...bausteine], why })),
      next: null,
    }),
  );

  scope.post(
    '/modelling/proposals',
    {
      config: change,
      schema: {
        tags,
        summary: 'Propose Bausteine by the rules; what was decided stays',
        querystring: EditionQuery,
        response: { 200: ProposalCounts },
      },
    },
    async (request) => {
      return inDomain(deps, request, async (trx, key, author) => {
        return storeProposals(
          trx,
          key,
          await modellingCatalog(trx, key, request.query.catalog),
          modellingRules(),
          author,
        );
      });
    },
  );

  scope.post(
    '/modelling/decisions',
    {
      config: change,
      bodyLimit: 2 * 1024 * 1024,
      schema: {
        tags,
        summary: 'Decide about many assignments, or about none when one was changed since',
        querystring: EditionQuery,
        body: AssignmentBulk,
        response: { 200: WholeList(Assignment) },
      },
    },
    async (request) => {
      const items = await inDomain(deps, request, async (trx, key, author) => {
        return decideAssignments(trx, key, request.body, author);
      });
      return { items, next: null };
    },
  );
};

const singleAssignmentRoutes: RoutePlugin = async (scope, { deps }) => {
  scope.put(
    '/modelling/:id',
    {
      config: change,
      schema: {
        tags,
        summary: 'Accept, reject with a reason, or leave open; refused when its version is not the one given',
        params: Id,
        body: AssignmentChange,
        response: { 200: Assignment },
      },
    },
    async (request) => {
      const author = authorOf(request, deps);
      const { id } = request.params;
      return deps.db.transaction().execute((trx) => decideAssignment(trx, id, request.body, author));
    },
  );

  scope.delete(
    '/modelling/:id',
    {
      config: change,
      schema: {
        tags,
        summary: 'Take back a Baustein that was added by hand',
        params: Id,
        querystring: Type.Object({ version: Version }, { additionalProperties: false }),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const author = authorOf(request, deps);
      const { id } = request.params;
      await deps.db.transaction().execute((trx) => removeAssignment(trx, id, request.query.version, author));
      reply.status(204);
      return null;
    },
  );
};
