import type { Logger } from 'pino';
import type { ReceiverCounters } from '../counters.js';
import { listenStream, type StreamOptions } from '../listen/stream-server.js';
import type { Sink } from '../sink.js';
import type { Receiver } from './receiver.js';
import { syslogSession } from './stream-session.js';

export interface TcpOptions extends StreamOptions {
  transport: 'tcp' | 'tls';
  /** Bytes of a record beyond this are cut off. */
  maxMessageBytes: number;
}

/** What lies in the kernel's buffers at a stop is still read for this long, milliseconds. */
const lingerMs = 100;

/**
 * Receives syslog over TCP (RFC 6587) or TLS (RFC 5425).
 * @param now clock for receipt times, milliseconds since the epoch
 * @throws GrundwachtError PORT_IN_USE, CONFIG_INVALID naming the address; FILE_UNREADABLE of the certificates
 */
export function receiveTcp(
  options: TcpOptions,
  sink: Sink,
  counters: ReceiverCounters,
  logger: Logger,
  now: () => number,
): Promise<Receiver> {
  const { transport, maxMessageBytes } = options;
  return listenStream(
    options,
    (socket, source) => syslogSession(socket, source, transport, maxMessageBytes, sink, counters, now),
    lingerMs,
    counters,
    logger,
    now,
  );
}
