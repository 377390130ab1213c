import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { readFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import type { Logger } from 'pino';
import type { ReceiverCounters } from '../counters.js';
import type { Sink } from '../sink.js';
import { kernelDrops } from './kernel-drops.js';
import { listenError } from './listen-error.js';
import { type ListenAddress, peerAddress, placeOf, type Receiver } from './receiver.js';

export interface UdpOptions extends ListenAddress {
  /** Bytes of a record beyond this are cut off. */
  maxMessageBytes: number;
}

/** What bursts are to fit into while the event loop is busy; the kernel may grant less (net.core.rmem_max). */
const receiveBufferBytes = 4 * 1024 * 1024;
/** How often the kernel's counter is read, milliseconds. */
const measureMs = 1000;

/**
 * Receives syslog over UDP: a datagram is a record (RFC 5426 3.1). When the sink is full, records are dropped and
 * counted, as are those that the kernel drops: a datagram's sender cannot be made to wait.
 * @param now clock for receipt times, milliseconds since the epoch
 * @throws GrundwachtError PORT_IN_USE, CONFIG_INVALID naming the address
 */
export async function receiveUdp(
  options: UdpOptions,
  sink: Sink,
  counters: ReceiverCounters,
  logger: Logger,
  now: () => number,
): Promise<Receiver> {
  const { host, port } = options;
  const socket = createSocket({ type: isIPv6(host) ? 'udp6' : 'udp4' });
  socket.on('message', receiver(options.maxMessageBytes, sink, counters, now));
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(port, host, resolve);
    });
  } catch (error) {
    socket.close();
    throw listenError(error, 'udp', options);
  }
  socket.removeAllListeners('error');
  socket.on('error', (error) => logger.error({ err: error, transport: 'udp' }, 'syslog-receiver-failed'));
  growBuffer(socket, logger);
  const measure = dropMeter(socket, counters, logger);
  const timer = setInterval(() => void measure(), measureMs);
  timer.unref();
  return {
    transport: 'udp',
    host,
    port: socket.address().port,
    reload: () => Promise.resolve(),
    measure,
    stop: async () => {
      clearInterval(timer);
      await measure();
      await new Promise<void>((resolve) => socket.close(() => resolve()));
    },
  };
}

function receiver(
  maxMessageBytes: number,
  sink: Sink,
  counters: ReceiverCounters,
  now: () => number,
): (raw: Buffer, from: RemoteInfo) => void {
  return (datagram, from) => {
    const address = peerAddress(from.address);
    const source = counters.source(address, 'udp');
    const truncated = datagram.length > maxMessageBytes;
    const raw = truncated ? datagram.subarray(0, maxMessageBytes) : datagram;
    if (raw.length === 0) counters.drop(source, 0, 'empty');
    else if (sink.full) counters.drop(source, raw.length, 'buffer-full');
    else {
      counters.count(source, raw.length, truncated);
      sink.write({
        source: address,
        transport: 'udp',
        format: 'syslog',
        dataset: '',
        received: now(),
        truncated,
        raw,
      });
    }
  };
}

/** @returns function that adds what the kernel has dropped since it was last called */
function dropMeter(socket: Socket, counters: ReceiverCounters, logger: Logger): () => Promise<void> {
  const { address: host, port, family } = socket.address();
  const own = counters.source(placeOf({ host, port }), 'udp');
  const table = family === 'IPv6' ? '/proc/net/udp6' : '/proc/net/udp';
  let known = 0;
  return async () => {
    const content = await readFile(table, 'latin1').catch(() => '');
    // Calls may overlap: what one has counted the other must not.
    const drops = kernelDrops(content, { host, port }) - known;
    if (drops <= 0) return;
    known += drops;
    counters.kernelDrops(own, drops);
    logger.warn({ socket: own.source, drops, total: known }, 'udp-datagrams-dropped-by-kernel');
  };
}

function growBuffer(socket: Socket, logger: Logger): void {
  try {
    socket.setRecvBufferSize(receiveBufferBytes);
  } catch (error) {
    logger.warn({ err: error }, 'udp-receive-buffer-not-set');
  }
  // socket(7): Linux doubles the size for its bookkeeping and reports that.
  const granted = socket.getRecvBufferSize() / (process.platform === 'linux' ? 2 : 1);
  if (granted < receiveBufferBytes) {
    const hint = `sysctl -w net.core.rmem_max=${receiveBufferBytes}`;
    logger.warn({ wanted: receiveBufferBytes, granted, hint }, 'udp-receive-buffer-small');
  }
}
