import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { type Collector, startCollector } from '../collectors/collector.js';
import { httpSend } from '../collectors/ship/http-send.js';
import type { Config } from './config/config.js';
import { localUrl } from './local-url.js';
import { renewCollector } from './store/collectors.js';
import type { Database } from './store/tables.js';

/** Id of the collector that runs inside the server. */
const id = 'local';

/**
 * The syslog receivers of the server itself: a collector like any other, which ships to the ingestion service over
 * loopback with a token that is new at every start.
 * @param httpPort where the ingestion service listens
 * @throws GrundwachtError PORT_IN_USE
 */
export async function startLocalCollector(
  config: Config,
  db: Kysely<Database>,
  httpPort: number,
  logger: Logger,
): Promise<Collector> {
  const { token } = await renewCollector(db, { id, tenant: 'default' }, Date.now());
  const { host, port, max_message_bytes } = config.syslog;
  return startCollector({
    id,
    listen: [
      { transport: 'udp', host, port },
      { transport: 'tcp', host, port },
    ],
    maxMessageBytes: max_message_bytes,
    send: httpSend({ url: localUrl(config.http.host, httpPort), token }),
    logger,
  });
}
