import websocket from '@fastify/websocket';
import fp from 'fastify-plugin';
import Type from 'typebox';
import { isApiToken } from '../identity/api-token-form.js';
import { resolveApiToken } from '../identity/api-tokens.js';
import { permissions, tenantsWith } from '../identity/roles.js';
import { resolveSession } from '../identity/sessions.js';
import { latestRevision } from '../store/alert-revision.js';
import { alertsAfter } from '../store/alerts.js';
import type { RouteDeps, RoutePlugin } from './deps.js';
import { closeCodes, defaultLiveLimits, LiveConnection } from './live-connection.js';

const roles = permissions['alerts.read'];
const rateInterval = 1000;

interface LiveSession {
  token: string;
  /** Where its user held one of the roles when it began. */
  held: readonly string[];
}

const plugin: RoutePlugin = async (scope, { deps }) => {
  const limits = { ...defaultLiveLimits, ...deps.live };
  /** Each connection with the session that it lives by. */
  const connections = new Map<LiveConnection, LiveSession>();
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
    for (const [connection, session] of connections) {
      if (connection.ping()) {
        closeWhenOver(deps, connection, session).catch((error) => {
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
      const connection = new LiveConnection(socket, deps.hub, limits, request.tenants);
      const { token, user } = request.session;
      connections.set(connection, { token, held: tenantsWith(user, roles) });
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
async function closeWhenOver(
  deps: RouteDeps,
  connection: LiveConnection,
  { token, held }: LiveSession,
): Promise<void> {
  const session = isApiToken(token)
    ? await resolveApiToken(deps.system, token, undefined, deps.now())
    : await resolveSession(deps.db, token, deps.now(), deps.sessionLimits, false);
  const holds = session === undefined ? [] : tenantsWith(session.user, roles);
  if (holds.length === 0) connection.close(closeCodes.policy, 'the session is over');
  else if (holds.join() !== held.join()) {
    connection.close(closeCodes.tryAgainLater, 'the session has other tenants now; reconnect');
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
