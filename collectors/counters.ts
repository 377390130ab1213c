/**
 * Why a record that came in was not handed on. The sum of all reasons and what was shipped is what was received.
 * - `buffer-full`: the sink takes no more (UDP only: others wait)
 * - `empty`: a datagram without content
 * - `kernel`: the kernel dropped datagrams because the socket's buffer was full
 */
export type DropReason = 'buffer-full' | 'empty' | 'kernel';

export interface SourceCounter {
  /** Address of the sender; for drops of the kernel the socket's own. */
  source: string;
  transport: string;
  received: number;
  /** Bytes of the records, without framing. */
  bytes: number;
  dropped: number;
  /** What was dropped, by reason. */
  reasons: Partial<Record<DropReason, number>>;
  truncated: number;
}

/** What became of connections; a connection is counted once in `opened` and at most once in another. */
export interface ConnectionCounters {
  opened: number;
  /** Beyond the number of connections allowed in all or from one address. */
  refused: number;
  /** Ended by an error of the network, of TLS or of the protocol. */
  failed: number;
  /** TLS: the client's certificate is absent, not valid or not on the list. */
  unauthorised: number;
  /** Closed because nothing came for the time allowed. */
  idle: number;
}

/** Sources beyond this share one counter: anybody can invent UDP source addresses. */
const sourceLimit = 10_000;
/** Name of the shared counter. */
export const otherSources = '(other)';

/** What the receivers of a collector counted since its start. */
export class ReceiverCounters {
  received = 0;
  truncated = 0;
  readonly dropped: Record<DropReason, number> = { 'buffer-full': 0, empty: 0, kernel: 0 };
  readonly connections: ConnectionCounters = { opened: 0, refused: 0, failed: 0, unauthorised: 0, idle: 0 };
  /** An address that sends over several transports has a counter for each. */
  readonly sources = new Map<string, SourceCounter>();

  /**
   * @param name address of the sender
   * @returns its counter; to be kept for the time of a connection
   */
  source(name: string, transport: string): SourceCounter {
    const key = `${transport} ${name}`;
    let counter = this.sources.get(key);
    if (counter === undefined) {
      if (this.sources.size >= sourceLimit && name !== otherSources)
        return this.source(otherSources, transport);
      counter = { source: name, transport, received: 0, bytes: 0, dropped: 0, reasons: {}, truncated: 0 };
      this.sources.set(key, counter);
    }
    return counter;
  }

  /** Counts a record that is handed on. */
  count(source: SourceCounter, bytes: number, truncated: boolean): void {
    this.received++;
    source.received++;
    source.bytes += bytes;
    if (!truncated) return;
    this.truncated++;
    source.truncated++;
  }

  /** Counts a record that was received and is lost. */
  drop(source: SourceCounter, bytes: number, reason: DropReason): void {
    this.dropMany(source, 1, bytes, reason);
  }

  /** Counts records of one sender that were received and are lost, with their bytes together. */
  dropMany(source: SourceCounter, records: number, bytes: number, reason: DropReason): void {
    this.received += records;
    source.received += records;
    source.bytes += bytes;
    this.dropped[reason] += records;
    source.dropped += records;
    source.reasons[reason] = (source.reasons[reason] ?? 0) + records;
  }

  /** Counts datagrams that the kernel received and dropped: whose they were it does not tell. */
  kernelDrops(source: SourceCounter, count: number): void {
    this.dropMany(source, count, 0, 'kernel');
  }
}
