import type { Logger } from 'pino';
import { Serial } from '../store/events/serial.js';
import type { Crew } from './crew.js';
import { readDetectionState, writeDetectionState } from './state-file.js';
import { ThreadLost } from './thread.js';

/** The correlations' state on disk, and how old it is. */
export class StateKeeper {
  readonly #folder: string;
  readonly #logger: Logger;
  readonly #saving = new Serial();
  #position = 0;
  /** When the last one was taken; a clock that never goes back, milliseconds. */
  #time = Number.NEGATIVE_INFINITY;

  /** @param folder of the snapshot */
  constructor(folder: string, logger: Logger) {
    this.#folder = folder;
    this.#logger = logger;
  }

  /** Journal position that the state on disk has come to. */
  get position(): number {
    return this.#position;
  }

  /**
   * Says whether another snapshot is to be taken, and if so counts it as taken.
   * @param everyMs between two
   */
  isDue(everyMs: number): boolean {
    if (performance.now() - this.#time <= everyMs) return false;
    this.#time = performance.now();
    return true;
  }

  /** Writes a snapshot, one at a time; when that fails the log says so and the one before stays. */
  save(position: number, snapshot: Uint8Array): Promise<void> {
    return this.#saving.run(async () => {
      try {
        await writeDetectionState(this.#folder, { position, snapshot });
        this.#position = position;
      } catch (err) {
        this.#logger.error({ err }, 'detection_state_not_saved');
      }
    });
  }

  /** Saves the state that a crew ends with. */
  async saveOf(crew: Crew, position: number): Promise<void> {
    try {
      await this.save(position, await crew.snapshot());
    } catch (err) {
      this.#logger.error({ err }, 'detection_state_not_saved');
    }
  }

  /** Resolves when nothing is being written. */
  settled(): Promise<void> {
    return this.#saving.run(async () => {});
  }

  /**
   * Gives a crew the state on disk; without a usable one it begins with the journal's oldest record.
   * @param journal a state from outside of it belongs to another journal
   * @returns journal position up to which records are in the crew's state
   * @throws ThreadLost
   */
  async restore(crew: Crew, journal: { start: number; head: number }): Promise<number> {
    let position = journal.start;
    try {
      await this.settled();
      const state = await readDetectionState(this.#folder);
      if (state && state.position >= journal.start && state.position <= journal.head) {
        const report = await crew.restore(state.snapshot);
        position = state.position;
        this.#logger.info({ position, ...report }, 'detection_state_restored');
      }
    } catch (err) {
      if (err instanceof ThreadLost) throw err;
      this.#logger.warn({ err }, 'detection_state_unusable');
    }
    this.#position = position;
    this.#time = performance.now();
    return position;
  }
}
