import type { Envelope } from '../../server/contract/envelope.js';
import type { ReceiverCounters, SourceCounter } from '../counters.js';
import type { Sink } from '../sink.js';

interface Waiting {
  envelope: Envelope;
  counter: SourceCounter;
}

const roomBytes = 8 * 1024 * 1024;
const drainMs = 50;

/**
 * Where datagrams wait while nothing more can be held, for those who would rather lose old ones than new ones. What is
 * in the spool is never dropped: it may have been acknowledged to its sender.
 */
export class WaitingRoom {
  private readonly sink: Sink;
  private readonly counters: ReceiverCounters;
  private readonly maxBytes: number;
  private waiting: Waiting[] = [];
  private bytes = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(sink: Sink, counters: ReceiverCounters, maxBytes = roomBytes) {
    this.sink = sink;
    this.counters = counters;
    this.maxBytes = maxBytes;
  }

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  /** Takes a datagram; the oldest are dropped and counted for it. */
  add(envelope: Envelope, counter: SourceCounter): void {
    this.waiting.push({ envelope, counter });
    this.bytes += envelope.raw.length;
    let dropped = 0;
    while (this.bytes > this.maxBytes && dropped < this.waiting.length) {
      const oldest = this.waiting[dropped++]!;
      this.bytes -= oldest.envelope.raw.length;
      this.counters.drop(oldest.counter, oldest.envelope.raw.length, 'buffer-full');
    }
    if (dropped > 0) this.waiting.splice(0, dropped);
    this.timer ??= setInterval(() => this.drain(), drainMs);
  }

  /** Hands everything over, also to a sink that is full. */
  close(): void {
    clearInterval(this.timer);
    for (const waiting of this.waiting.splice(0)) this.hand(waiting);
  }

  private drain(): void {
    let handed = 0;
    while (handed < this.waiting.length && !this.sink.full) this.hand(this.waiting[handed++]!);
    this.waiting.splice(0, handed);
    if (this.waiting.length > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private hand({ envelope, counter }: Waiting): void {
    this.bytes -= envelope.raw.length;
    this.counters.count(counter, envelope.raw.length, envelope.truncated);
    this.sink.write(envelope);
  }
}
