import fp from 'fastify-plugin';
import Type from 'typebox';
import { GrundwachtError } from '../contract/errors.js';
import { SystemHealth } from '../contract/system.js';
import { permissions } from '../identity/roles.js';
import type { RoutePlugin } from './deps.js';

const BackupMade = Type.Object(
  { name: Type.String(), faults: Type.Array(Type.String()) },
  { additionalProperties: false },
);

const plugin: RoutePlugin = async (scope, { deps }) => {
  const system = () => {
    if (deps.installation === undefined) throw new GrundwachtError('NOT_READY');
    return deps.installation;
  };
  scope.get(
    '/system',
    {
      config: { roles: permissions['system.read'] },
      schema: {
        tags: ['system'],
        summary: 'How the installation is: what is wrong, sizes, backups, certificates, versions',
        response: { 200: SystemHealth },
      },
    },
    () => system().health(),
  );
  scope.post(
    '/system/backups',
    {
      config: { roles: permissions['system.manage'] },
      schema: {
        tags: ['system'],
        summary: 'Make a backup now; answers when it is made',
        response: { 201: BackupMade },
      },
    },
    async (_request, reply) => {
      const { name, faults } = await system().backUp();
      return reply.code(201).send({ name, faults });
    },
  );
};

export const systemRoutes = fp(plugin, { name: 'system-routes' });
