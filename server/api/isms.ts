import fp from 'fastify-plugin';
import Type, { type Static } from 'typebox';
import { GrundwachtError } from '../contract/errors.js';
import { TargetObject, TargetObjectInput, TargetObjectType } from '../contract/isms.js';
import { permissions } from '../identity/roles.js';
import {
  normaliseTargetObject,
  type TargetObjectValues,
  targetObjectProblems,
} from '../isms/structure/target-object.js';
import {
  createTargetObject,
  deleteTargetObject,
  getTargetObject,
  listTargetObjects,
  updateTargetObject,
} from '../store/target-objects.js';
import { listTenants } from '../store/tenants.js';
import type { RoutePlugin } from './deps.js';
import { catalogRoutes } from './isms-catalogs.js';
import { migrationRoutes } from './isms-migration.js';
import { pageQuery } from './page.js';

const tags = ['isms'];
const read = { roles: permissions['isms.read'] };
const change = { roles: permissions['isms.change'] };
const Id = Type.Object({ id: Type.String({ format: 'uuid' }) });
const Tenant = Type.String({ maxLength: 63 });
const Version = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 2 });

const TargetObjectChange = Type.Object(
  { ...TargetObjectInput.properties, version: Version },
  { additionalProperties: false },
);

const TargetObjectQuery = Type.Object(
  {
    ...pageQuery,
    tenant: Type.Optional(Tenant),
    type: Type.Optional(Type.Array(TargetObjectType, { maxItems: 10 })),
    q: Type.Optional(
      Type.String({
        maxLength: 200,
        description: 'text in key, name, platform, location, owner, a host name or a tag, ignoring case',
      }),
    ),
  },
  { additionalProperties: false },
);

const plugin: RoutePlugin = async (scope, { deps }) => {
  await scope.register(catalogRoutes, { deps, prefix: '/isms' });
  await scope.register(migrationRoutes, { deps, prefix: '/isms' });
  await scope.register(targetObjectRoutes, { deps, prefix: '/isms' });
  await scope.register(singleTargetObjectRoutes, { deps, prefix: '/isms' });
};

/** Catalogues and target objects, below /isms. */
export const ismsRoutes = fp(plugin, { name: 'isms-routes', dependencies: ['access'] });

const targetObjectRoutes: RoutePlugin = async (scope, { deps: { db, now } }) => {
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
        querystring: Type.Object(
          { tenant: Type.String({ maxLength: 63, default: 'default' }) },
          { additionalProperties: false },
        ),
        body: TargetObjectInput,
        response: { 201: TargetObject },
      },
    },
    async ({ body, query: { tenant } }, reply) => {
      if (!(await listTenants(db)).includes(tenant)) {
        throw new GrundwachtError('VALIDATION', `querystring /tenant: there is no tenant ${tenant}`);
      }
      const created = await createTargetObject(db, tenant, checked(body), now());
      reply.status(201).header('location', `/api/v1/isms/target-objects/${created.id}`);
      return created;
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
    async ({ params, body: { version, ...input } }) =>
      updateTargetObject(db, params.id, version, checked(input), now()),
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
    async ({ params, query }, reply) => {
      await deleteTargetObject(db, params.id, query.version);
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
  const shown = problems.slice(0, 20).map(({ pointer, message }) => `${pointer}: ${message}`);
  throw new GrundwachtError('VALIDATION', shown.join('; '));
}
