import { decodeBatch } from '../contract/envelope.js';
import { GrundwachtError } from '../contract/errors.js';
import { encodeEntry } from './entry.js';
import type { IngestJournal } from './ingest-journal.js';

/** Who ships: what the bearer token stands for. */
export interface CollectorIdentity {
  collector: string;
  tenant: string;
}

/** The answer to a batch, after it is durable. */
export interface IngestReply {
  /** Records stored by this request: 0 for a duplicate. */
  accepted: number;
  /** The batch was stored before. */
  duplicate: boolean;
  /** Journal position behind the batch; for a duplicate one at or behind it. */
  position: number;
}

/** Takes batches into the journal, each once. */
export interface Ingestor {
  /**
   * @param bytes an encoded batch, decompressed; must not be changed until the promise is settled
   * @returns after the batch is durable
   * @throws GrundwachtError BATCH_MALFORMED, FORBIDDEN (the batch names another collector), STORAGE_STALLED
   */
  submit(identity: CollectorIdentity, bytes: Buffer): Promise<IngestReply>;
  /** Counters since the start. */
  readonly counters: { batches: number; records: number; duplicates: number; refused: number };
}

/**
 * @param store the journal with its ledger
 * @param now clock for the receipt time of a batch, milliseconds since the epoch
 */
export function createIngestor(store: IngestJournal, now: () => number = Date.now): Ingestor {
  const { journal, sequences } = store;
  // A client that gave up waiting sends again while the first request is still in commit.
  const inCommit = new Map<string, Promise<IngestReply>>();
  const counters = { batches: 0, records: 0, duplicates: 0, refused: 0 };

  async function storeOnce(
    identity: CollectorIdentity,
    bytes: Buffer,
    batch: { epoch: string; sequence: number; records: number },
  ): Promise<IngestReply> {
    const meta = { ...identity, epoch: batch.epoch, sequence: batch.sequence, received: now() };
    const { next } = await journal.append(encodeEntry(meta, bytes));
    // Nothing may wait between the commit and this line: the next segment's preamble must hold the batch.
    sequences.add(identity.collector, batch.epoch, batch.sequence);
    counters.batches++;
    counters.records += batch.records;
    return { accepted: batch.records, duplicate: false, position: next };
  }

  function duplicate(position: number): IngestReply {
    counters.duplicates++;
    return { accepted: 0, duplicate: true, position };
  }

  async function submit(identity: CollectorIdentity, bytes: Buffer): Promise<IngestReply> {
    const { collector, epoch, sequence, records } = decodeBatch(bytes);
    if (collector !== identity.collector) {
      throw new GrundwachtError(
        'FORBIDDEN',
        `the batch names collector ${JSON.stringify(collector)}, the token belongs to ${JSON.stringify(identity.collector)}`,
      );
    }
    if (sequences.has(collector, epoch, sequence)) return duplicate(journal.head);
    const key = JSON.stringify([collector, epoch, sequence]);
    const first = inCommit.get(key);
    if (first) return duplicate((await first).position);
    const commit = storeOnce(identity, bytes, { epoch, sequence, records: records.length });
    inCommit.set(key, commit);
    try {
      return await commit;
    } finally {
      inCommit.delete(key);
    }
  }

  return {
    counters,
    submit: (identity, bytes) =>
      submit(identity, bytes).catch((error: unknown) => {
        counters.refused++;
        throw error;
      }),
  };
}
