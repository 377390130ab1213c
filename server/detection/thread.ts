import { type Transferable, Worker } from 'node:worker_threads';
import { type ErrorCode, GrundwachtError } from '../contract/errors.js';
import { cell, newCells, noRule } from './cells.js';
import type { ThreadAnswers, ThreadReady, ThreadReply, ThreadRequest, ThreadSetup } from './protocol.js';

/** A thread ended by itself or was ended by the watchdog; what it had not answered is not done. */
export class ThreadLost extends Error {
  /** Id of the rule that was being evaluated. */
  readonly rule: string | undefined;
  /** Journal position of the record that was being worked on. */
  readonly position: number | undefined;

  constructor(reason: string, rule?: string, position?: number) {
    super(reason);
    this.name = 'ThreadLost';
    this.rule = rule;
    this.position = position;
  }
}

interface Waiting {
  position: number | undefined;
  resolve: (value: never) => void;
  reject: (error: Error) => void;
}

/** The main thread's end of a detection thread: requests are answered in their order. */
export class Thread {
  readonly cells: Int32Array;
  /** Resolves when the thread has ended, by whatever cause. */
  readonly lost: Promise<ThreadLost>;
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  #rules: readonly string[] = [];
  #reason: string | undefined;
  #ended: ThreadLost | undefined;

  private constructor(setup: Omit<ThreadSetup, 'cells'>, file: URL) {
    this.cells = newCells();
    // Options of the parent, such as --env-file, are none of a thread's, nor is its environment.
    this.#worker = new Worker(file, { workerData: { ...setup, cells: this.cells }, execArgv: [], env: {} });
    this.#worker.on('message', (reply: ThreadReply) => this.#answered(reply));
    this.#worker.on('error', (error) => {
      this.#reason ??= error.message;
    });
    this.lost = new Promise((resolve) => {
      this.#worker.once('exit', (code) => resolve(this.#end(`the thread ended with code ${code}`)));
    });
  }

  /**
   * @param file the thread's program
   * @param limitMs how long reading the rules may take
   * @returns a thread that has read its rules, and what it says of them
   * @throws ThreadLost, GrundwachtError
   */
  static async start(
    setup: Omit<ThreadSetup, 'cells'>,
    file: URL,
    limitMs: number,
  ): Promise<{ thread: Thread; ready: ThreadReady }> {
    const thread = new Thread(setup, file);
    const limit = setTimeout(() => thread.kill('reading the rules takes too long'), limitMs);
    try {
      const ready = await thread.#next<ThreadReady>(undefined);
      thread.#rules = ready.infos.map(({ id }) => id);
      return { thread, ready };
    } finally {
      clearTimeout(limit);
    }
  }

  /** Requests without an answer. */
  get pending(): number {
    return this.#waiting.length;
  }

  /** @throws ThreadLost; GrundwachtError of the work itself */
  ask<T extends ThreadRequest['type']>(
    request: Extract<ThreadRequest, { type: T }>,
    transfer: readonly Transferable[] = [],
  ): Promise<ThreadAnswers[T]> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    this.#worker.postMessage(request, transfer);
    return this.#next<ThreadAnswers[T]>('position' in request ? request.position : undefined);
  }

  /** Id of the rule that is being evaluated. */
  get evaluating(): string | undefined {
    const rule = Atomics.load(this.cells, cell.rule);
    return rule === noRule ? undefined : this.#rules[rule];
  }

  /** Ends the thread wherever it is. */
  kill(reason: string): void {
    this.#reason ??= reason;
    void this.#worker.terminate();
  }

  async close(): Promise<void> {
    this.kill('the thread was closed');
    await this.lost;
  }

  #next<T>(position: number | undefined): Promise<T> {
    return new Promise<T>((resolve, reject) => this.#waiting.push({ position, resolve, reject }));
  }

  #answered(reply: ThreadReply): void {
    const { resolve, reject } = this.#waiting.shift()!;
    if (reply.ok) resolve(reply.value as never);
    else reject(new GrundwachtError(reply.code as ErrorCode, reply.message));
  }

  #end(reason: string): ThreadLost {
    this.#ended = new ThreadLost(this.#reason ?? reason, this.evaluating, this.#waiting[0]?.position);
    for (const { reject } of this.#waiting.splice(0)) reject(this.#ended);
    return this.#ended;
  }
}
