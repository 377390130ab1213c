import fp from 'fastify-plugin';
import Type from 'typebox';
import {
  DeletionPage,
  LegalHold,
  LegalHoldInput,
  LegalHoldLift,
  RetentionChange,
  RetentionOverview,
  RetentionState,
} from '../contract/retention.js';
import { permissions } from '../identity/roles.js';
import { listDeletions } from '../store/events/deletions.js';
import { changeRetention, liftHold, setHold } from '../store/retention.js';
import { readRetentionOverview } from '../store/retention-overview.js';
import type { RoutePlugin } from './deps.js';
import { pageQuery } from './page.js';
import { checkTenant } from './rule-facts.js';
import { tenantQuery } from './rules.js';

const tags = ['retention'];

const reading: RoutePlugin = async (scope, { deps }) => {
  const config = { roles: permissions['retention.read'] };

  scope.get(
    '/retention',
    {
      config,
      schema: {
        tags,
        summary: "What a tenant's events take up, how long they stay, and what keeps them longer",
        querystring: tenantQuery,
        response: { 200: RetentionOverview },
      },
    },
    async ({ query: { tenant } }) => {
      await checkTenant(deps, tenant);
      return readRetentionOverview(deps.db, tenant, deps.events.contents(tenant));
    },
  );

  scope.get(
    '/retention/deletions',
    {
      config,
      schema: {
        tags,
        summary: 'The deletion protocol, latest first',
        querystring: Type.Object(
          { ...tenantQuery.properties, ...pageQuery },
          { additionalProperties: false },
        ),
        response: { 200: DeletionPage },
      },
    },
    async ({ query: { tenant, ...page } }) => listDeletions(deps.db, tenant, page),
  );
};

const managing: RoutePlugin = async (scope, { deps }) => {
  const config = { roles: permissions['retention.manage'] };

  scope.put(
    '/retention/policy',
    {
      config,
      schema: {
        tags,
        summary: "Change how long a tenant's events stay",
        querystring: tenantQuery,
        body: RetentionChange,
        response: { 200: RetentionState },
      },
    },
    async ({ query: { tenant }, body, session }) => {
      await checkTenant(deps, tenant);
      return changeRetention(deps.db, tenant, body, { by: session.user.username, now: deps.now() });
    },
  );

  scope.post(
    '/retention/holds',
    {
      config,
      schema: {
        tags,
        summary: 'Keep events whatever the rules say, until the hold is lifted',
        querystring: tenantQuery,
        body: LegalHoldInput,
        response: { 201: LegalHold },
      },
    },
    async ({ query: { tenant }, body, session }, reply) => {
      await checkTenant(deps, tenant);
      const hold = await setHold(deps.db, tenant, body, { by: session.user.username, now: deps.now() });
      reply.status(201);
      return hold;
    },
  );

  scope.post(
    '/retention/holds/:id/lift',
    {
      config,
      schema: {
        tags,
        summary: 'Lift a legal hold; it stays in the list',
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        querystring: tenantQuery,
        body: LegalHoldLift,
        response: { 200: LegalHold },
      },
    },
    async ({ params: { id }, query: { tenant }, body: { reason }, session }) =>
      liftHold(deps.db, tenant, id, { by: session.user.username, now: deps.now(), reason }),
  );
};

const plugin: RoutePlugin = async (scope, options) => {
  await scope.register(reading, options);
  await scope.register(managing, options);
};

export const retentionRoutes = fp(plugin, { name: 'retention-routes', dependencies: ['access'] });
