import { Worker } from 'node:worker_threads';
import { GrundwachtError } from '../contract/errors.js';
import { programFile } from '../contract/program-file.js';
import type { ThreadReply, ThreadRequest, ThreadSetup } from './protocol.js';

/** Memory of a thread: rules under trial must not take the server's. */
const heapMegabytes = 256;

/** A thread that tries rules, asked and answered in turn. */
export class TrialThread {
  readonly #worker: Worker;
  readonly #replies: ThreadReply[] = [];
  #failure: Error | undefined;
  #ended = false;
  #wake: () => void = () => {};

  constructor(setup: ThreadSetup) {
    this.#worker = new Worker(programFile('server/backtest/thread.js'), {
      workerData: setup,
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
    });
    this.#worker.on('message', (reply: ThreadReply) => {
      this.#replies.push(reply);
      this.#wake();
    });
    this.#worker.on('error', (error) => {
      this.#failure = error;
      this.#wake();
    });
    this.#worker.on('exit', () => {
      this.#ended = true;
      this.#wake();
    });
  }

  send(request: ThreadRequest): void {
    this.#worker.postMessage(request);
  }

  /**
   * @param deadline how long to wait, milliseconds
   * @returns the next reply; undefined when the thread has ended without a further one
   * @throws GrundwachtError RULE_TOO_SLOW when none comes in time, INTERNAL when the thread failed
   */
  async next(deadline: number): Promise<ThreadReply | undefined> {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.#wake();
    }, deadline);
    try {
      for (;;) {
        const reply = this.#replies.shift();
        if (reply !== undefined) return reply;
        if (this.#failure !== undefined) {
          throw new GrundwachtError('INTERNAL', {
            message: 'the thread failed: {message}',
            values: { message: this.#failure.message },
          });
        }
        if (this.#ended) return undefined;
        if (late)
          throw new GrundwachtError('RULE_TOO_SLOW', {
            message: 'no answer within {deadline} ms',
            values: { deadline },
          });
        await new Promise<void>((wake) => {
          this.#wake = wake;
        });
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends it whatever it does. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}
