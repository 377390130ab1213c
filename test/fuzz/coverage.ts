import { type Profiler, Session } from 'node:inspector';

/** Which blocks of the program's own code were executed, by V8's precise block coverage in this process. */
export class BlockCoverage {
  readonly #session = new Session();
  readonly #seen = new Set<string>();
  readonly #wanted: RegExp;

  /** @param wanted URLs of the scripts that count */
  constructor(wanted: RegExp) {
    this.#wanted = wanted;
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** Blocks that were ever executed. */
  get size(): number {
    return this.#seen.size;
  }

  /** @returns how many blocks were executed since the last call that never were before, or far more often */
  take(): number {
    const before = this.#seen.size;
    for (const { url, scriptId, functions } of this.#read()) {
      if (!this.#wanted.test(url)) continue;
      for (const { ranges } of functions) {
        for (const { startOffset, endOffset, count } of ranges) {
          if (count === 0) continue;
          const often = count > 128 ? 3 : count > 8 ? 2 : 1;
          this.#seen.add(`${scriptId}:${startOffset}:${endOffset}:${often}`);
        }
      }
    }
    return this.#seen.size - before;
  }

  /** With callCount V8 begins to count anew at each call. The session answers at once. */
  #read(): Profiler.ScriptCoverage[] {
    let result: Profiler.ScriptCoverage[] = [];
    this.#session.post('Profiler.takePreciseCoverage', (error, taken) => {
      if (error !== null) throw error;
      result = taken.result;
    });
    return result;
  }
}
