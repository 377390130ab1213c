import type { StoreLogger } from '../options.js';
import { frugalFormat, type SegmentFacts, type SegmentFormat, type SegmentJob } from './job.js';
import { SegmentError, SegmentProcess } from './segment-process.js';

/** Has segments written in the best format that the machine has memory for. */
export class SegmentWriter {
  readonly process = new SegmentProcess();
  readonly #logger: StoreLogger | undefined;
  #format: SegmentFormat;

  constructor(format: SegmentFormat, logger: StoreLogger | undefined) {
    this.#format = format;
    this.#logger = logger;
  }

  /**
   * @returns what was written; undefined when there were no rows
   * @throws SegmentError
   */
  async write(job: Omit<SegmentJob, 'format'>): Promise<SegmentFacts | undefined> {
    try {
      return await this.process.write({ ...job, format: this.#format });
    } catch (err) {
      if (!(err instanceof SegmentError && err.memory) || this.#isFrugal) throw err;
      this.#logger?.warn({ err }, 'event_seal_short_of_memory');
      this.#format = { ...frugalFormat, level: this.#format.level };
      return this.process.write({ ...job, format: this.#format });
    }
  }

  close(): void {
    this.process.close();
  }

  get #isFrugal(): boolean {
    return this.#format.rowGroup <= frugalFormat.rowGroup;
  }
}
