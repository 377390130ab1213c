import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import type { ReceiverCounters, SourceCounter } from '../counters.js';
import { endSocket } from '../listen/end-socket.js';
import type { StreamSession } from '../listen/stream-server.js';
import type { Sink } from '../sink.js';
import { type RelpFrame, RelpFrameDecoder } from './frame-decoder.js';
import { answerOffers, parseOffers } from './offers.js';
import { lastTxnr, Replies } from './replies.js';

export interface RelpSessionOptions {
  /** Address of the client. */
  source: string;
  /** Bytes of a record beyond this are cut off. */
  maxMessageBytes: number;
  sink: Sink;
  counters: ReceiverCounters;
  logger: Logger;
  /** Clock for receipt times, milliseconds since the epoch. */
  now: () => number;
}

/** Bytes of responses that the client does not fetch; beyond this nothing more is read. */
const maxUnread = 256 * 1024;

/**
 * The server's side of a RELP session: every `syslog` command is answered `200 OK` only after its record is durable,
 * in the order of the transactions. What is under way is limited by the client's window, and, should it keep none,
 * by the sink: while that is crowded, the socket is not read.
 */
export class RelpSession implements StreamSession {
  private readonly options: RelpSessionOptions;
  private readonly socket: Socket;
  private readonly decoder: RelpFrameDecoder;
  private readonly counter: SourceCounter;
  private readonly replies: Replies;
  private state: 'new' | 'open' | 'closing' = 'new';
  /** Of the last frame. */
  private txnr = 0;
  private received = 0;
  /** `syslog` commands that are written and not yet waited for, and the number of the first. */
  private written = 0;
  private firstWritten = 0;
  private holding = false;

  constructor(socket: Socket, options: RelpSessionOptions) {
    this.socket = socket;
    this.options = options;
    this.decoder = new RelpFrameDecoder(options.maxMessageBytes);
    this.counter = options.counters.source(options.source, 'relp');
    this.replies = new Replies((bytes) => void socket.write(bytes));
    socket.on('data', (chunk: Buffer) => this.push(chunk));
    socket.once('close', () => this.replies.discard());
  }

  /** Answers what was received, tells the client to open a new session when it can, and ends the connection. */
  end(): void {
    this.commit();
    this.state = 'closing';
    this.replies.whenAllAnswered(() => {
      this.socket.write('0 serverclose 0\n');
      endSocket(this.socket);
    });
  }

  private push(chunk: Buffer): void {
    if (this.state === 'closing') return;
    this.received = this.options.now();
    const fault = this.decoder.push(chunk, (frame) => this.frame(frame));
    this.commit();
    if (fault !== undefined) this.fail(fault);
    if (!this.holding) void this.hold();
  }

  private frame(frame: RelpFrame): void {
    if (this.isClosing) return;
    const expected = this.txnr === lastTxnr ? 1 : this.txnr + 1;
    // A session may begin with any number, and goes on from there one by one.
    if (frame.txnr !== expected && (this.txnr !== 0 || frame.txnr === 0)) {
      this.fail(`transaction ${frame.txnr} instead of ${expected}`);
      return;
    }
    this.txnr = frame.txnr;
    if (frame.command === 'syslog' && this.state === 'open') this.syslog(frame);
    else this.control(frame);
  }

  private syslog({ txnr, data: raw, truncated }: RelpFrame): void {
    const { source, sink, counters } = this.options;
    const { received } = this;
    counters.count(this.counter, raw.length, truncated);
    sink.write({ source, transport: 'relp', format: 'syslog', dataset: '', received, truncated, raw });
    if (this.written++ === 0) this.firstWritten = txnr;
  }

  private control({ txnr, command, data }: RelpFrame): void {
    this.commit();
    if (command === 'open' && this.state === 'new') {
      const { accepted, text } = answerOffers(parseOffers(data));
      this.replies.now(txnr, text);
      if (accepted) this.state = 'open';
      else this.fail(text);
    } else if (command === 'close') {
      this.replies.now(txnr, '');
      this.end();
    } else if (this.state === 'new') this.fail(`${command} before open`);
    else this.replies.now(txnr, `500 the command ${command} is not known here`);
  }

  /** Answers the `syslog` commands written last as soon as they are durable. */
  private commit(): void {
    if (this.written === 0) return;
    const answer = this.replies.later(this.firstWritten, this.written);
    void this.options.sink
      .committed(this.written)
      .then((durable) => answer(durable ? '200 OK' : '500 the record was refused'));
    this.written = 0;
  }

  private get isClosing(): boolean {
    return this.state === 'closing';
  }

  private fail(reason: string): void {
    const { counters, logger, source } = this.options;
    counters.connections.failed++;
    logger.warn({ source, reason }, 'relp-session-failed');
    this.end();
  }

  /** Stops reading while the sink is crowded or the client does not fetch its responses. */
  private async hold(): Promise<void> {
    const { sink } = this.options;
    const { socket } = this;
    this.holding = true;
    while (!socket.destroyed && (sink.crowded || socket.writableLength > maxUnread)) {
      socket.pause();
      if (sink.crowded) await sink.drained(this.options.source);
      else await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
    }
    this.holding = false;
    if (socket.isPaused()) socket.resume();
  }
}
