import fp from 'fastify-plugin';
import Type from 'typebox';
import { Source } from '../contract/identity.js';
import { SourceDetail, SourceSkew, SourceSummary } from '../contract/source.js';
import { permissions } from '../identity/roles.js';
import { sourceDetail, sourceSummaries } from '../store/source-summaries.js';
import { listSources } from '../store/sources.js';
import type { RoutePlugin } from './deps.js';
import { closedSignal, tenantsOf } from './event-search.js';
import { WholeList } from './page.js';
import { tenantQuery } from './rules.js';

const config = { roles: permissions['sources.read'] };
const tags = ['sources'];
const ofTenant = Type.Object(
  { tenant: Type.Optional(Type.String({ maxLength: 63 })) },
  { additionalProperties: false },
);
const minute = 60_000;
const dayMs = 24 * 60 * minute;
/** From when on a clock counts as off, as the self-monitoring takes it. */
const skewMs = 5 * minute;

const plugin: RoutePlugin = async (scope, { deps }) => {
  scope.get(
    '/sources',
    {
      config,
      schema: {
        tags,
        summary: 'What arrived from where, was stored, rejected, or could not be parsed',
        querystring: ofTenant,
        response: { 200: WholeList(Source) },
      },
    },
    async (request) => ({ items: await listSources(deps.db, request.query.tenant), next: null }),
  );

  scope.get(
    '/sources/summary',
    {
      config,
      schema: {
        tags,
        summary: 'Every source once, with the last 24 hours and how regularly it sends',
        querystring: ofTenant,
        response: { 200: WholeList(SourceSummary) },
      },
    },
    async ({ query }) => ({ items: await sourceSummaries(deps.db, deps.now(), query.tenant), next: null }),
  );

  scope.get(
    '/sources/detail',
    {
      config,
      schema: {
        tags,
        summary: 'One source: its counters, its losses by reason, and its hours of two weeks',
        querystring: Type.Object(
          { ...tenantQuery.properties, name: Type.String({ minLength: 1, maxLength: 300 }) },
          { additionalProperties: false },
        ),
        response: { 200: SourceDetail },
      },
    },
    async ({ query: { tenant, name } }) => sourceDetail(deps.db, tenant, name, deps.now()),
  );

  scope.get(
    '/sources/skew',
    {
      config,
      schema: {
        tags,
        summary: 'How far the clocks of hosts are off, by the events of the last hour',
        querystring: ofTenant,
        response: { 200: WholeList(SourceSkew) },
      },
    },
    async (request, reply) => {
      const now = deps.now();
      const found = await deps.events.clockSkew(
        {
          tenants: tenantsOf(request),
          // A clock that is a day behind or ahead is still told.
          from: new Date(now - dayMs).toISOString(),
          to: new Date(now + 400 * dayMs).toISOString(),
          q: `event.ingested:>="${new Date(now - 60 * minute).toISOString()}"`,
          limitMs: skewMs,
        },
        { signal: closedSignal(reply) },
      );
      const items = found.map(({ host, events, skewed, typicalMs, worstMs }) => ({
        name: host,
        events,
        skewed,
        median_ms: typicalMs,
        worst_ms: worstMs,
      }));
      return { items, next: null };
    },
  );
};

export const sourceRoutes = fp(plugin, { name: 'source-routes', dependencies: ['access'] });
