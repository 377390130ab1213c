import type { Kysely } from 'kysely';
import type { Batch } from './contract/envelope.js';
import type { Event } from './contract/event.js';
import { touchCollectors } from './store/collectors.js';
import { getPipelinePosition, setPipelinePosition } from './store/pipeline-positions.js';
import { addCounts, addSourceCounts, type SourceDelta } from './store/sources.js';
import type { Database } from './store/tables.js';

/**
 * Counts what was received and stored, per source. The counters and the journal position up to which they count are
 * written in one transaction, so that a replay counts nothing twice.
 */
export class Ledger {
  readonly #db: Kysely<Database>;
  #deltas = new Map<string, SourceDelta>();
  #counted = 0;
  #flushed = 0;
  #running: Promise<void> = Promise.resolve();

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** Journal position up to which the counters are stored. */
  get position(): number {
    return this.#flushed;
  }

  async open(): Promise<void> {
    this.#flushed = await getPipelinePosition(this.#db, 'counted');
    this.#counted = this.#flushed;
  }

  /**
   * @param events of the batch, in the order of its records
   * @param next journal position behind the batch; one that was counted before is left out
   */
  add(batch: Batch, events: readonly Event[], next: number): void {
    if (next <= this.#counted) return;
    this.#counted = next;
    batch.records.forEach((record, index) => {
      this.#count(record.transport, events[index]!);
    });
  }

  /** Stores what was counted since the last time; one flush at a time. */
  flush(now: number): Promise<void> {
    this.#running = this.#running.catch(() => undefined).then(() => this.#flush(now));
    return this.#running;
  }

  async #flush(now: number): Promise<void> {
    if (this.#counted === this.#flushed) return;
    const deltas = this.#deltas;
    const position = this.#counted;
    this.#deltas = new Map();
    try {
      await this.#db.transaction().execute(async (trx) => {
        await addSourceCounts(trx, [...deltas.values()]);
        await touchCollectors(trx, [...new Set([...deltas.values()].map((delta) => delta.collector))], now);
        await setPipelinePosition(trx, 'counted', position, now);
      });
      this.#flushed = position;
    } catch (error) {
      for (const delta of this.#deltas.values()) merge(deltas, delta);
      this.#deltas = deltas;
      throw error;
    }
  }

  #count(transport: string, event: Event): void {
    const time = event['event.ingested'];
    merge(this.#deltas, {
      tenant: event.tenant,
      collector: event['observer.id'],
      source: event['log.source'],
      transport,
      dataset: event['event.dataset'],
      host: event['host.name'] ?? '',
      received: 1,
      stored: 1,
      rejected: 0,
      unparsed: event['event.kind'] === 'pipeline_error' ? 1 : 0,
      first: time,
      last: time,
    });
  }
}

function merge(into: Map<string, SourceDelta>, delta: SourceDelta): void {
  const key = `${delta.tenant}\0${delta.collector}\0${delta.source}\0${delta.transport}\0${delta.dataset}\0${delta.host}`;
  const sum = into.get(key);
  if (sum === undefined) {
    into.set(key, delta);
    return;
  }
  addCounts(sum, delta);
}
