import type { StoreLogger } from '../options.js';
import { lastResorts, type SegmentFacts, type SegmentFormat, type SegmentJob } from './job.js';
import { SegmentError, SegmentProcess } from './segment-process.js';

/** Has segments written in the best format that there is memory for. */
export class SegmentWriter {
  readonly process = new SegmentProcess();
  readonly #logger: StoreLogger | undefined;
  readonly #formats: readonly SegmentFormat[];

  constructor(format: SegmentFormat, logger: StoreLogger | undefined) {
    this.#formats = [format, ...lastResorts.map((resort) => ({ ...resort, level: format.level }))];
    this.#logger = logger;
  }

  /**
   * @returns what was written; undefined when there were no rows
   * @throws SegmentError
   */
  async write(job: Omit<SegmentJob, 'format'>): Promise<SegmentFacts | undefined> {
    for (const format of this.#formats.slice(0, -1)) {
      try {
        return await this.process.write({ ...job, format });
      } catch (err) {
        if (!(err instanceof SegmentError && err.memory)) throw err;
        this.#logger?.warn({ err, format }, 'event_seal_short_of_memory');
      }
    }
    return this.process.write({ ...job, format: this.#formats.at(-1)! });
  }

  close(): void {
    this.process.close();
  }
}
