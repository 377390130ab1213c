import { setTimeout as sleep } from 'node:timers/promises';
import type { RuleInfo, RuleProblem } from '../contract/detection.js';
import { GrundwachtError } from '../contract/errors.js';
import { noPolicyState, type PolicyState } from '../contract/policy-state.js';
import type { RestoreReport } from '../detect/correlate/snapshot.js';
import type { Journal } from '../journal/journal.js';
import { Serial } from '../store/events/serial.js';
import { Crew } from './crew.js';
import { type DetectionOptions, defaultTiming, type ReloadReport, type RuleTexts } from './options.js';
import type { Care, Findings } from './protocol.js';
import { Quarantine, type Quarantined, type QuarantineReason } from './quarantine.js';
import { readDetectionState, writeDetectionState } from './state-file.js';
import { TaskQueue } from './task-queue.js';
import { ThreadLost } from './thread.js';
import { Watchdog } from './watchdog.js';

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

/** Of each thread; enough to keep it busy while its answers are stored. */
const tasksOfThread = 8;
const bytesInFlight = 8 << 20;
const restartMs = [100, 1000, 5000, 15_000, 30_000];

/**
 * The stage that examines events: threads that normalise records, ask rules and run correlations, so that no rule can
 * hold up the reception of records. Threads that end or hang are replaced, with the state of the last snapshot and what
 * the journal holds since then.
 */
export class Detection<T extends RuleTexts = RuleTexts> {
  /** Hears of each rule that is taken out of evaluation. */
  onQuarantine: ((entry: Quarantined) => void) | undefined;
  readonly #options: DetectionOptions<T>;
  readonly #timing: typeof defaultTiming;
  readonly #quarantine = new Quarantine();
  readonly #watchdog: Watchdog;
  readonly #timer: NodeJS.Timeout;
  /** Giving records to the crew, and changing it. */
  readonly #turn = new Serial();
  readonly #reloading = new Serial();
  readonly #saving = new Serial();
  #crew: Crew;
  #texts: T;
  #policies: PolicyState = noPolicyState;
  #tasks: TaskQueue<Task> | undefined;
  #journal: Journal | undefined;
  /** Records before this position are in the crew's state. */
  #restored = 0;
  /** Behind the last record that was given to the crew, and behind the last one whose findings were used. */
  #given = 0;
  #used = 0;
  #saved = { position: 0, time: 0 };
  /** Records that ended a thread, by position: how often. */
  readonly #failures = new Map<number, number>();
  #loaded = Date.now();
  #undetected = 0;
  #replaced = 0;
  #working = true;

  private constructor(options: DetectionOptions<T>, texts: T, crew: Crew) {
    this.#options = options;
    this.#timing = { ...defaultTiming, ...options.timing };
    this.#texts = texts;
    this.#crew = crew;
    this.#take(crew);
    const { tickMs, hangMs, windowMs, share } = this.#timing;
    this.#watchdog = new Watchdog({
      hangTicks: Math.ceil(hangMs / tickMs),
      windowTicks: Math.ceil(windowMs / tickMs),
      share,
      onHang: (thread) => thread.kill(`no progress for ${hangMs} ms`),
      onGreedy: (rule, part) =>
        this.#putOut(rule, 'time', `it took ${Math.round(part * 100)} % of a thread's time`),
    });
    this.#timer = setInterval(() => this.#watchdog.tick(this.#crew.threads), tickMs);
    this.#timer.unref();
  }

  /**
   * Reads the rules and starts the threads.
   * @throws GrundwachtError FILE_UNREADABLE; ThreadLost
   */
  static async open<T extends RuleTexts>(options: DetectionOptions<T>): Promise<Detection<T>> {
    const texts = await options.readRules();
    return new Detection(options, texts, await startCrew(options, texts, [], noPolicyState));
  }

  /** What the rules in force were read from. */
  get texts(): T {
    return this.#texts;
  }

  /** The rules in force. */
  get rules(): readonly RuleInfo[] {
    return this.#crew.infos;
  }

  /** Faults of rules that are not in force. */
  get problems(): readonly RuleProblem[] {
    return this.#crew.problems;
  }

  get quarantined(): readonly Quarantined[] {
    return this.#quarantine.list;
  }

  /** Journal position from which on the journal is needed to rebuild the state. */
  get position(): number {
    return this.#saved.position;
  }

  /** For the health answer: since the start. */
  get status() {
    return {
      state: this.#working ? ('working' as const) : ('replacing' as const),
      threads: this.#crew.threads.length,
      rules: this.#crew.infos.length,
      quarantined: this.#quarantine.list.length,
      undetected: this.#undetected,
      replaced: this.#replaced,
      loaded: new Date(this.#loaded).toISOString(),
    };
  }

  /**
   * Restores the state of the last run.
   * @param journal whose records are to be examined; a state from outside of it belongs to another journal
   */
  async restore(journal: Journal): Promise<void> {
    this.#journal = journal;
    await this.#restoreFrom(journal);
  }

  /**
   * Examines the journal's records as they come.
   * @param from where to begin
   * @param signal ends it; what was given to the threads before is still told
   * @returns findings in the order of the journal. They count as used when the next ones are asked for: only then may
   * a snapshot reach behind them
   * @throws GrundwachtError JOURNAL_CORRUPT, BATCH_MALFORMED
   */
  async *follow(from: number, signal: AbortSignal): AsyncGenerator<Examined, void, void> {
    this.#used = from;
    for (;;) {
      try {
        yield* this.#flow(signal);
        return;
      } catch (error) {
        if (!(error instanceof ThreadLost)) throw error;
        await this.#replace(error, signal);
        if (signal.aborted) return;
      }
    }
  }

  /**
   * Takes the rules as they are now, between two records and with the state of the correlations. While they are read,
   * the old ones work on; they stay when this fails.
   * @param keeps whether a rule that is in quarantine and has not changed stays there
   * @throws GrundwachtError FILE_UNREADABLE; ThreadLost
   */
  reload({ keeps = false }: { keeps?: boolean } = {}): Promise<ReloadReport> {
    return this.#reloading.run(async () => {
      const texts = await this.#options.readRules();
      const before = new Map(this.#crew.infos.map(({ id, source }) => [id, source]));
      const kept = keeps ? this.#quarantine.ids : [];
      const crew = await startCrew(this.#options, texts, kept, this.#policies);
      const report = await this.#turn.run(() => this.#change(crew));
      this.#texts = texts;
      this.#loaded = Date.now();
      const now = new Map(crew.infos.map(({ id, source }) => [id, source]));
      this.#quarantine.releaseAllBut((id) => keeps && now.has(id) && now.get(id) === before.get(id));
      await crew.quarantine(this.#quarantine.ids);
      const { dropped, correlations: restored } = report;
      const result = { rules: crew.infos.length, problems: crew.problems.length, restored, dropped };
      this.#options.logger.info(result, 'rules_reloaded');
      return result;
    });
  }

  /**
   * Takes over what people decided about rules, for the events from now on.
   * @returns faults of exceptions, which then have no effect
   */
  setPolicies(state: PolicyState): Promise<readonly RuleProblem[]> {
    this.#policies = state;
    return this.#turn.run(() => this.#crew.setPolicies(state));
  }

  /**
   * Lets a rule run again.
   * @throws GrundwachtError NOT_FOUND when it is not in quarantine
   */
  async release(rule: string): Promise<void> {
    if (!this.#quarantine.release(rule)) {
      throw new GrundwachtError('NOT_FOUND', `the rule ${rule} is not in quarantine`);
    }
    this.#options.logger.info({ rule }, 'rule_released');
    await this.#crew.quarantine(this.#quarantine.ids);
  }

  /** Ends the threads in the middle of their work, as a fault would; they are replaced. */
  interrupt(reason: string): void {
    for (const thread of this.#crew.threads) thread.kill(reason);
  }

  /** Keeps the state if all findings were used, and ends the threads; call when {@link follow} has ended. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    if (this.#given === this.#used && this.#used > this.#saved.position) {
      await this.#crew
        .snapshot()
        .then((snapshot) => this.#save(this.#used, snapshot))
        .catch((err: unknown) => this.#options.logger.error({ err }, 'detection_state_not_saved'));
    }
    await this.#saving.run(async () => {});
    await this.#crew.close();
  }

  async *#flow(signal: AbortSignal): AsyncGenerator<Examined, void, void> {
    const stop = new AbortController();
    const threads = this.#crew.threads.length;
    const tasks = new TaskQueue<Task>({ tasks: tasksOfThread * threads, bytes: bytesInFlight });
    this.#tasks = tasks;
    const feeding = this.#feed(tasks, AbortSignal.any([signal, stop.signal]));
    try {
      for await (const { position, next, results, answer } of tasks) {
        const found = await answer;
        if (found instanceof Uint8Array) void this.#saving.run(() => this.#save(next, found));
        else {
          this.#note(found);
          if (results) yield { ...found, position: position!, next };
          this.#used = Math.max(this.#used, next);
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

  /** Gives the journal's records to the crew, as far ahead of their use as the queue allows. */
  async #feed(tasks: TaskQueue<Task>, signal: AbortSignal): Promise<void> {
    const journal = this.#journal!;
    const used = this.#used;
    const from = Math.max(journal.start, Math.min(this.#restored, used));
    try {
      for await (const record of journal.follow(from, signal)) {
        const { position, next, payload } = record;
        const how = { detect: position >= this.#restored, results: position >= used };
        if (!how.detect && !how.results) continue;
        await tasks.room();
        if (signal.aborted) return;
        await this.#turn.run(async () => {
          const answer = this.#crew.examine(record, { care: this.#careFor(position), ...how });
          push(tasks, { bytes: payload.length, position, next, results: how.results, answer });
          this.#given = next;
          if (Date.now() - this.#saved.time > this.#timing.snapshotMs) this.#takeSnapshot(this.#crew, tasks);
        });
      }
      tasks.end();
    } catch (error) {
      tasks.end(error as Error);
    }
  }

  #takeSnapshot(crew: Crew, tasks: TaskQueue<Task>): void {
    this.#saved.time = Date.now();
    push(tasks, {
      bytes: 0,
      position: undefined,
      next: this.#given,
      results: false,
      answer: crew.snapshot(),
    });
  }

  /** First again in full: what ended the thread may have had nothing to do with the record. */
  #careFor(position: number): Care {
    const failures = this.#failures.get(position) ?? 0;
    return failures < 2 ? 'full' : failures < 3 ? 'unexamined' : 'raw';
  }

  #note({ undetected, undetectedReason, faults }: Findings): void {
    if (undetected > 0) {
      this.#undetected += undetected;
      this.#options.logger.error({ events: undetected, reason: undetectedReason }, 'detection_failed');
    }
    for (const { rule, message } of faults) this.#putOut(rule, 'error', message);
  }

  #putOut(rule: string, reason: QuarantineReason, detail: string): void {
    const { title } = this.#crew.infos.find(({ id }) => id === rule) ?? { title: rule };
    const entry = { rule, title, reason, detail, since: Date.now() };
    if (!this.#quarantine.add(entry)) return;
    this.#options.logger.error(entry, 'rule_quarantined');
    this.onQuarantine?.(entry);
    // A thread that is lost meanwhile is replaced by one that is started with the list.
    this.#crew.quarantine(this.#quarantine.ids).catch(() => undefined);
  }

  #take(crew: Crew): void {
    this.#crew = crew;
    void crew.lost.then((error) => {
      if (this.#crew === crew) this.#tasks?.end(error);
    });
  }

  /** Called between two records. */
  async #change(crew: Crew): Promise<RestoreReport> {
    const old = this.#crew;
    try {
      await crew.setPolicies(this.#policies);
      const report = await crew.restore(await old.snapshot());
      this.#take(crew);
      // Otherwise a replay would ask the new rules about records that the old ones have examined.
      if (this.#tasks !== undefined) this.#takeSnapshot(crew, this.#tasks);
      void old.close();
      return report;
    } catch (error) {
      await crew.close();
      throw error;
    }
  }

  async #replace(lost: ThreadLost, signal: AbortSignal): Promise<void> {
    const { logger } = this.#options;
    const { rule, position, message: reason } = lost;
    logger.error({ rule, position, reason }, 'detection_thread_lost');
    this.#working = false;
    this.#replaced++;
    if (rule !== undefined) this.#putOut(rule, reason.startsWith('no progress') ? 'hang' : 'crash', reason);
    else if (position !== undefined) {
      this.#failures.set(position, (this.#failures.get(position) ?? 0) + 1);
    }
    await this.#turn.run(async () => {
      await this.#crew.close();
      for (let attempt = 0; !signal.aborted; attempt++) {
        try {
          this.#take(await startCrew(this.#options, this.#texts, this.#quarantine.ids, this.#policies));
          await this.#saving.run(async () => {});
          await this.#restoreFrom(this.#journal!);
          this.#working = true;
          return;
        } catch (err) {
          logger.error({ err, attempt }, 'detection_thread_not_started');
          await sleep(restartMs[Math.min(attempt, restartMs.length - 1)], undefined, { signal }).catch(
            () => undefined,
          );
        }
      }
    });
  }

  async #restoreFrom(journal: { start: number; head: number }): Promise<void> {
    const { folder, logger } = this.#options;
    let position = journal.start;
    try {
      const state = await readDetectionState(folder);
      if (state && state.position >= journal.start && state.position <= journal.head) {
        const report = await this.#crew.restore(state.snapshot);
        position = state.position;
        logger.info({ position, ...report }, 'detection_state_restored');
      }
    } catch (err) {
      if (err instanceof ThreadLost) throw err;
      logger.warn({ err }, 'detection_state_unusable');
    }
    this.#restored = position;
    this.#saved = { position, time: Date.now() };
  }

  async #save(position: number, snapshot: Uint8Array): Promise<void> {
    try {
      await writeDetectionState(this.#options.folder, { position, snapshot });
      this.#saved.position = position;
    } catch (err) {
      this.#options.logger.error({ err }, 'detection_state_not_saved');
    }
  }
}

/** Of a thread that is lost all answers fail; the first one tells it. */
function push(tasks: TaskQueue<Task>, task: Task): void {
  task.answer.catch(() => undefined);
  tasks.push(task);
}

function startCrew(
  { zone, recentEvents, threads, threadFile, timing }: DetectionOptions,
  { sources, pipelines }: RuleTexts,
  quarantined: readonly string[],
  policies: PolicyState,
): Promise<Crew> {
  return Crew.start(
    { sources, pipelines, quarantined, policies, zone, recentEvents },
    {
      threads,
      file: threadFile ?? new URL('./thread-main.js', import.meta.url),
      startMs: timing?.startMs ?? defaultTiming.startMs,
    },
  );
}
