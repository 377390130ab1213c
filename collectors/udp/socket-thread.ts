// The thread of a UDP socket: does nothing but empty the kernel's buffer, which holds a tenth of a second at
// 50,000 datagrams a second, so that work of the main thread does not lose any. See receive.ts for its other end.
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { peerAddress } from '../syslog/receiver.js';
import { DatagramPacker } from './datagrams.js';
import type { Bound, FromSocket, SocketSetup, ToSocket } from './protocol.js';

/** How long a datagram may wait for others to be handed over with, milliseconds. */
const lingerMs = 5;
/** Bytes handed over and not taken at which datagrams are dropped and counted: the main thread stands still. */
const maxUntakenBytes = 32 * 1024 * 1024;
/** What a record costs besides its bytes, while it is handed over. */
const recordBytes = 64;
/** When nothing came for so long, the kernel's buffer is taken for empty, milliseconds. */
const quietMs = 2;
/** How often that is tried at a question and at the stop. */
const pauses = { flush: 20, stop: 250 };

const main = parentPort!;
const { host, port, maxMessageBytes, receiveBufferBytes } = workerData as SocketSetup;
const packer = new DatagramPacker(maxMessageBytes);
let untaken = 0;
let arrivals = 0;
let timer: NodeJS.Timeout | undefined;

const say = (message: FromSocket, transfer: ArrayBuffer[] = []): void => main.postMessage(message, transfer);

function receive(datagram: Buffer, from: RemoteInfo): void {
  arrivals++;
  const address = peerAddress(from.address);
  if (untaken >= maxUntakenBytes) packer.drop(datagram.length, address);
  else packer.add(datagram, address, Date.now());
  if (packer.isFull) handOverSoon();
  else timer ??= setTimeout(handOverSoon, lingerMs);
}

/** Unless the main thread stands still: it asks by `taken` when it goes on. */
function handOverSoon(): void {
  clearTimeout(timer);
  timer = undefined;
  if (untaken < maxUntakenBytes) handOver();
}

function handOver(): void {
  if (packer.isEmpty) return;
  const datagrams = packer.take();
  const { bytes, ends, senders, times, truncated } = datagrams;
  untaken += bytes.length + recordBytes * ends.length;
  const transfer = [bytes.buffer, ends.buffer, senders.buffer, times.buffer, truncated.buffer];
  say({ type: 'datagrams', datagrams }, transfer);
}

function boundTo(socket: Socket): Bound {
  let bufferError: Error | undefined;
  try {
    socket.setRecvBufferSize(receiveBufferBytes);
  } catch (error) {
    bufferError = error as Error;
  }
  // socket(7): Linux doubles the size for its bookkeeping and reports that.
  const granted = socket.getRecvBufferSize() / (process.platform === 'linux' ? 2 : 1);
  return { ...socket.address(), granted, ...(bufferError === undefined ? {} : { bufferError }) };
}

/** Goes on when nothing came for one pause: what the kernel held is read then. */
async function quiet(most: number): Promise<void> {
  for (let tried = 0, before = -1; tried < most && arrivals > before; tried++) {
    before = arrivals;
    await sleep(quietMs);
  }
}

async function answer(message: ToSocket): Promise<void> {
  if (message.type === 'taken') {
    untaken -= message.bytes + recordBytes * message.records;
    if (timer === undefined) handOverSoon();
    return;
  }
  await quiet(pauses[message.type]);
  if (message.type === 'stop') socket.close();
  handOver();
  if (message.type === 'flush') say({ type: 'flushed' });
  else main.close();
}

/** On Linux the thread's own, without the others of the process; needs CAP_SYS_NICE or LimitNICE. */
function hurry(): void {
  try {
    setPriority(-10);
  } catch {
    // Not allowed: the buffer has to be enough.
  }
}

hurry();
const socket = createSocket({ type: isIPv6(host) ? 'udp6' : 'udp4' });
socket.on('message', receive);
socket.once('error', (error: NodeJS.ErrnoException) => {
  // A copied error has no code.
  say({ type: 'refused', message: error.message, code: error.code });
  socket.close();
  main.close();
});
socket.bind(port, host, () => {
  socket.removeAllListeners('error');
  socket.on('error', (error) => say({ type: 'failed', error }));
  say({ type: 'bound', bound: boundTo(socket) });
});
main.on('message', (message: ToSocket) => void answer(message));
