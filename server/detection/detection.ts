import type { RuleInfo, RuleProblem } from '../contract/detection.js';
import { GrundwachtError } from '../contract/errors.js';
import type { IndicatorState } from '../contract/indicator-state.js';
import { noPolicyState, type PolicyState } from '../contract/policy-state.js';
import type { PseudonymState } from '../contract/pseudonym-state.js';
import type { RestoreReport } from '../detect/correlate/snapshot.js';
import type { Journal } from '../journal/journal.js';
import { Serial } from '../store/events/serial.js';
import type { Crew } from './crew.js';
import { type Examined, JournalFlow } from './journal-flow.js';
import { type DetectionOptions, defaultTiming, type ReloadReport, type RuleTexts } from './options.js';
import { Quarantine, type Quarantined, type QuarantineReason, unchanged } from './quarantine.js';
import { startCrew } from './start-crew.js';
import { StateKeeper } from './state-keeper.js';
import { ThreadLost } from './thread.js';
import { untilDone } from './until-done.js';
import { startWatchdog } from './watchdog.js';

const nothingDecided = { policies: noPolicyState, indicators: [], pseudonyms: [] };

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
  readonly #state: StateKeeper;
  readonly #flow: JournalFlow;
  readonly #unwatch: () => void;
  /** Giving records to the crew, and changing it. */
  readonly #turn = new Serial();
  readonly #reloading = new Serial();
  #crew: Crew;
  #texts: T;
  #policies: PolicyState = noPolicyState;
  #indicators: IndicatorState = [];
  #pseudonyms: PseudonymState = [];
  #journal: Journal | undefined;
  #loaded = Date.now();
  #replaced = 0;
  #working = true;
  #closing = false;

  private constructor(options: DetectionOptions<T>, texts: T, crew: Crew) {
    this.#options = options;
    this.#timing = { ...defaultTiming, ...options.timing };
    this.#texts = texts;
    this.#crew = crew;
    this.#state = new StateKeeper(options.folder, options.logger);
    this.#flow = new JournalFlow({
      crew: () => this.#crew,
      turn: this.#turn,
      state: this.#state,
      snapshotMs: this.#timing.snapshotMs,
      logger: options.logger,
      onFault: ({ rule, message }) => this.#putOut(rule, 'error', message),
    });
    this.#take(crew);
    this.#unwatch = startWatchdog(this.#timing, {
      threads: () => this.#crew.threads,
      onGreedy: (rule, part) =>
        this.#putOut(rule, 'time', `it took ${Math.round(part * 100)} % of a thread's time`),
    });
  }

  /**
   * Reads the rules and starts the threads.
   * @throws GrundwachtError FILE_UNREADABLE; ThreadLost
   */
  static async open<T extends RuleTexts>(options: DetectionOptions<T>): Promise<Detection<T>> {
    const texts = await options.readRules();
    return new Detection(options, texts, await startCrew(options, texts, [], nothingDecided));
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
    return this.#state.position;
  }

  /** For the health answer: since the start. */
  get status() {
    return {
      state: this.#working ? ('working' as const) : ('replacing' as const),
      threads: this.#crew.threads.length,
      rules: this.#crew.infos.length,
      quarantined: this.#quarantine.list.length,
      undetected: this.#flow.undetected,
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
    this.#flow.begin(await this.#state.restore(this.#crew, journal));
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
    this.#flow.used = from;
    for (;;) {
      try {
        yield* this.#flow.run(this.#journal!, signal);
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
   * @throws GrundwachtError FILE_UNREADABLE; NOT_READY after {@link close}; ThreadLost
   */
  reload({ keeps = false }: { keeps?: boolean } = {}): Promise<ReloadReport> {
    return this.#reloading.run(async () => {
      if (this.#closing) throw new GrundwachtError('NOT_READY', 'The rules are not read any more: it ends.');
      const texts = await this.#options.readRules();
      const before = this.#crew.infos;
      const kept = keeps ? this.#quarantine.ids : [];
      const crew = await startCrew(this.#options, texts, kept, this.#decided);
      const report = await this.#turn.run(() => this.#change(crew));
      this.#texts = texts;
      this.#loaded = Date.now();
      this.#quarantine.keepOnly(keeps ? unchanged(before, crew.infos) : new Set());
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

  /** Compares the events from now on with these indicators. */
  setIndicators(state: IndicatorState): Promise<void> {
    this.#indicators = state;
    return this.#turn.run(() => this.#crew.setIndicators(state));
  }

  /** Replaces in the records from now on what identifies persons; call before {@link follow} for all of them. */
  setPseudonyms(state: PseudonymState): Promise<void> {
    this.#pseudonyms = state;
    return this.#turn.run(() => this.#crew.setPseudonyms(state));
  }

  /**
   * Lets a rule run again.
   * @throws GrundwachtError NOT_FOUND when it is not in quarantine
   */
  async release(rule: string): Promise<void> {
    this.#quarantine.release(rule);
    this.#options.logger.info({ rule }, 'rule_released');
    await this.#crew.quarantine(this.#quarantine.ids);
  }

  /** Ends the threads in the middle of their work, as a fault would; they are replaced. */
  interrupt(reason: string): void {
    for (const thread of this.#crew.threads) thread.kill(reason);
  }

  /** Keeps the state if all findings were used, and ends the threads; call when {@link follow} has ended. */
  async close(): Promise<void> {
    this.#unwatch();
    this.#closing = true;
    // Threads that a reload is just starting would outlive the others.
    await this.#reloading.run(async () => undefined);
    await this.#flow.saveLast();
    await this.#crew.close();
  }

  get #decided() {
    return { policies: this.#policies, indicators: this.#indicators, pseudonyms: this.#pseudonyms };
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
      if (this.#crew === crew) this.#flow.end(error);
    });
  }

  /** Called between two records. */
  async #change(crew: Crew): Promise<RestoreReport> {
    const old = this.#crew;
    try {
      await crew.setPolicies(this.#policies);
      await crew.setIndicators(this.#indicators);
      await crew.setPseudonyms(this.#pseudonyms);
      const report = await crew.restore(await old.snapshot());
      this.#take(crew);
      // Otherwise a replay would ask the new rules about records that the old ones have examined.
      this.#flow.takeSnapshot(crew);
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
    else if (position !== undefined) this.#flow.blame(position);
    await this.#turn.run(async () => {
      await this.#crew.close();
      await untilDone(
        signal,
        async () => {
          this.#take(await startCrew(this.#options, this.#texts, this.#quarantine.ids, this.#decided));
          this.#flow.begin(await this.#state.restore(this.#crew, this.#journal!));
          this.#working = true;
        },
        (err, attempt) => logger.error({ err, attempt }, 'detection_thread_not_started'),
      );
    });
  }
}
