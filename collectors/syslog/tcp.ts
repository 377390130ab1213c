import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Logger } from 'pino';
import type { ReceiverCounters } from '../counters.js';
import type { Sink } from '../sink.js';
import { FrameDecoder } from './frame-decoder.js';
import { listenError } from './listen-error.js';
import { type ListenAddress, peerAddress, type Receiver } from './receiver.js';

export interface TcpOptions extends ListenAddress {
  /** Bytes of a record beyond this are cut off. */
  maxMessageBytes: number;
  /** Connections beyond this are refused and counted. */
  maxConnections: number;
}

/** How long connections may go on at a stop until they are cut, milliseconds. */
const lingerMs = 100;

/**
 * Receives syslog over TCP, framed as RFC 6587 says (see FrameDecoder). When the sink is full no socket is read,
 * so that TCP itself makes the senders wait.
 * @param now clock for receipt times, milliseconds since the epoch
 * @throws GrundwachtError PORT_IN_USE, CONFIG_INVALID naming the address
 */
export async function receiveTcp(
  options: TcpOptions,
  sink: Sink,
  counters: ReceiverCounters,
  logger: Logger,
  now: () => number,
): Promise<Receiver> {
  const sockets = new Set<Socket>();
  const server = createServer({ keepAlive: true, keepAliveInitialDelay: 60_000 }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    receive(socket, options, sink, counters, logger, now);
  });
  server.maxConnections = options.maxConnections;
  server.on('drop', () => {
    counters.connections.refused++;
  });
  try {
    server.listen(options.port, options.host);
    await once(server, 'listening');
  } catch (error) {
    throw listenError(error, 'tcp', options.host, options.port);
  }
  server.on('error', (error) => logger.error({ err: error, transport: 'tcp' }, 'syslog-receiver-failed'));
  return {
    transport: 'tcp',
    host: options.host,
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      // A socket hands over what it has begun when it is closed, which can be after the server is.
      const closed = [...sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
      closed.push(once(server, 'close'));
      server.close();
      // What lies in the kernel's buffers is still read; then the peers are told to go.
      const timer = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, lingerMs);
      for (const socket of sockets) socket.end();
      await Promise.all(closed);
      clearTimeout(timer);
    },
  };
}

function receive(
  socket: Socket,
  options: TcpOptions,
  sink: Sink,
  counters: ReceiverCounters,
  logger: Logger,
  now: () => number,
): void {
  counters.connections.opened++;
  const source = peerAddress(socket.remoteAddress);
  const decoder = new FrameDecoder(options.maxMessageBytes);
  let received = 0;
  const emit = (raw: Buffer, truncated: boolean): void => {
    counters.count(source, raw.length, truncated);
    sink.write({ source, transport: 'tcp', format: 'syslog', dataset: '', received, truncated, raw });
  };
  socket.on('data', (chunk: Buffer) => {
    received = now();
    decoder.push(chunk, emit);
    if (!sink.full) return;
    socket.pause();
    void sink.drained().then(() => socket.resume());
  });
  socket.on('error', (error) => {
    counters.connections.failed++;
    logger.info({ err: error, source }, 'syslog-connection-failed');
  });
  socket.once('close', () => {
    received = now();
    decoder.end(emit);
  });
}
