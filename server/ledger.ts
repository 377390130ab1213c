import type { Kysely } from 'kysely';
import { touchCollectors } from './store/collectors.js';
import { getPipelinePosition, setPipelinePosition } from './store/pipeline-positions.js';
import { addDelta, type SourceDelta } from './store/source-delta.js';
import { forgetSourceHours } from './store/source-hours.js';
import { addSourceCounts } from './store/sources.js';
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
  /** In which what is too old was forgotten. */
  #hour = 0;

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
   * @param deltas of a batch
   * @param next journal position behind the batch; one that was counted before is left out
   */
  add(deltas: readonly SourceDelta[], next: number): void {
    if (next <= this.#counted) return;
    this.#counted = next;
    for (const delta of deltas) addDelta(this.#deltas, delta);
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
    const hour = Math.floor(now / 3_600_000);
    this.#deltas = new Map();
    try {
      await this.#db.transaction().execute(async (trx) => {
        await addSourceCounts(trx, [...deltas.values()]);
        await touchCollectors(trx, [...new Set([...deltas.values()].map((delta) => delta.collector))], now);
        if (hour !== this.#hour) await forgetSourceHours(trx, now);
        await setPipelinePosition(trx, 'counted', position, now);
      });
      this.#flushed = position;
      this.#hour = hour;
    } catch (error) {
      for (const delta of this.#deltas.values()) addDelta(deltas, delta);
      this.#deltas = deltas;
      throw error;
    }
  }
}
