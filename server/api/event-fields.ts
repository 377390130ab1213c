import fp from 'fastify-plugin';
import Type from 'typebox';
import { EventQuery } from '../contract/event.js';
import { EventFields, FieldStatistics } from '../contract/event-analysis.js';
import { permissions } from '../identity/roles.js';
import type { RoutePlugin } from './deps.js';
import { closedSignal, tenantsOf } from './event-search.js';

const tags = ['events'];
const closed = { additionalProperties: false };
const field = Type.String({ minLength: 1, maxLength: 200 });
const statisticsQuery = Type.Object(
  {
    ...EventQuery.properties,
    field,
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 10 }),
    prefix: Type.Optional(
      Type.String({
        maxLength: 200,
        description: 'only values that begin so; upper and lower case are alike',
      }),
    ),
  },
  closed,
);

const plugin: RoutePlugin = async (scope, { deps }) => {
  const config = { roles: permissions['events.read'] };

  scope.get(
    '/events/fields',
    {
      config,
      schema: {
        tags,
        summary: 'Fields that events have: the columns, and own fields of the newest events',
        querystring: Type.Object(EventQuery.properties, closed),
        response: { 200: EventFields },
      },
    },
    async (request, reply) => {
      const tenants = tenantsOf(request);
      const signal = closedSignal(reply);
      return { items: await deps.events.fields({ ...request.query, tenants }, { signal }), next: null };
    },
  );

  scope.get(
    '/events/statistics',
    {
      config: { ...config, personal: true },
      schema: {
        tags,
        summary: "A field's most frequent values, how many there are, and how many events lack it",
        querystring: statisticsQuery,
        response: { 200: FieldStatistics },
      },
    },
    async (request, reply) => {
      const tenants = tenantsOf(request);
      return deps.events.statistics({ ...request.query, tenants }, { signal: closedSignal(reply) });
    },
  );
};

export const eventFieldRoutes = fp(plugin, { name: 'event-field-routes', dependencies: ['access'] });
