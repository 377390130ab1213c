import fp from 'fastify-plugin';
import Type, { type Static } from 'typebox';
import { GrundwachtError } from '../contract/errors.js';
import {
  TargetObject,
  TargetObjectBulk,
  TargetObjectBulkResult,
  TargetObjectInput,
  TargetObjectType,
} from '../contract/isms.js';
import { permissions } from '../identity/roles.js';
import {
  normaliseTargetObject,
  type TargetObjectValues,
  targetObjectProblems,
} from '../isms/structure/target-object.js';
import { findDomain } from '../store/domains.js';
import { updateTargetObjects } from '../store/target-object-changes.js';
import { getTargetObject, listTargetObjects } from '../store/target-object-list.js';
import { createTargetObject, deleteTargetObject, updateTargetObject } from '../store/target-objects.js';
import type { RoutePlugin } from './deps.js';
import { pageQuery } from './page.js';

const tags = ['isms'];
const read = { roles: permissions['isms.read'] };
const change = { roles: permissions['isms.change'] };
const Uuid = Type.String({ format: 'uuid' });
const Id = Type.Object({ id: Uuid });
const Version = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 2 });

const TargetObjectChange = Type.Object(
  { ...TargetObjectInput.properties, version: Version },
  { additionalProperties: false },
);

const TargetObjectQuery = Type.Object(
  {
    ...pageQuery,
    tenant: Type.Optional(Type.String({ maxLength: 63 })),
    domain: Type.Optional(Type.String({ format: 'uuid', description: 'of this information domain' })),
    type: Type.Optional(Type.Array(TargetObjectType, { maxItems: 10 })),
    group: Type.Optional(Type.String({ format: 'uuid', description: 'members of this group' })),
    q: Type.Optional(
      Type.String({
        maxLength: 200,
        description: 'text in key, name, platform, location, owner, a host name or a tag, ignoring case',
      }),
    ),
  },
  { additionalProperties: false },
);

/** Which information domain a call is about. */
export const DomainQuery = Type.Object(
  {
    tenant: Type.String({ maxLength: 63, default: 'default' }),
    domain: Type.Optional(
      Type.String({ format: 'uuid', description: "information domain; without it the tenant's first" }),
    ),
  },
  { additionalProperties: false },
);

const plugin: RoutePlugin = async (scope, { deps }) => {
  await scope.register(targetObjectListRoutes, { deps, prefix: '/isms' });
  await scope.register(singleTargetObjectRoutes, { deps, prefix: '/isms' });
};

/** Target objects, below /isms. */
export const targetObjectRoutes = fp(plugin, { name: 'target-object-routes', dependencies: ['access'] });

const targetObjectListRoutes: RoutePlugin = async (scope, { deps: { db, now } }) => {
  scope.get(
    '/target-objects',
    {
      config: read,
      schema: {
        tags,
        summary: 'Target objects by key',
        querystring: TargetObjectQuery,
        response: {
          200: Type.Object({
            items: Type.Array(TargetObject),
            next: Type.Union([Type.String(), Type.Null()]),
          }),
        },
      },
    },
    async ({ query }) => listTargetObjects(db, query),
  );

  scope.post(
    '/target-objects',
    {
      config: change,
      schema: {
        tags,
        summary: 'Add a target object',
        querystring: DomainQuery,
        body: TargetObjectInput,
        response: { 201: TargetObject },
      },
    },
    async ({ body, query: { tenant, domain }, session }, reply) => {
      const values = checked(body);
      const author = { by: session.user.username, now: now() };
      const created = await db.transaction().execute(async (trx) => {
        return createTargetObject(trx, await findDomain(trx, tenant, domain), values, author);
      });
      reply.status(201).header('location', `/api/v1/isms/target-objects/${created.id}`);
      return created;
    },
  );

  scope.post(
    '/target-objects/bulk',
    {
      config: change,
      schema: {
        tags,
        summary: 'Make the same change of several target objects, or of none',
        body: TargetObjectBulk,
        response: { 200: TargetObjectBulkResult },
      },
    },
    async ({ body, session }) => {
      const author = { by: session.user.username, now: now() };
      return db.transaction().execute((trx) => updateTargetObjects(trx, body, author));
    },
  );
};

const singleTargetObjectRoutes: RoutePlugin = async (scope, { deps: { db, now } }) => {
  scope.get(
    '/target-objects/:id',
    {
      config: read,
      schema: { tags, summary: 'A target object', params: Id, response: { 200: TargetObject } },
    },
    async ({ params }) => getTargetObject(db, params.id),
  );

  scope.put(
    '/target-objects/:id',
    {
      config: change,
      schema: {
        tags,
        summary: 'Replace a target object; refused when its version is not the one given',
        params: Id,
        body: TargetObjectChange,
        response: { 200: TargetObject },
      },
    },
    async ({ params, body: { version, ...input }, session }) => {
      const values = checked(input);
      const author = { by: session.user.username, now: now() };
      return db.transaction().execute((trx) => updateTargetObject(trx, params.id, version, values, author));
    },
  );

  scope.delete(
    '/target-objects/:id',
    {
      config: change,
      schema: {
        tags,
        summary: 'Delete a target object; with a version: refused when it is not that one',
        params: Id,
        querystring: Type.Object({ version: Type.Optional(Version) }, { additionalProperties: false }),
        response: { 204: Type.Null() },
      },
    },
    async ({ params, query, session }, reply) => {
      const author = { by: session.user.username, now: now() };
      await db.transaction().execute((trx) => deleteTargetObject(trx, params.id, query.version, author));
      reply.status(204);
      return null;
    },
  );
};

/** @throws GrundwachtError VALIDATION with the JSON pointer of every fault */
function checked(input: Static<typeof TargetObjectInput>): TargetObjectValues {
  const values = normaliseTargetObject(input);
  const problems = targetObjectProblems(values);
  if (problems.length === 0) return values;
  throw new GrundwachtError('VALIDATION', problems.slice(0, 20));
}
