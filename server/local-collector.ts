import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { type Collector, startCollector } from '../collectors/collector.js';
import { sendInProcess } from '../collectors/ship/send.js';
import { placeOf } from '../collectors/syslog/receiver.js';
import type { Config } from './config/config.js';
import type { Ingestor } from './ingest/ingestor.js';
import { recordDrops } from './local-drops.js';
import { renewCollector } from './store/collectors.js';
import type { Database } from './store/tables.js';
import { limitsOf, listenOf } from './syslog-listen.js';

/** The collector that runs inside the server. */
const owner = { tenant: 'default', collector: 'local' } as const;

/**
 * The syslog receivers of the server itself: a collector like any other, which hands its batches to the ingestion
 * service by a call: what it acknowledges (RELP) is durable in the server's journal. Certificates are read again when
 * their files change and at SIGHUP.
 * @throws GrundwachtError PORT_IN_USE, CONFIG_INVALID, FILE_UNREADABLE
 */
export async function startLocalCollector(
  config: Config,
  db: Kysely<Database>,
  ingestor: Ingestor,
  logger: Logger,
): Promise<Collector> {
  const listen = listenOf(config.syslog);
  await renewCollector(db, { id: owner.collector, tenant: owner.tenant }, Date.now());
  const collector = await startCollector({
    id: owner.collector,
    listen,
    limits: limitsOf(config.syslog),
    send: sendInProcess((bytes) => ingestor.submit(owner, bytes)),
    // A call keeps the order, and the journal's group commit takes several at once.
    inFlight: 4,
    logger,
  });
  const recordRest = recordDrops(collector, db, owner, logger);
  const reload = () => void collector.reload();
  const encrypted = listen.some(({ tls }) => tls !== undefined);
  if (encrypted) process.on('SIGHUP', reload);
  return {
    ...collector,
    receivers: collector.receivers,
    stop: async (deadlineMs) => {
      await collector.stop(deadlineMs);
      process.off('SIGHUP', reload);
      await recordRest();
    },
  };
}

/** @returns addresses and transports for a person to read, such as `0.0.0.0:5514 (UDP, TCP), [::]:6514 (TLS)` */
export function describeReceivers({ receivers }: Collector): string {
  const places = new Map<string, string[]>();
  for (const receiver of receivers) {
    const place = placeOf(receiver);
    places.set(place, [...(places.get(place) ?? []), receiver.transport.toUpperCase()]);
  }
  return [...places].map(([place, transports]) => `${place} (${transports.join(', ')})`).join(', ') || 'none';
}
