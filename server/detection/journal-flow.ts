import type { Logger } from 'pino';
import type { Journal } from '../journal/journal.js';
import type { Serial } from '../store/events/serial.js';
import type { Crew } from './crew.js';
import type { Care, Findings, RuleFault } from './protocol.js';
import type { StateKeeper } from './state-keeper.js';
import { TaskQueue } from './task-queue.js';

/** What was found in the journal's record between two positions. */
export interface Examined extends Findings {
  position: number;
  next: number;
}

interface Task {
  bytes: number;
  /** Undefined for a snapshot. */
  position: number | undefined;
  next: number;
  results: boolean;
  answer: Promise<Findings | Uint8Array>;
}

export interface JournalFlowOptions {
  /** The crew in force; it changes only in its turn. */
  crew(): Crew;
  /** Giving records to the crew, and changing it. */
  turn: Serial;
  state: StateKeeper;
  snapshotMs: number;
  logger: Logger;
  /** Hears of each rule that threw. */
  onFault(fault: RuleFault): void;
}

/** Of each thread; enough to keep it busy while its answers are stored. */
const tasksOfThread = 8;
const bytesInFlight = 8 << 20;

/** The journal's records on their way to the crew, and its findings on their way back, in the same order. */
export class JournalFlow {
  /** Behind the last record whose findings were used. */
  used = 0;
  /** Events that were not examined because of a fault. */
  undetected = 0;
  readonly #options: JournalFlowOptions;
  /** Records that ended a thread, by position: how often. */
  readonly #failures = new Map<number, number>();
  /** Records before this position are in the state that the crew began with. */
  #restored = 0;
  /** Behind the last record that was given to the crew. */
  #given = 0;
  #tasks: TaskQueue<Task> | undefined;

  constructor(options: JournalFlowOptions) {
    this.#options = options;
  }

  /** @param position up to which records are in the state that the crew begins with */
  begin(position: number): void {
    this.#restored = position;
    this.#given = position;
  }

  /** @throws ThreadLost when {@link end} is called with it; GrundwachtError JOURNAL_CORRUPT, BATCH_MALFORMED */
  async *run(journal: Journal, signal: AbortSignal): AsyncGenerator<Examined, void, void> {
    const { crew, state } = this.#options;
    const stop = new AbortController();
    const threads = crew().threads.length;
    const tasks = new TaskQueue<Task>({ tasks: tasksOfThread * threads, bytes: bytesInFlight });
    this.#tasks = tasks;
    const feeding = this.#feed(journal, tasks, AbortSignal.any([signal, stop.signal]));
    try {
      for await (const { position, next, results, answer } of tasks) {
        const found = await answer;
        if (found instanceof Uint8Array) void state.save(next, found);
        else {
          this.#note(found);
          if (results) yield { ...found, position: position!, next };
          this.used = Math.max(this.used, next);
          this.#failures.delete(position!);
        }
      }
    } finally {
      stop.abort();
      tasks.end();
      await feeding;
      this.#tasks = undefined;
    }
  }

  /** Ends the run: what was given before is still told if it is there. */
  end(error: Error): void {
    this.#tasks?.end(error);
  }

  /** Notes that a record ended a thread. */
  blame(position: number): void {
    this.#failures.set(position, (this.#failures.get(position) ?? 0) + 1);
  }

  /** Has the crew's state saved when the findings before it have been used; in its turn only. */
  takeSnapshot(crew: Crew): void {
    if (this.#tasks === undefined) return;
    const next = this.#examined;
    push(this.#tasks, { bytes: 0, position: undefined, next, results: false, answer: crew.snapshot() });
  }

  /** Up to which records are in the crew's state: a replay for the store alone may still be on its way there. */
  get #examined(): number {
    return Math.max(this.#given, this.#restored);
  }

  /** Keeps the state that the crew ends with, if all its findings were used; call when the run has ended. */
  async saveLast(): Promise<void> {
    const { crew, state } = this.#options;
    const position = this.#examined;
    if (position === this.used && position > state.position) await state.saveOf(crew(), position);
    await state.settled();
  }

  #note({ undetected, undetectedReason, faults }: Findings): void {
    const { logger, onFault } = this.#options;
    if (undetected > 0) {
      this.undetected += undetected;
      logger.error({ events: undetected, reason: undetectedReason }, 'detection_failed');
    }
    for (const fault of faults) onFault(fault);
  }

  /** Gives the journal's records to the crew, as far ahead of their use as the queue allows. */
  async #feed(journal: Journal, tasks: TaskQueue<Task>, signal: AbortSignal): Promise<void> {
    const { turn, crew, state, snapshotMs } = this.#options;
    const { used } = this;
    const from = Math.max(journal.start, Math.min(this.#restored, used));
    try {
      for await (const record of journal.follow(from, signal)) {
        const { position, next, payload } = record;
        const how = { detect: position >= this.#restored, results: position >= used };
        if (!how.detect && !how.results) continue;
        await tasks.room();
        if (signal.aborted) return;
        await turn.run(async () => {
          const answer = crew().examine(record, { care: this.#careFor(position), ...how });
          push(tasks, { bytes: payload.length, position, next, results: how.results, answer });
          this.#given = next;
          if (state.isDue(snapshotMs)) this.takeSnapshot(crew());
        });
      }
      tasks.end();
    } catch (error) {
      tasks.end(error as Error);
    }
  }

  /** First again in full: what ended the thread may have had nothing to do with the record. */
  #careFor(position: number): Care {
    const failures = this.#failures.get(position) ?? 0;
    return failures < 2 ? 'full' : failures < 3 ? 'unexamined' : 'raw';
  }
}

/** Of a thread that is lost all answers fail; the first one tells it. */
function push(tasks: TaskQueue<Task>, task: Task): void {
  task.answer.catch(() => undefined);
  tasks.push(task);
}
