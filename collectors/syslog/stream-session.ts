import type { Socket } from 'node:net';
import type { ReceiverCounters } from '../counters.js';
import { endSocket } from '../listen/end-socket.js';
import type { StreamSession } from '../listen/stream-server.js';
import type { Sink } from '../sink.js';
import { FrameDecoder } from './frame-decoder.js';

/**
 * Receives syslog from a connection, framed as RFC 6587 says (see FrameDecoder; RFC 5425 4.3 allows octet counting
 * alone). When the sink is crowded the socket is not read, so that TCP itself makes the sender wait.
 * @param now clock for receipt times, milliseconds since the epoch
 */
export function syslogSession(
  socket: Socket,
  source: string,
  transport: 'tcp' | 'tls',
  maxMessageBytes: number,
  sink: Sink,
  counters: ReceiverCounters,
  now: () => number,
): StreamSession {
  const counter = counters.source(source, transport);
  const decoder = new FrameDecoder(maxMessageBytes);
  let received = 0;
  const emit = (raw: Buffer, truncated: boolean): void => {
    counters.count(counter, raw.length, truncated);
    sink.write({ source, transport, format: 'syslog', dataset: '', received, truncated, raw });
  };
  socket.on('data', (chunk: Buffer) => {
    received = now();
    decoder.push(chunk, emit);
    if (!sink.crowded) return;
    socket.pause();
    void sink.drained(source).then(() => socket.resume());
  });
  socket.once('close', () => {
    received = now();
    decoder.end(emit);
  });
  return { end: () => endSocket(socket) };
}
