import type { Logger } from 'pino';
import { GrundwachtError } from '../../server/contract/errors.js';
import type { ReceiverCounters } from '../counters.js';
import { receiveRelp } from '../relp/receive.js';
import type { Sink } from '../sink.js';
import { type ListenAddress, placeOf, type Receiver, type ReceiverTransport } from '../syslog/receiver.js';
import { receiveTcp } from '../syslog/tcp.js';
import { receiveUdp, type UdpPolicy } from '../udp/receive.js';
import type { TlsOptions } from './tls-options.js';

/** One address to receive syslog on. */
export interface Listen extends ListenAddress {
  transport: ReceiverTransport;
  /** Addresses and networks of proxies that speak the PROXY protocol; not for UDP. */
  proxyFrom?: readonly string[];
  /** For `tls` and `relp-tls`. */
  tls?: TlsOptions;
}

/** Limits of each address. */
export interface ReceiveLimits {
  /** A syslog record's bytes beyond this are cut off, and it is marked. */
  maxMessageBytes: number;
  /** Which datagrams are lost when nothing more can be held. Default `drop-newest`. */
  udpWhenFull?: UdpPolicy;
  maxConnections: number;
  maxConnectionsPerAddress: number;
  /** 0: a connection may be silent for ever. */
  idleMs: number;
}

/** What receivers hand over to and report to. */
export interface ReceiveContext {
  limits: ReceiveLimits;
  sink: Sink;
  counters: ReceiverCounters;
  logger: Logger;
  /** Clock for receipt times, milliseconds since the epoch. */
  now: () => number;
}

/**
 * Starts a receiver.
 * @throws GrundwachtError PORT_IN_USE, CONFIG_INVALID naming the address; FILE_UNREADABLE of certificates
 */
export async function receive(listen: Listen, context: ReceiveContext): Promise<Receiver> {
  const { limits, sink, counters, logger, now } = context;
  const { transport, host, port, proxyFrom = [] } = listen;
  switch (transport) {
    case 'udp':
      return receiveUdp(
        { host, port, maxMessageBytes: limits.maxMessageBytes, whenFull: limits.udpWhenFull },
        sink,
        counters,
        logger,
      );
    case 'tcp':
      return receiveTcp({ host, port, transport, proxyFrom, ...limits }, sink, counters, logger, now);
    case 'tls':
      return receiveTcp(
        { host, port, transport, proxyFrom, ...limits, tls: certificatesOf(listen) },
        sink,
        counters,
        logger,
        now,
      );
    case 'relp':
      return receiveRelp({ host, port, transport, proxyFrom, ...limits }, sink, counters, logger, now);
    case 'relp-tls':
      return receiveRelp(
        { host, port, transport, proxyFrom, ...limits, tls: certificatesOf(listen) },
        sink,
        counters,
        logger,
        now,
      );
  }
}

/** Never in the clear what is meant to be encrypted. */
function certificatesOf(listen: Listen): TlsOptions {
  if (listen.tls !== undefined) return listen.tls;
  const place = `${listen.transport} ${placeOf(listen)}`;
  throw new GrundwachtError('CONFIG_INVALID', `${place}: name certificate and key`);
}
