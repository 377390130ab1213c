import type { RuleInfo, RuleProblem } from '../contract/detection.js';
import type { IndicatorState } from '../contract/indicator-state.js';
import type { PolicyState } from '../contract/policy-state.js';
import type { PseudonymState } from '../contract/pseudonym-state.js';
import type { RestoreReport } from '../detect/correlate/snapshot.js';
import type { JournalRecord } from '../journal/journal.js';
import type { Care, ExamineRequest, Findings, ThreadSetup } from './protocol.js';
import { Thread, type ThreadLost } from './thread.js';

export type CrewSetup = Omit<ThreadSetup, 'cells'>;

export interface CrewOptions {
  /** How many threads. */
  threads: number;
  /** The thread's program. */
  file: URL;
  /** How long reading the rules may take, milliseconds. */
  startMs: number;
}

export interface HowToExamine {
  care: Care;
  detect: boolean;
  results: boolean;
}

/**
 * Threads with the same rules. All of them examine records; the first one also runs the correlations, which are told
 * of events in the order in which the records were given, whichever thread examined them.
 */
export class Crew {
  readonly threads: readonly Thread[];
  readonly infos: readonly RuleInfo[];
  readonly problems: readonly RuleProblem[];
  /** Resolves when one of the threads has ended: the crew is of no use any more. */
  readonly lost: Promise<ThreadLost>;
  /** Settled when everything before has been passed on to the correlations. */
  #turn: Promise<void> = Promise.resolve();

  private constructor(
    threads: readonly Thread[],
    rules: { infos: readonly RuleInfo[]; problems: readonly RuleProblem[] },
  ) {
    this.threads = threads;
    this.infos = rules.infos;
    this.problems = rules.problems;
    this.lost = Promise.race(threads.map((thread) => thread.lost));
  }

  /** @throws ThreadLost when a thread cannot be started; none is left then */
  static async start(setup: CrewSetup, { threads, file, startMs }: CrewOptions): Promise<Crew> {
    const starts = await Promise.allSettled(
      Array.from({ length: threads }, () => Thread.start(setup, file, startMs)),
    );
    const started = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
    const failed = starts.find((start) => start.status === 'rejected');
    if (failed !== undefined) {
      await Promise.all(started.map(({ thread }) => thread.close()));
      throw failed.reason;
    }
    const { infos, problems } = started[0]!.ready;
    const texts = new Map(setup.sources.map(({ path, text }) => [path, text]));
    return new Crew(
      started.map(({ thread }) => thread),
      { infos: infos.map((info) => ({ ...info, source: sourceOf(info, texts) })), problems },
    );
  }

  /**
   * @param record the next one of the journal
   * @throws ThreadLost; GrundwachtError JOURNAL_CORRUPT, BATCH_MALFORMED
   */
  examine({ position, next, payload }: JournalRecord, how: HowToExamine): Promise<Findings> {
    const [first] = this.threads;
    const correlate = this.threads.length === 1;
    const copy = new Uint8Array(payload);
    const request: ExamineRequest = { type: 'examine', position, next, payload: copy, correlate, ...how };
    const thread = this.threads.reduce(
      (least, other) => (other.pending < least.pending ? other : least),
      first!,
    );
    const found = thread.ask(request, [copy.buffer]);
    return correlate ? found : this.#correlated(found, next, how.results);
  }

  /** @returns the state of the correlations behind the last record that was given */
  snapshot(): Promise<Uint8Array> {
    return this.#inTurn(Promise.resolve(), () => this.threads[0]!.ask({ type: 'snapshot' }));
  }

  /**
   * @param snapshot is handed over: it cannot be read afterwards
   * @throws GrundwachtError SNAPSHOT_INVALID; ThreadLost
   */
  restore(snapshot: Uint8Array): Promise<RestoreReport> {
    const own = new Uint8Array(snapshot);
    return this.#inTurn(Promise.resolve(), () =>
      this.threads[0]!.ask({ type: 'restore', snapshot: own }, [own.buffer]),
    );
  }

  /** @returns faults of exceptions, which then have no effect */
  async setPolicies(state: PolicyState): Promise<readonly RuleProblem[]> {
    const [problems] = await Promise.all(
      this.threads.map((thread) => thread.ask({ type: 'policies', state })),
    );
    return problems!;
  }

  /** @param state what events are compared with from now on */
  async setIndicators(state: IndicatorState): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.ask({ type: 'indicators', state })));
  }

  /** @param state what becomes pseudonyms from now on */
  async setPseudonyms(state: PseudonymState): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.ask({ type: 'pseudonyms', state })));
  }

  /** @param rules ids of all rules that are not to be evaluated from now on */
  async quarantine(rules: readonly string[]): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.ask({ type: 'quarantine', rules: [...rules] })));
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.close()));
  }

  async #correlated(found: Promise<Findings>, next: number, results: boolean): Promise<Findings> {
    const correlated = this.#inTurn(found, ({ fed }) =>
      fed.length === 0 ? undefined : this.threads[0]!.ask({ type: 'correlate', next, fed, results }),
    );
    const [findings, more] = await Promise.all([found, correlated]);
    if (more === undefined) return findings;
    return {
      ...findings,
      drafts: [...findings.drafts, ...more.drafts],
      faults: [...findings.faults, ...more.faults],
    };
  }

  /** Asks as soon as `ready` is there and everything before has been asked; answers come in the order of asking. */
  async #inTurn<R, T>(ready: Promise<R>, ask: (value: R) => T | Promise<T>): Promise<T> {
    const before = this.#turn;
    let done = (): void => {};
    this.#turn = new Promise((resolve) => {
      done = resolve;
    });
    try {
      const [value] = await Promise.all([ready, before]);
      const answer = ask(value);
      done();
      return await answer;
    } finally {
      done();
    }
  }
}

/** @returns the YAML of the file that the rule came from */
function sourceOf({ path }: RuleInfo, texts: ReadonlyMap<string, string>): string {
  return texts.get(path) ?? texts.get(path.replace(/#\d+$/, '')) ?? '';
}
