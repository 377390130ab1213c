import { Readable } from 'node:stream';
import fp from 'fastify-plugin';
import Type from 'typebox';
import { GrundwachtError } from '../contract/errors.js';
import { DidYouMean, EventQuery, Histogram, PartialSearch, PseudonymHint } from '../contract/event.js';
import { permissions } from '../identity/roles.js';
import { listTenants } from '../store/tenants.js';
import type { RoutePlugin } from './deps.js';
import { defaultColumns, exportFormats, exportText, mediaTypes } from './event-export.js';
import { closedSignal, tenantsOf, withDoubts, withPseudonymHint } from './event-search.js';
import { pageQuery } from './page.js';
import { EventReply } from './references.js';

const tags = ['events'];
/** Events in the first part of an export. */
const firstPage = 500;
const closed = { additionalProperties: false };
const searchQuery = Type.Object({ ...EventQuery.properties, ...pageQuery }, closed);
const EventPage = Type.Object({
  items: Type.Array(EventReply),
  next: Type.Union([Type.String(), Type.Null()]),
  partial: Type.Optional(PartialSearch),
  did_you_mean: Type.Optional(Type.Array(DidYouMean)),
  pseudonyms: Type.Optional(PseudonymHint),
});
const histogramQuery = Type.Object(
  {
    ...EventQuery.properties,
    buckets: Type.Integer({ minimum: 1, maximum: 500, default: 60 }),
    by: Type.Optional(
      Type.String({ minLength: 1, maxLength: 200, description: 'field whose values are counted apart' }),
    ),
  },
  closed,
);

const exportQuery = Type.Object(
  {
    ...EventQuery.properties,
    format: Type.Enum(exportFormats),
    limit: Type.Integer({ minimum: 1, maximum: 100_000, default: 10_000 }),
    column: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
        maxItems: 50,
        description: 'of a CSV file',
      }),
    ),
  },
  closed,
);

const plugin: RoutePlugin = async (scope, { deps }) => {
  const route = {
    config: { roles: permissions['events.read'], personal: true },
    // Events hold field names from records, which a compiled serializer could leave out.
    serializerCompiler: () => JSON.stringify,
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
      const tenants = tenantsOf(request);
      const signal = closedSignal(reply);
      const page = await deps.events.search({ ...request.query, tenants }, { signal });
      return withPseudonymHint(deps.db, withDoubts(page, request.query), { ...request.query, tenants });
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
      const tenants = tenantsOf(request);
      return deps.events.histogram({ ...request.query, tenants }, { signal: closedSignal(reply) });
    },
  );

  scope.get(
    '/events/export',
    {
      ...route,
      schema: {
        tags,
        summary: 'Events as a file, newest first, up to a limit; CSV cells are no formulas',
        querystring: exportQuery,
        produces: Object.values(mediaTypes),
      },
    },
    async (request, reply) => {
      const { format, limit, column, ...query } = request.query;
      const tenants = tenantsOf(request);
      const signal = closedSignal(reply);
      const read = (cursor: string | undefined, most: number) =>
        deps.events.search(
          { ...query, tenants, limit: most, ...(cursor !== undefined && { cursor }) },
          { signal },
        );
      // The first page before the first byte: a query that cannot be read still gets its error.
      const first = await read(undefined, Math.min(limit, firstPage));
      const pages = async (cursor: string | undefined, most: number) =>
        cursor === undefined ? first : read(cursor, most);
      reply.type(mediaTypes[format]);
      reply.header('content-disposition', `attachment; filename="events.${format}"`);
      return reply.send(Readable.from(exportText(pages, format, column ?? defaultColumns, limit)));
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
      if (event === undefined)
        throw new GrundwachtError('NOT_FOUND', { message: 'there is no event {id}', values: { id } });
      return event;
    },
  );
};

export const eventRoutes = fp(plugin, { name: 'event-routes', dependencies: ['access'] });
