import { type Envelope, encodeBatch } from '../contract/envelope.js';
import { encodeEntry } from './entry.js';
import { type Part, Parts } from './entry-parts.js';
import type { IngestJournal } from './ingest-journal.js';
import type { CollectorIdentity } from './ingestor.js';
import { recordKey } from './record-ids.js';

/** A record as a foreign shipper sent it. */
export interface IntakeRecord extends Pick<Envelope, 'format' | 'dataset' | 'raw'> {
  /** What its sender calls it, unique for this collector; undefined: it is new in any case. */
  id?: string | undefined;
}

/** What became of a record. */
export const outcome = { stored: 0, duplicate: 1, refused: 2 } as const;

export interface IntakeReply {
  /** Of each record: a value of {@link outcome}. */
  outcomes: Uint8Array;
  stored: number;
  duplicates: number;
  /** Why the refused ones were not taken; each can be sent again. */
  refusal: Error | undefined;
  /** Journal position at or behind the end of what was stored. */
  position: number;
}

/** Takes the records of foreign shippers into the journal. */
export interface Intake {
  /**
   * @param identity whom the token belongs to
   * @param source address of the sender
   * @param records their bytes must not be changed until the promise is settled
   * @param rejected what the endpoint refused of the same request: counted in the ledger of sources, by reason
   * @returns after everything is durable
   * @throws GrundwachtError STORAGE_STALLED and others of the journal, when nothing was stored
   */
  submit(
    identity: CollectorIdentity,
    source: string,
    records: readonly IntakeRecord[],
    rejected?: ReadonlyMap<string, number>,
  ): Promise<IntakeReply>;
  /** Counters since the start. */
  readonly counters: { records: number; duplicates: number; rejected: number; refused: number };
}

/** A record that is the same as another: one in commit, or the one at index `first` of its own request. */
interface Repeat {
  index: number;
  commit: Promise<unknown> | undefined;
  first: number | undefined;
}

/**
 * @param store the journal with what it knows of the records in it
 * @param now clock for the receipt time, milliseconds since the epoch
 */
export function createIntake(store: IngestJournal, now: () => number = Date.now): Intake {
  const { journal, ids } = store;
  // A client that gave up waiting sends again while the first request is still in commit.
  const inCommit = new Map<string, Promise<unknown>>();
  const counters = { records: 0, duplicates: 0, rejected: 0, refused: 0 };

  async function append(identity: CollectorIdentity, part: Part, received: number): Promise<number> {
    const { records, keys, rejected } = part;
    const place = { collector: identity.collector, epoch: '', sequence: 0 };
    const meta = {
      tenant: identity.tenant,
      ...place,
      received,
      direct: { ids: keys.join(''), rejected },
    };
    const { next } = await journal.append(encodeEntry(meta, encodeBatch({ ...place, records })));
    // Nothing may wait between the commit and this line: the next segment's preamble must hold the ids.
    for (const key of keys) ids.add(key);
    return next;
  }

  /** Sorts out what is there already, and divides the rest. */
  function divide(
    identity: CollectorIdentity,
    source: string,
    records: readonly IntakeRecord[],
    received: number,
  ) {
    const outcomes = new Uint8Array(records.length);
    const repeats: Repeat[] = [];
    const parts = new Parts();
    const own = new Map<string, number>();
    records.forEach(({ raw, format, dataset, id }, index) => {
      const key = id === undefined ? undefined : recordKey(identity.collector, id, raw);
      if (key !== undefined) {
        const commit = inCommit.get(key);
        const first = own.get(key);
        if (commit !== undefined || first !== undefined || ids.has(key)) {
          outcomes[index] = outcome.duplicate;
          repeats.push({ index, commit, first });
          return;
        }
        own.set(key, index);
      }
      const envelope = {
        source,
        transport: 'http',
        format,
        dataset,
        received,
        truncated: false,
        raw,
      } as const;
      parts.add(index, envelope, key);
    });
    return { outcomes, repeats, parts };
  }

  async function submit(
    ...[identity, source, records, rejected]: Parameters<Intake['submit']>
  ): Promise<IntakeReply> {
    const received = now();
    const { outcomes, repeats, parts } = divide(identity, source, records, received);
    if (rejected !== undefined) counters.rejected += parts.reject(source, rejected);
    const commits = parts.all.map((part) => {
      const commit = append(identity, part, received);
      for (const key of part.keys) inCommit.set(key, commit);
      return commit;
    });
    const settled = await Promise.allSettled(commits);
    let position = journal.head;
    let refusal: Error | undefined;
    settled.forEach((result, at) => {
      const { indexes, keys } = parts.all[at]!;
      for (const key of keys) inCommit.delete(key);
      if (result.status === 'fulfilled') position = Math.max(position, result.value);
      else {
        refusal = result.reason as Error;
        for (const index of indexes) outcomes[index] = outcome.refused;
      }
    });
    for (const { index, commit, first } of repeats) {
      await commit?.catch((error: Error) => {
        refusal = error;
        outcomes[index] = outcome.refused;
      });
      if (first !== undefined)
        outcomes[index] = outcomes[first] === outcome.refused ? outcome.refused : outcome.duplicate;
    }
    return replyOf(outcomes, refusal, position, settled);
  }

  function replyOf(
    outcomes: Uint8Array,
    refusal: Error | undefined,
    position: number,
    settled: PromiseSettledResult<number>[],
  ): IntakeReply {
    const counts = [0, 0, 0];
    for (const value of outcomes) counts[value]!++;
    const [stored = 0, duplicates = 0, refused = 0] = counts;
    counters.records += stored;
    counters.duplicates += duplicates;
    counters.refused += refused;
    const nothing = stored === 0 && duplicates === 0 && settled.every(({ status }) => status === 'rejected');
    if (refusal !== undefined && nothing) throw refusal;
    return { outcomes, stored, duplicates, refusal, position };
  }

  return { counters, submit };
}
