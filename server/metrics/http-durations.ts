import type { FastifyInstance } from 'fastify';
import type { Histogram } from './histogram.js';

/** Times every answer by method, route (never the path itself, which holds ids) and class of its status. */
export function timeAnswers(app: FastifyInstance, durations: Histogram): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    const status = `${Math.floor(reply.statusCode / 100)}xx`;
    durations.observe({ method: request.method, route, status }, reply.elapsedTime / 1000);
  });
}
