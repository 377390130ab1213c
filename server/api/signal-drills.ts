import fp from 'fastify-plugin';
import { GrundwachtError } from '../contract/errors.js';
import { FireDrill } from '../contract/signal.js';
import { permissions } from '../identity/roles.js';
import { latestDrill } from '../store/signal-drills.js';
import type { RoutePlugin } from './deps.js';
import { WholeList } from './page.js';
import { checkTenant } from './rule-facts.js';
import { tenantQuery } from './rules.js';

const tags = ['signals'];

const plugin: RoutePlugin = async (scope, { deps }) => {
  scope.get(
    '/fire-drills',
    {
      config: { roles: permissions['signals.read'] },
      schema: {
        tags,
        summary: 'The latest fire drill: which rules raised an alert on an event that they must match',
        querystring: tenantQuery,
        response: { 200: WholeList(FireDrill) },
      },
    },
    async ({ query: { tenant } }) => {
      const drill = await latestDrill(deps.db, tenant);
      return { items: drill === undefined ? [] : [drill], next: null };
    },
  );

  scope.post(
    '/fire-drills',
    {
      config: { roles: permissions['signals.drill'] },
      schema: {
        tags,
        summary:
          'Begin a fire drill: a marked record for every enabled rule that has a sample, by the real path',
        querystring: tenantQuery,
        response: { 202: FireDrill },
      },
    },
    async ({ query: { tenant }, session }, reply) => {
      await checkTenant(deps, tenant);
      if (deps.signals === undefined) throw new GrundwachtError('NOT_READY');
      await deps.signals.drill(tenant, session.user.username);
      reply.status(202);
      return (await latestDrill(deps.db, tenant))!;
    },
  );
};

/** Fire drills of the detection rules (DER.1.A13). */
export const signalDrillRoutes = fp(plugin, { name: 'signal-drill-routes', dependencies: ['access'] });
