import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { programFile } from '../../../contract/program-file.js';
import { Serial } from '../serial.js';
import type { CountJob, DueCounts, SegmentFacts, SegmentJob } from './job.js';

/** What the child is asked to do. */
export type SegmentTask = { write: SegmentJob } | { count: CountJob; memory: number; temporary: string };
/** What it answers. */
export type SegmentReply = { facts: SegmentFacts | undefined } | { counts: DueCounts } | { error: string };

const child = fileURLToPath(programFile('server/store/events/segments/child.js'));
/** A child without work ends after this time; while events come in fast, one goes on. */
const idleMs = 5000;
/** MB; three small columns are read. */
const countMemory = 128;

/** The job failed in another process; `memory`: because there was not enough. */
export class SegmentError extends Error {
  readonly memory: boolean;

  constructor(message: string, memory: boolean) {
    super(message);
    this.name = 'SegmentError';
    this.memory = memory;
  }
}

/** Has segments written by a child process with low priority, started when there is work. */
export class SegmentProcess {
  readonly #jobs = new Serial();
  #child: ChildProcess | undefined;
  #idle: NodeJS.Timeout | undefined;

  /**
   * @returns what was written; undefined when there were no rows
   * @throws SegmentError
   */
  async write(job: SegmentJob): Promise<SegmentFacts | undefined> {
    const reply = await this.#run({ write: job });
    return 'facts' in reply ? reply.facts : undefined;
  }

  /**
   * @param temporary folder for what does not fit into memory
   * @throws SegmentError
   */
  async count(job: CountJob, temporary: string): Promise<DueCounts> {
    const reply = await this.#run({ count: job, memory: countMemory, temporary });
    return (reply as { counts: DueCounts }).counts;
  }

  #run(task: SegmentTask): Promise<Exclude<SegmentReply, { error: string }>> {
    return this.#jobs.run(async () => {
      clearTimeout(this.#idle);
      this.#child ??= this.#start();
      const reply = await ask(this.#child, task);
      this.#idle = setTimeout(() => this.close(), idleMs).unref();
      if ('error' in reply) throw new SegmentError(reply.error, /out of memory/i.test(reply.error));
      return reply;
    });
  }

  /** Ends the child; a job that runs fails. */
  close(): void {
    clearTimeout(this.#idle);
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }

  #start(): ChildProcess {
    const started = fork(child, {
      serialization: 'advanced',
      // It needs nothing of the server's secrets.
      env: {},
      execArgv: ['--max-semi-space-size=1', '--max-old-space-size=256'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const forget = (): void => {
      if (this.#child === started) this.#child = undefined;
    };
    started.on('exit', forget);
    started.on('error', forget);
    return started;
  }
}

/** The child holds the event loop only while it works. */
function ask(child: ChildProcess, task: SegmentTask): Promise<SegmentReply> {
  return new Promise<SegmentReply>((resolve, reject) => {
    const settle = (): void => {
      child.off('message', onMessage).off('exit', onExit).off('error', onError);
      child.unref();
      child.channel?.unref();
    };
    const onMessage = (reply: unknown): void => {
      settle();
      resolve(reply as SegmentReply);
    };
    const onExit = (code: number | null, signal: string | null): void => {
      settle();
      // The system ends the process with the largest score when memory is short.
      reject(
        new SegmentError(`the process that writes segments ended: ${signal ?? code}`, signal === 'SIGKILL'),
      );
    };
    const onError = (error: Error): void => {
      settle();
      reject(new SegmentError(`the process that writes segments: ${error.message}`, false));
    };
    child.on('message', onMessage).on('exit', onExit).on('error', onError);
    child.ref();
    child.channel?.ref();
    child.send(task, (error) => error && onError(error));
  });
}
