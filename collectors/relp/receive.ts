import type { Logger } from 'pino';
import type { ReceiverCounters } from '../counters.js';
import { listenStream, type StreamOptions } from '../listen/stream-server.js';
import type { Sink } from '../sink.js';
import type { Receiver } from '../syslog/receiver.js';
import { RelpSession } from './session.js';

export interface RelpOptions extends StreamOptions {
  transport: 'relp' | 'relp-tls';
  /** Bytes of a record beyond this are cut off. */
  maxMessageBytes: number;
}

/** At a stop, what was received is answered for this long, milliseconds; the client sends the rest again later. */
const lingerMs = 2000;

/**
 * Receives syslog over RELP, the protocol of rsyslog that acknowledges, inside TLS when `relp-tls` is asked for.
 * @param now clock for receipt times, milliseconds since the epoch
 * @throws GrundwachtError PORT_IN_USE, CONFIG_INVALID naming the address; FILE_UNREADABLE of the certificates
 */
export function receiveRelp(
  options: RelpOptions,
  sink: Sink,
  counters: ReceiverCounters,
  logger: Logger,
  now: () => number,
): Promise<Receiver> {
  const { maxMessageBytes } = options;
  return listenStream(
    options,
    (socket, source) => new RelpSession(socket, { source, maxMessageBytes, sink, counters, logger, now }),
    lingerMs,
    counters,
    logger,
    now,
  );
}
