import fp from 'fastify-plugin';
import Type from 'typebox';
import { GrundwachtError } from '../contract/errors.js';
import { permissions } from '../identity/roles.js';
import { revokeCollectorsOf } from '../store/collectors.js';
import { listTenants, removeTenant } from '../store/tenants.js';
import type { RoutePlugin } from './deps.js';

/** The only tenant that can be removed: what it holds is made up. */
const removable = 'demo';

const plugin: RoutePlugin = async (scope, { deps }) => {
  scope.delete(
    '/tenants/:id',
    {
      config: { roles: permissions['tenants.manage'] },
      schema: {
        tags: ['tenants'],
        summary: 'Remove the demo tenant with everything in it',
        params: Type.Object({ id: Type.String({ maxLength: 63 }) }),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      if (!(await listTenants(deps.db)).includes(id)) {
        throw new GrundwachtError('NOT_FOUND', `there is no tenant ${id}`);
      }
      if (id !== removable) throw new GrundwachtError('FORBIDDEN', `only ${removable} can be removed`);
      // First nothing more may come in; the row goes last, so that a failure on the way can be tried again.
      await revokeCollectorsOf(deps.db, id, deps.now());
      deps.collectorsRevoked?.();
      deps.tenantRemoved?.(id);
      // Sealed events lie before the position that a restart replays from, and so cannot come back.
      await deps.events.seal();
      await deps.events.removeTenant(id);
      await deps.db.transaction().execute((trx) => removeTenant(trx, id));
      deps.hub.publishRemoved(id);
      reply.status(204);
      return null;
    },
  );
};

export const tenantRoutes = fp(plugin, { name: 'tenant-routes', dependencies: ['access'] });
