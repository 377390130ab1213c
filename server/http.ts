import { join } from 'node:path';
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { ApiDeps } from './api/deps.js';
import { registerApi } from './api/register.js';
import type { Config } from './config/config.js';
import { GrundwachtError } from './contract/errors.js';
import { packageRoot } from './contract/package-root.js';
import { rememberCollectors } from './identity/collector-authentication.js';
import { ByteBudget } from './ingest/byte-budget.js';
import { ingestPlugin } from './ingest/ingest-plugin.js';
import type { Ingestor } from './ingest/ingestor.js';
import type { Intake } from './ingest/intake.js';
import { shipperEndpoints } from './ingest/shipper-endpoints.js';
import { listenForShippers } from './shipper-listen.js';
import { findCollectorByToken } from './store/collectors.js';

export type HttpParts = Omit<ApiDeps, 'cookieSecure' | 'dashboard'> & {
  ingestor: Ingestor;
  intake: Intake;
  logger: FastifyBaseLogger;
};

/** Of all bodies under way, of collectors and shippers together. */
const inFlightBytes = 48 << 20;

/**
 * Serves the ingestion, the API and the dashboard.
 * @throws GrundwachtError PORT_IN_USE
 */
export async function serveHttp(
  config: Config,
  { ingestor, intake, logger, ...deps }: HttpParts,
): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: config.http.trust_proxy,
    forceCloseConnections: true,
  });
  const collectors = rememberCollectors(async (token) => {
    const collector = await findCollectorByToken(deps.db, token);
    return collector && { collector: collector.id, tenant: collector.tenant };
  });
  await registerApi(app, {
    ...deps,
    collectorsRevoked: () => collectors.forget(),
    cookieSecure: 'auto',
    dashboard: join(packageRoot(), 'build', 'dashboard'),
  });
  const budget = new ByteBudget(inFlightBytes);
  const { authenticate } = collectors;
  await app.register(ingestPlugin, { ingestor, authenticate, budget });
  await shipperEndpoints(app, { intake, authenticate, budget });
  let shippers: { close: () => Promise<void> } | undefined;
  app.addHook('onClose', async () => shippers?.close());
  const { host, port } = config.http;
  try {
    await app.listen({ host, port });
  } catch (cause) {
    await app.close();
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw cause;
    throw new GrundwachtError(
      'PORT_IN_USE',
      code === 'EADDRINUSE'
        ? `HTTP port ${port} on ${host} is in use. Stop what uses it or set GRUNDWACHT_HTTP_PORT.`
        : `HTTP port ${port} on ${host} is not permitted for this user. Set GRUNDWACHT_HTTP_PORT to 1024 or more.`,
      { cause },
    );
  }
  try {
    shippers = await listenForShippers(config, logger, { intake, authenticate, budget });
  } catch (error) {
    await app.close();
    throw error;
  }
  return app;
}
