import fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { accessLog } from './api/access-log.js';
import { errorReplies } from './api/error-replies.js';
import type { Config } from './config/config.js';
import { GrundwachtError } from './contract/errors.js';
import { type ShipperEndpointOptions, shipperEndpoints } from './ingest/shipper-endpoints.js';

/**
 * Opens the addresses that only shippers use: the same endpoints, with those of Elasticsearch at the root, and nothing
 * else.
 * @throws GrundwachtError PORT_IN_USE; none stays open then
 */
export async function listenForShippers(
  { shippers, http }: Config,
  logger: FastifyBaseLogger,
  options: ShipperEndpointOptions,
): Promise<{ close: () => Promise<void> }> {
  const open: { close: () => Promise<unknown> }[] = [];
  const close = async () => {
    await Promise.all(open.splice(0).map((app) => app.close()));
  };
  for (const { host, port } of shippers.listen) {
    const app = fastify({
      loggerInstance: logger,
      logController: new LogController({ disableRequestLogging: true }),
      trustProxy: http.trust_proxy,
      forceCloseConnections: true,
    });
    open.push(app);
    await app.register(accessLog);
    await app.register(errorReplies);
    await shipperEndpoints(app, { ...options, elasticPrefix: '' });
    try {
      await app.listen({ host, port });
    } catch (cause) {
      await close();
      const place = `shippers.listen: ${host} port ${port}`;
      throw new GrundwachtError('PORT_IN_USE', `${place}: ${(cause as Error).message}`, { cause });
    }
    logger.info({ address: app.server.address() }, 'listens_for_shippers');
  }
  return { close };
}
