import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import { programFile } from '../../server/contract/program-file.js';
import type { ReceiverCounters } from '../counters.js';
import type { Sink } from '../sink.js';
import { listenError } from '../syslog/listen-error.js';
import type { ListenAddress, Receiver } from '../syslog/receiver.js';
import type { Datagrams } from './datagrams.js';
import { dropMeter } from './drop-meter.js';
import type { Bound, FromSocket, SocketSetup, ToSocket } from './protocol.js';
import { WaitingRoom } from './waiting-room.js';

export interface UdpOptions extends ListenAddress {
  /** Bytes of a record beyond this are cut off. */
  maxMessageBytes: number;
  /** What is lost when nothing more can be held. Default: what comes then. */
  whenFull?: UdpPolicy | undefined;
}

export type UdpPolicy = 'drop-newest' | 'drop-oldest';

/** What bursts are to fit into; the kernel may grant less (net.core.rmem_max). */
const receiveBufferBytes = 4 * 1024 * 1024;
/** How often the kernel's counter is read, milliseconds. */
const measureMs = 1000;

/**
 * Receives syslog over UDP: a datagram is a record (RFC 5426 3.1). A thread of its own empties the socket. When the
 * sink is full, records are dropped and counted, as are those that the kernel drops: a datagram's sender cannot be
 * made to wait.
 * @throws GrundwachtError PORT_IN_USE, CONFIG_INVALID naming the address
 */
export async function receiveUdp(
  options: UdpOptions,
  sink: Sink,
  counters: ReceiverCounters,
  logger: Logger,
): Promise<Receiver> {
  const { whenFull, ...address } = options;
  const socket = await SocketThread.open({ ...address, receiveBufferBytes });
  const room = whenFull === 'drop-oldest' ? new WaitingRoom(sink, counters) : undefined;
  socket.onDatagrams = (datagrams) => deliver(datagrams, sink, counters, room);
  socket.onFailure = (error) => logger.error({ err: error, transport: 'udp' }, 'syslog-receiver-failed');
  warnOfSmallBuffer(socket.bound, logger);
  const { address: host, port } = socket.bound;
  const countDrops = dropMeter(socket.bound, counters, logger);
  const timer = setInterval(() => void countDrops(), measureMs);
  timer.unref();
  return {
    transport: 'udp',
    host,
    port,
    reload: () => Promise.resolve(),
    measure: async () => void (await Promise.all([countDrops(), socket.flush()])),
    stop: async () => {
      clearInterval(timer);
      await countDrops();
      await socket.stop();
      room?.close();
    },
  };
}

/** The main thread's end of a socket's thread. */
class SocketThread {
  readonly #worker: Worker;
  readonly bound: Bound;
  readonly #flushes: (() => void)[] = [];
  onDatagrams: (datagrams: Datagrams) => void = () => undefined;
  onFailure: (error: Error) => void = () => undefined;

  private constructor(worker: Worker, bound: Bound) {
    this.#worker = worker;
    this.bound = bound;
    worker.on('message', (message: FromSocket) => this.#hear(message));
  }

  /** @throws GrundwachtError PORT_IN_USE, CONFIG_INVALID naming the address */
  static async open(setup: SocketSetup): Promise<SocketThread> {
    const program = programFile('collectors/udp/socket-thread.js');
    // Options of the parent, such as --env-file, are none of the thread's, nor is its environment.
    const worker = new Worker(program, { workerData: setup, execArgv: [], env: {} });
    const [answer] = (await once(worker, 'message')) as [FromSocket];
    if (answer.type === 'bound') return new SocketThread(worker, answer.bound);
    const { message, code } = answer.type === 'refused' ? answer : { message: answer.type, code: undefined };
    throw listenError(Object.assign(new Error(message), { code }), 'udp', setup);
  }

  /** Resolves when everything the thread had received was handed over. */
  flush(): Promise<void> {
    return new Promise((resolve) => {
      this.#flushes.push(resolve);
      this.#say({ type: 'flush' });
    });
  }

  async stop(): Promise<void> {
    const exited = once(this.#worker, 'exit');
    this.#say({ type: 'stop' });
    await exited;
    for (const resolve of this.#flushes.splice(0)) resolve();
  }

  #say(message: ToSocket): void {
    this.#worker.postMessage(message);
  }

  #hear(message: FromSocket): void {
    if (message.type === 'datagrams') {
      this.onDatagrams(message.datagrams);
      const { bytes, ends } = message.datagrams;
      this.#say({ type: 'taken', bytes: bytes.length, records: ends.length });
    } else if (message.type === 'flushed') this.#flushes.shift()?.();
    else if (message.type === 'failed') this.onFailure(message.error);
  }
}

function deliver(datagrams: Datagrams, sink: Sink, counters: ReceiverCounters, room?: WaitingRoom): void {
  const { addresses, bytes, ends, senders, times, truncated, dropped } = datagrams;
  const sources = addresses.map((address) => counters.source(address, 'udp'));
  let start = 0;
  for (let i = 0; i < ends.length; i++) {
    const source = sources[senders[i]!]!;
    const raw = bytes.subarray(start, ends[i]);
    start = ends[i]!;
    const isFull = sink.full || room?.isEmpty === false;
    if (raw.length === 0) counters.drop(source, 0, 'empty');
    else if (isFull && room === undefined) counters.drop(source, raw.length, 'buffer-full');
    else {
      const envelope = {
        source: addresses[senders[i]!]!,
        transport: 'udp',
        format: 'syslog',
        dataset: '',
        received: times[i]!,
        truncated: truncated[i] === 1,
        raw,
      } as const;
      if (isFull) {
        room!.add(envelope, source);
        continue;
      }
      counters.count(source, raw.length, envelope.truncated);
      sink.write(envelope);
    }
  }
  for (const { address, datagrams: count, bytes: size } of dropped)
    counters.dropMany(counters.source(address, 'udp'), count, size, 'buffer-full');
}

function warnOfSmallBuffer({ granted, bufferError }: Bound, logger: Logger): void {
  if (bufferError !== undefined) logger.warn({ err: bufferError }, 'udp-receive-buffer-not-set');
  if (granted >= receiveBufferBytes) return;
  const hint = `sysctl -w net.core.rmem_max=${receiveBufferBytes}`;
  logger.warn({ wanted: receiveBufferBytes, granted, hint }, 'udp-receive-buffer-small');
}
