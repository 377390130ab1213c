import fp from 'fastify-plugin';
import Type from 'typebox';
import { GrundwachtError } from '../contract/errors.js';
import { OwnSession } from '../contract/second-factors.js';
import { permissions } from '../identity/roles.js';
import { expiry } from '../identity/sessions.js';
import { deleteSessionOf, deleteSessionsOf, listSessionsOf } from '../store/sessions.js';
import type { RoutePlugin } from './deps.js';
import { WholeList } from './page.js';

const tags = ['session'];
const iso = (time: number): string => new Date(time).toISOString();

const plugin: RoutePlugin = async (scope, { deps }) => {
  const config = { roles: permissions['session.own'], beforeSecondFactor: true };

  scope.get(
    '/sessions',
    { config, schema: { tags, summary: "One's own sessions", response: { 200: WholeList(OwnSession) } } },
    async ({ session }) => {
      const now = deps.now();
      const stored = (await listSessionsOf(deps.db, session.user.id)).map((one) => ({
        ...one,
        expires: expiry(one.createdAt, one.lastUsedAt, deps.sessionLimits),
      }));
      const items = stored
        .filter(({ expires }) => now < expires)
        .map(({ id, createdAt, lastUsedAt, expires, method, address, agent }) => ({
          id,
          created_at: iso(createdAt),
          last_used_at: iso(lastUsedAt),
          expires: iso(expires),
          method,
          address,
          agent,
          current: id === session.id,
        }));
      return { items, next: null };
    },
  );

  scope.delete(
    '/sessions',
    {
      config,
      schema: {
        tags,
        summary: "End all of one's other sessions",
        response: { 200: Type.Object({ ended: Type.Integer() }) },
      },
    },
    async ({ session }) => ({ ended: await deleteSessionsOf(deps.db, session.user.id, session.id) }),
  );

  scope.delete(
    '/sessions/:id',
    {
      config,
      schema: {
        tags,
        summary: "End one of one's own sessions",
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        response: { 204: Type.Null() },
      },
    },
    async ({ params, session }, reply) => {
      if (!(await deleteSessionOf(deps.db, session.user.id, params.id))) {
        throw new GrundwachtError('NOT_FOUND', {
          message: 'there is no session {id}',
          values: { id: params.id },
        });
      }
      reply.status(204);
      return null;
    },
  );
};

/** One's own sessions. */
export const ownSessionRoutes = fp(plugin, { name: 'own-session-routes', dependencies: ['access'] });
