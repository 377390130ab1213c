import type { Logger } from 'pino';
import type { Match } from './contract/detection.js';
import type { Event } from './contract/event.js';
import type { Engine } from './detect/engine.js';
import { readDetectionState, writeDetectionState } from './detection-state.js';

export interface DetectionOptions {
  engine: Engine;
  /** Folder of the snapshot. */
  folder: string;
  logger: Logger;
}

/** A restart replays the journal from the last snapshot: this much at most, and what came after it. */
const snapshotMs = 30_000;

/** The stage that examines events, with a state that outlives the process. */
export class Detection {
  readonly #options: DetectionOptions;
  /** Records before this position are in the restored state already. */
  #from = 0;
  #saved = { position: 0, time: 0 };
  #undetected = 0;

  constructor(options: DetectionOptions) {
    this.#options = options;
  }

  /** Journal position from which on the journal is needed to rebuild the state. */
  get position(): number {
    return this.#saved.position;
  }

  /** Events that were not examined because of a fault in the engine. */
  get undetected(): number {
    return this.#undetected;
  }

  /**
   * Restores the state of the last run.
   * @param journal what the journal holds; a state from outside of it belongs to another journal
   */
  async restore(journal: { start: number; head: number }): Promise<void> {
    const { engine, folder, logger } = this.#options;
    let position = journal.start;
    try {
      const state = await readDetectionState(folder);
      if (state && state.position >= journal.start && state.position <= journal.head) {
        const report = engine.restore(state.snapshot);
        position = state.position;
        logger.info({ position, ...report }, 'detection_state_restored');
      }
    } catch (err) {
      logger.warn({ err }, 'detection_state_unusable');
    }
    this.#from = position;
    this.#saved = { position, time: Date.now() };
  }

  /**
   * @param events of one journal record
   * @param position where the record begins; one that the restored state contains gives nothing
   */
  examine(events: readonly Event[], position: number): Match[] {
    if (position < this.#from) return [];
    return events.flatMap((event) => this.#matchesOf(event));
  }

  /** A fault in the evaluation of one event must not keep the others from being examined and stored. */
  #matchesOf(event: Event): Match[] {
    const { engine, logger } = this.#options;
    try {
      return engine.process(event);
    } catch (err) {
      this.#undetected++;
      logger.error({ err, event: event.id }, 'detection_failed');
      return [];
    }
  }

  /** Saves the state when the last time is long ago; call between two records only. */
  async saveWhenDue(position: number): Promise<void> {
    if (Date.now() - this.#saved.time > snapshotMs) await this.save(position);
  }

  /**
   * Saves the state; call between two records only.
   * @param position journal position behind the last record that was examined
   */
  async save(position: number): Promise<void> {
    const { engine, folder, logger } = this.#options;
    this.#saved.time = Date.now();
    try {
      await writeDetectionState(folder, { position, snapshot: engine.snapshot() });
      this.#saved.position = position;
    } catch (err) {
      logger.error({ err }, 'detection_state_not_saved');
    }
  }
}
