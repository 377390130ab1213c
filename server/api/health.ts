import fp from 'fastify-plugin';
import Type from 'typebox';
import { GrundwachtError } from '../contract/errors.js';
import type { RoutePlugin } from './deps.js';

const Health = Type.Object(
  { status: Type.Literal('ok'), version: Type.String() },
  { additionalProperties: true },
);

const plugin: RoutePlugin = async (scope, { deps }) => {
  scope.get(
    '/health',
    { schema: { tags: ['health'], summary: 'Whether the service is ready', response: { 200: Health } } },
    async () => {
      if (!deps.ready()) throw new GrundwachtError('NOT_READY');
      return { ...deps.health?.(), status: 'ok' as const, version: deps.version };
    },
  );
};

export const healthRoutes = fp(plugin, { name: 'health-routes' });
