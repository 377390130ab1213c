import { createSocket, type RemoteInfo } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Logger } from 'pino';
import type { ReceiverCounters } from '../counters.js';
import type { Sink } from '../sink.js';
import { listenError } from './listen-error.js';
import { type ListenAddress, peerAddress, type Receiver } from './receiver.js';

/** What bursts are to fit into while the event loop is busy; the kernel may grant less (net.core.rmem_max). */
const receiveBufferBytes = 4 * 1024 * 1024;

/**
 * Receives syslog over UDP: a datagram is a record (RFC 5426 3.1). When the sink is full, records are dropped and
 * counted: a datagram's sender cannot be made to wait.
 * @param now clock for receipt times, milliseconds since the epoch
 * @throws GrundwachtError PORT_IN_USE, CONFIG_INVALID naming the address
 */
export async function receiveUdp(
  address: ListenAddress,
  sink: Sink,
  counters: ReceiverCounters,
  logger: Logger,
  now: () => number,
): Promise<Receiver> {
  const socket = createSocket({ type: isIPv6(address.host) ? 'udp6' : 'udp4' });
  socket.on('message', (raw: Buffer, from: RemoteInfo) => {
    const source = peerAddress(from.address);
    if (raw.length === 0) counters.drop(source, 0, 'empty');
    else if (sink.full) counters.drop(source, raw.length, 'buffer-full');
    else {
      counters.count(source, raw.length, false);
      sink.write({
        source,
        transport: 'udp',
        format: 'syslog',
        dataset: '',
        received: now(),
        truncated: false,
        raw,
      });
    }
  });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(address.port, address.host, resolve);
    });
  } catch (error) {
    socket.close();
    throw listenError(error, 'udp', address.host, address.port);
  }
  socket.removeAllListeners('error');
  socket.on('error', (error) => logger.error({ err: error, transport: 'udp' }, 'syslog-receiver-failed'));
  growBuffer(socket, logger);
  const { port } = socket.address();
  return {
    transport: 'udp',
    host: address.host,
    port,
    stop: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function growBuffer(socket: ReturnType<typeof createSocket>, logger: Logger): void {
  try {
    socket.setRecvBufferSize(receiveBufferBytes);
  } catch (error) {
    logger.warn({ err: error }, 'udp-receive-buffer-not-set');
  }
  const granted = socket.getRecvBufferSize();
  if (granted < receiveBufferBytes) {
    const hint = `sysctl -w net.core.rmem_max=${receiveBufferBytes}`;
    logger.warn({ wanted: receiveBufferBytes, granted, hint }, 'udp-receive-buffer-small');
  }
}
