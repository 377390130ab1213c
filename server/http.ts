import { join } from 'node:path';
import type { SecureContextOptions } from 'node:tls';
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { Logger } from 'pino';
import { openContext, type RenewingContext } from '../collectors/listen/tls-context.js';
import { collectorSelf } from './api/collector-self.js';
import type { ApiDeps } from './api/deps.js';
import { registerApi } from './api/register.js';
import type { Config } from './config/config.js';
import { GrundwachtError } from './contract/errors.js';
import { packageRoot } from './contract/package-root.js';
import { rememberCollectors } from './identity/collector-authentication.js';
import { collectorGate } from './identity/collector-gate.js';
import { RefusedCalls } from './identity/refused-calls.js';
import { ByteBudget } from './ingest/byte-budget.js';
import { ingestPlugin } from './ingest/ingest-plugin.js';
import type { Ingestor } from './ingest/ingestor.js';
import type { Intake } from './ingest/intake.js';
import { shipperEndpoints } from './ingest/shipper-endpoints.js';
import { listenForShippers } from './shipper-listen.js';
import { findCredentialOwner } from './store/collector-credentials.js';
import { countRefused } from './store/collectors.js';

export type HttpParts = Omit<ApiDeps, 'cookieSecure' | 'dashboard'> & {
  ingestor: Ingestor;
  intake: Intake;
  logger: FastifyBaseLogger;
  /** Is given the server before any route is registered. */
  onServer?(app: FastifyInstance): void;
};

/** Of all bodies under way, of collectors and shippers together. */
const inFlightBytes = 48 << 20;

/**
 * Serves the ingestion, the API and the dashboard.
 * @throws GrundwachtError PORT_IN_USE
 */
export async function serveHttp(
  config: Config,
  { ingestor, intake, logger, onServer, ...deps }: HttpParts,
): Promise<FastifyInstance> {
  const options = {
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: config.http.trust_proxy,
    forceCloseConnections: true,
  };
  const tls = await httpsContext(config, logger, (renewed) => secure?.server.setSecureContext(renewed));
  // Requested, not required: browsers and collectors with a token have none. What was shown is looked at where it counts.
  const shows = config.http.tls.client_ca === '' ? {} : { requestCert: true, rejectUnauthorized: false };
  const secure = tls && fastify({ ...options, https: { ...tls.context, ...shows } });
  // Nothing looks at the difference between a request that came by HTTP and by HTTPS.
  const app = (secure as unknown as FastifyInstance | undefined) ?? fastify(options);
  onServer?.(app);
  const refused = new RefusedCalls((collector, calls) =>
    countRefused(deps.system, collector, calls).catch((err: unknown) =>
      logger.warn({ err }, 'refused_calls_not_counted'),
    ),
  );
  const collectors = rememberCollectors({
    find: ({ kind, hash }) => findCredentialOwner(deps.system, kind, hash),
    onRefused: (collector, address) => refused.note(collector, address, Date.now()),
  });
  await registerApi(app, {
    ...deps,
    collectorsRevoked: () => collectors.forget(),
    cookieSecure: tls === undefined ? 'auto' : true,
    requestLimits: config.http.requests,
    accessibility: config.accessibility,
    exportFolder: join(config.data, 'exports'),
    dashboard: join(packageRoot(), 'build', 'dashboard'),
  });
  const budget = new ByteBudget(inFlightBytes);
  const authenticate = collectorGate(collectors, certificateHeader(config));
  await app.register(collectorSelf, { prefix: '/api/v1/collector', db: deps.system, authenticate });
  await app.register(ingestPlugin, { ingestor, authenticate, budget });
  await shipperEndpoints(app, { intake, authenticate, budget });
  let shippers: { close: () => Promise<void> } | undefined;
  app.addHook('onClose', async () => {
    tls?.close();
    process.off('SIGHUP', reload);
    await shippers?.close();
    await refused.flush();
  });
  const reload = () => void tls?.reload();
  if (tls !== undefined) process.on('SIGHUP', reload);
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

/**
 * @returns name of the header that a trusted proxy passes client certificates on in, lower case; undefined: none does
 * @throws GrundwachtError CONFIG_INVALID without a proxy: then every client could claim to have any certificate
 */
function certificateHeader({ http }: Config): string | undefined {
  const { client_certificate_header: header, trust_proxy: proxy } = http;
  if (header === '') return undefined;
  if (!proxy)
    throw new GrundwachtError(
      'CONFIG_INVALID',
      '"http.client_certificate_header" is believed only of a proxy: set http.trust_proxy, or leave it empty.',
    );
  return header.toLowerCase();
}

/**
 * @returns certificate and key for HTTPS; undefined where the configuration names none
 * @throws GrundwachtError CONFIG_INVALID, FILE_UNREADABLE
 */
async function httpsContext(
  { http }: Config,
  logger: FastifyBaseLogger,
  renew: (context: SecureContextOptions) => void,
): Promise<RenewingContext | undefined> {
  const { certificate, key, client_ca: clientCa } = http.tls;
  if (certificate === '' && key === '') {
    if (clientCa === '') return undefined;
    throw new GrundwachtError(
      'CONFIG_INVALID',
      '"http.tls.client_ca" takes http.tls.certificate and http.tls.key; behind a proxy, the proxy checks certificates.',
    );
  }
  if (certificate === '' || key === '')
    throw new GrundwachtError('CONFIG_INVALID', '"http.tls" takes certificate and key, both or neither.');
  const options = {
    certificate,
    key,
    ...(clientCa === ''
      ? { clientCertificates: 'none' as const }
      : { clientCertificates: 'optional' as const, clientCa }),
    clientNames: [],
    clientFingerprints: [],
  };
  return openContext(options, logger as Logger, Date.now, renew);
}
