import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import Type from 'typebox';
import { GrundwachtError } from '../contract/errors.js';
import { InformationDomain, InformationDomainInput, StructureEntry } from '../contract/structure.js';
import { permissions } from '../identity/roles.js';
import { createDomain, deleteDomain, getDomain, listDomains, updateDomain } from '../store/domains.js';
import { type Author, structureHistory } from '../store/structure-history.js';
import { getTargetObject } from '../store/target-object-list.js';
import { listTenants } from '../store/tenants.js';
import type { RouteDeps, RoutePlugin } from './deps.js';
import { WholeList } from './page.js';

const tags = ['isms'];
const read = { roles: permissions['isms.read'] };
const change = { roles: permissions['isms.change'] };
const Id = Type.Object({ id: Type.String({ format: 'uuid' }) });
const Tenant = Type.String({ maxLength: 63 });
const Version = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 2 });
const HistoryQuery = Type.Object(
  { limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }) },
  { additionalProperties: false },
);

/** @returns who makes the change that a request asks for, and when */
export function authorOf({ session }: FastifyRequest, { now }: Pick<RouteDeps, 'now'>): Author {
  return { by: session.user.username, now: now() };
}

const plugin: RoutePlugin = async (scope, { deps }) => {
  await scope.register(domainListRoutes, { deps, prefix: '/isms' });
  await scope.register(singleDomainRoutes, { deps, prefix: '/isms' });
  await scope.register(historyRoutes, { deps, prefix: '/isms' });
};

/** Information domains and the history of what is in them, below /isms. */
export const domainRoutes = fp(plugin, { name: 'domain-routes', dependencies: ['access'] });

const domainListRoutes: RoutePlugin = async (scope, { deps }) => {
  scope.get(
    '/domains',
    {
      config: read,
      schema: {
        tags,
        summary: 'Information domains, the oldest of a tenant first',
        querystring: Type.Object({ tenant: Type.Optional(Tenant) }, { additionalProperties: false }),
        response: { 200: WholeList(InformationDomain) },
      },
    },
    async ({ query }) => ({ items: await listDomains(deps.db, query.tenant), next: null }),
  );

  scope.post(
    '/domains',
    {
      config: change,
      schema: {
        tags,
        summary: 'Add an information domain',
        querystring: Type.Object(
          { tenant: Type.String({ maxLength: 63, default: 'default' }) },
          { additionalProperties: false },
        ),
        body: InformationDomainInput,
        response: { 201: InformationDomain },
      },
    },
    async (request, reply) => {
      const { tenant } = request.query;
      const input = checked(request.body);
      if (!(await listTenants(deps.db)).includes(tenant)) {
        throw new GrundwachtError('VALIDATION', {
          pointer: 'querystring /tenant',
          message: 'there is no tenant {tenant}',
          values: { tenant },
        });
      }
      const author = authorOf(request, deps);
      const created = await deps.db.transaction().execute((trx) => createDomain(trx, tenant, input, author));
      reply.status(201).header('location', `/api/v1/isms/domains/${created.id}`);
      return created;
    },
  );
};

const singleDomainRoutes: RoutePlugin = async (scope, { deps }) => {
  scope.get(
    '/domains/:id',
    {
      config: read,
      schema: { tags, summary: 'An information domain', params: Id, response: { 200: InformationDomain } },
    },
    async ({ params }) => getDomain(deps.db, params.id),
  );

  scope.put(
    '/domains/:id',
    {
      config: change,
      schema: {
        tags,
        summary: 'Replace an information domain; refused when its version is not the one given',
        params: Id,
        body: Type.Object(
          { ...InformationDomainInput.properties, version: Version },
          { additionalProperties: false },
        ),
        response: { 200: InformationDomain },
      },
    },
    async (request) => {
      const { version, ...input } = request.body;
      const { id } = request.params;
      const values = checked(input);
      const author = authorOf(request, deps);
      return deps.db.transaction().execute((trx) => updateDomain(trx, id, version, values, author));
    },
  );

  scope.delete(
    '/domains/:id',
    {
      config: change,
      schema: {
        tags,
        summary: 'Delete an information domain that has no target objects',
        params: Id,
        querystring: Type.Object({ version: Version }, { additionalProperties: false }),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const author = authorOf(request, deps);
      const { id } = request.params;
      await deps.db.transaction().execute((trx) => deleteDomain(trx, id, request.query.version, author));
      reply.status(204);
      return null;
    },
  );
};

const historyRoutes: RoutePlugin = async (scope, { deps: { db } }) => {
  scope.get(
    '/domains/:id/history',
    {
      config: read,
      schema: {
        tags,
        summary: "Changes of a domain's structure and protection needs, latest first",
        params: Id,
        querystring: HistoryQuery,
        response: { 200: WholeList(StructureEntry) },
      },
    },
    async ({ params, query }) => {
      const { id, tenant } = await getDomain(db, params.id);
      const items = await structureHistory(db, { tenant, domain: id }, undefined, query.limit);
      return { items, next: null };
    },
  );

  scope.get(
    '/target-objects/:id/history',
    {
      config: read,
      schema: {
        tags,
        summary: 'Changes of a target object, its relations and its protection needs, latest first',
        params: Id,
        querystring: HistoryQuery,
        response: { 200: WholeList(StructureEntry) },
      },
    },
    async ({ params, query }) => {
      const { id, tenant, domain } = await getTargetObject(db, params.id);
      return { items: await structureHistory(db, { tenant, domain }, id, query.limit), next: null };
    },
  );
};

/** @throws GrundwachtError VALIDATION with the JSON pointer of the fault */
function checked(input: InformationDomainInput): InformationDomainInput {
  const trim = (text: string): string => text.trim().normalize('NFC');
  const values = {
    ...input,
    key: trim(input.key),
    name: trim(input.name),
    description: trim(input.description ?? ''),
  };
  for (const field of ['key', 'name'] as const) {
    if (values[field] === '')
      throw new GrundwachtError('VALIDATION', { pointer: `/${field}`, message: 'must not be blank' });
  }
  for (const field of ['key', 'name', 'description'] as const) {
    if (/\p{Cc}/u.test(values[field].replace(/[\n\r\t]/g, field === 'description' ? '' : '$&'))) {
      throw new GrundwachtError('VALIDATION', {
        pointer: `/${field}`,
        message: 'must not contain control characters',
      });
    }
  }
  return values;
}
