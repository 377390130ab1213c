import fp from 'fastify-plugin';

/**
 * One line per answered request: method, route, status, duration. No address, no user, no query string: those are
 * personal data or the words that somebody searched for. The server is made with `disableRequestLogging: true`.
 */
export const accessLog = fp(
  async (app) => {
    app.addHook('onResponse', async (request, reply) => {
      const { method, routeOptions } = request;
      const level = routeOptions.url === '/api/v1/health' ? 'debug' : 'info';
      request.log[level](
        {
          method,
          route: routeOptions.url ?? 'unknown',
          status: reply.statusCode,
          ms: Math.round(reply.elapsedTime),
        },
        'request',
      );
    });
  },
  { name: 'access-log' },
);
