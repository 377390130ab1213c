import type { FastifyReply } from 'fastify';
import fp from 'fastify-plugin';
import Type from 'typebox';
import { GrundwachtError } from '../contract/errors.js';
import { EventQuery, Histogram, PartialSearch } from '../contract/event.js';
import { permissions } from '../identity/roles.js';
import { listTenants } from '../store/tenants.js';
import type { RoutePlugin } from './deps.js';
import { pageQuery } from './page.js';
import { EventReply } from './references.js';

const tags = ['events'];
const closed = { additionalProperties: false };
const searchQuery = Type.Object({ ...EventQuery.properties, ...pageQuery }, closed);
const EventPage = Type.Object({
  items: Type.Array(EventReply),
  next: Type.Union([Type.String(), Type.Null()]),
  partial: Type.Optional(PartialSearch),
});
const histogramQuery = Type.Object(
  { ...EventQuery.properties, buckets: Type.Integer({ minimum: 1, maximum: 500, default: 60 }) },
  closed,
);

/** @returns a signal that is aborted when the client goes before it has the answer */
function closedSignal({ raw }: FastifyReply): AbortSignal {
  const closed = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) closed.abort();
  });
  return closed.signal;
}

const plugin: RoutePlugin = async (scope, { deps }) => {
  const route = {
    config: { roles: permissions['events.read'] },
    // Events hold field names from records, which a compiled serializer could leave out.
    serializerCompiler: () => JSON.stringify,
  };
  const tenantsOf = async ({ tenant }: EventQuery): Promise<string[]> => {
    const tenants = await listTenants(deps.db);
    return tenant === undefined ? tenants : tenants.filter((id) => id === tenant);
  };

  scope.get(
    '/events',
    {
      ...route,
      schema: {
        tags,
        summary: 'Events, newest first',
        querystring: searchQuery,
        response: { 200: EventPage },
      },
    },
    async (request, reply) => {
      const tenants = await tenantsOf(request.query);
      return deps.events.search({ ...request.query, tenants }, { signal: closedSignal(reply) });
    },
  );

  scope.get(
    '/events/histogram',
    {
      ...route,
      schema: {
        tags,
        summary: 'How many events over time',
        querystring: histogramQuery,
        response: { 200: Histogram },
      },
    },
    async (request, reply) => {
      const tenants = await tenantsOf(request.query);
      return deps.events.histogram({ ...request.query, tenants }, { signal: closedSignal(reply) });
    },
  );

  scope.get(
    '/events/:id',
    {
      ...route,
      schema: {
        tags,
        summary: 'One event',
        params: Type.Object({ id: Type.String({ minLength: 1, maxLength: 100 }) }),
        response: { 200: EventReply },
      },
    },
    async (request) => {
      const { id } = request.params;
      const event = await deps.events.get(await listTenants(deps.db), id);
      if (event === undefined) throw new GrundwachtError('NOT_FOUND', `there is no event ${id}`);
      return event;
    },
  );
};

export const eventRoutes = fp(plugin, { name: 'event-routes', dependencies: ['access'] });
