import websocket from '@fastify/websocket';
import fp from 'fastify-plugin';
import Type from 'typebox';
import { hasAnyRole, permissions } from '../identity/roles.js';
import { resolveSession } from '../identity/sessions.js';
import { latestRevision } from '../store/alert-revision.js';
import { alertsAfter } from '../store/alerts.js';
import type { RouteDeps, RoutePlugin } from './deps.js';
import { closeCodes, defaultLiveLimits, LiveConnection } from './live-connection.js';

const roles = permissions['alerts.read'];
const rateInterval = 1000;

const plugin: RoutePlugin = async (scope, { deps }) => {
  const limits = { ...defaultLiveLimits, ...deps.live };
  /** Each connection with the token of the session that it lives by. */
  const connections = new Map<LiveConnection, string>();
  const replay = {
    latestRevision: () => latestRevision(deps.db),
    after: (revision: number, limit: number) => alertsAfter(deps.db, revision, limit),
  };

  const rates = setInterval(() => {
    const { rate } = deps.hub;
    if (rate === undefined || connections.size === 0) return;
    const text = JSON.stringify({ type: 'rate', ...rate });
    for (const connection of connections.keys()) connection.sendPassing(text);
  }, rateInterval).unref();

  const checks = setInterval(() => {
    for (const [connection, token] of connections) {
      if (connection.ping()) {
        closeWhenOver(deps, connection, token).catch((error) => {
          scope.log.warn({ err: error }, 'live session check failed');
        });
      }
    }
  }, limits.pingInterval).unref();

  scope.addHook('onClose', async () => {
    clearInterval(rates);
    clearInterval(checks);
  });

  scope.get(
    '/live',
    {
      websocket: true,
      config: { roles },
      schema: {
        querystring: Type.Object(
          { cursor: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })) },
          { additionalProperties: false },
        ),
      },
    },
    (socket, request) => {
      const connection = new LiveConnection(socket, deps.hub, limits);
      connections.set(connection, request.session.token);
      socket.on('close', () => connections.delete(connection));
      socket.on('error', () => socket.terminate());
      connection.start(replay, request.query.cursor).catch((error) => {
        request.log.error({ err: error }, 'live replay failed');
        connection.close(closeCodes.failed, 'replay failed; reconnect with the cursor');
      });
    },
  );
};

/** Looking is no use: an open page alone does not keep a session alive. */
async function closeWhenOver(deps: RouteDeps, connection: LiveConnection, token: string): Promise<void> {
  const session = await resolveSession(deps.db, token, deps.now(), deps.sessionLimits, false);
  if (session === undefined || !hasAnyRole(session.user, roles)) {
    connection.close(closeCodes.policy, 'the session is over');
  }
}

export const liveRoutes = fp(plugin, { name: 'live-routes', dependencies: ['access', '@fastify/websocket'] });

/** Makes WebSocket routes possible; clients have nothing to say, so their messages are small. */
export const webSockets = fp(
  async (app) => {
    await app.register(websocket, { options: { maxPayload: 4096 } });
  },
  { name: 'web-sockets' },
);
