import { setTimeout as sleep } from 'node:timers/promises';
import type { Backtest, RuleTestResult } from '../contract/backtest.js';
import { GrundwachtError } from '../contract/errors.js';
import type { EventStore } from '../contract/event-store.js';
import { problemView } from '../detect/problem-view.js';
import type { ThreadReply, ThreadRequest } from './protocol.js';
import { planSlices, type Range, readSlice } from './slices.js';
import type { TrialSetup } from './trial.js';
import { TrialThread } from './trial-thread.js';

/** Backtests that run at once; each keeps a core busy. */
const mostRunning = 2;
/** Ended ones that can still be looked at. */
const mostKept = 20;
/** Events that a thread is given at once, and how long it may take for them, or for reading the rules. */
const batchEvents = 500;
const batchMs = 30_000;
/** Between two looks at what there is so far. */
const reportMs = 500;
/** Between two pages of events: whatever else the server does goes first. */
const pauseMs = 5;

export interface BacktestOptions extends Range {
  limit: number;
  by: string;
  setup: TrialSetup;
}

interface Job {
  view: Backtest;
  /** Milliseconds since the epoch. */
  started: number;
  stop: AbortController;
  done: Promise<void>;
}

async function end(job: Job): Promise<void> {
  job.stop.abort();
  await job.done;
}

/** Backtests over stored events, each in a thread of its own. */
export class Backtests {
  readonly #store: EventStore;
  readonly #now: () => number;
  readonly #jobs = new Map<string, Job>();

  constructor(store: EventStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /**
   * @returns what there is of it so far: it goes on by itself
   * @throws GrundwachtError RATE_LIMITED while too many run
   */
  start({ tenant, from, to, limit, by, setup }: BacktestOptions): Backtest {
    const running = [...this.#jobs.values()].filter(({ view }) => view.state === 'running');
    if (running.length >= mostRunning) {
      throw new GrundwachtError(
        'RATE_LIMITED',
        {
          message: '{count} backtests are running; wait until one is done, or cancel one',
          values: { count: running.length },
        },
        { retryAfterSeconds: 10 },
      );
    }
    const started = this.#now();
    const stop = new AbortController();
    const view: Backtest = {
      id: crypto.randomUUID(),
      tenant,
      by,
      state: 'running',
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      started_at: new Date(started).toISOString(),
      duration_ms: 0,
      total: null,
      examined: 0,
      excepted: 0,
      left_out: 0,
      problems: [],
      error: null,
      results: [],
    };
    const job: Job = { view, started, stop, done: Promise.resolve() };
    this.#jobs.set(view.id, job);
    this.#forgetOldest();
    job.done = this.#run(job, { tenant, from, to }, limit, setup);
    return view;
  }

  /** @throws GrundwachtError NOT_FOUND, also for another tenant's and one that ended long ago */
  get(id: string, tenants: readonly string[]): Backtest {
    return this.#job(id, tenants).view;
  }

  /** @throws GrundwachtError NOT_FOUND, also for another tenant's */
  async cancel(id: string, tenants: readonly string[]): Promise<void> {
    await end(this.#job(id, tenants));
  }

  /** Ends all that run. */
  async close(): Promise<void> {
    await Promise.all([...this.#jobs.values()].map(end));
  }

  #job(id: string, tenants: readonly string[]): Job {
    const job = this.#jobs.get(id);
    if (job === undefined || !tenants.includes(job.view.tenant))
      throw new GrundwachtError('NOT_FOUND', { message: 'there is no backtest {id}', values: { id } });
    return job;
  }

  #forgetOldest(): void {
    const ended = [...this.#jobs].filter(([, { view }]) => view.state !== 'running');
    for (const [id] of ended.slice(0, Math.max(0, ended.length - mostKept))) this.#jobs.delete(id);
  }

  async #run(job: Job, range: Range, limit: number, setup: TrialSetup): Promise<void> {
    const { view, stop } = job;
    const thread = new TrialThread(setup);
    try {
      const ready = await thread.next(batchMs);
      if (ready?.type === 'ready') view.problems = ready.problems.map(problemView);
      if (!view.problems.some(({ severity }) => severity === 'error')) {
        await this.#examine(job, range, limit, thread);
      }
      view.state = stop.signal.aborted ? 'cancelled' : 'done';
    } catch (error) {
      view.state = 'failed';
      view.error = error instanceof Error ? error.message : String(error);
    } finally {
      view.duration_ms = this.#now() - job.started;
      await thread.end();
    }
  }

  async #examine(job: Job, range: Range, limit: number, thread: TrialThread): Promise<void> {
    const { view, stop } = job;
    const { slices, leftOut } = await planSlices(this.#store, range, limit);
    view.left_out = leftOut;
    view.total = slices.reduce((sum, { count }) => sum + count, 0);
    let reported = this.#now();
    for (const slice of slices) {
      if (stop.signal.aborted) break;
      const events = await readSlice(this.#store, range.tenant, slice, () => sleep(pauseMs));
      for (let at = 0; at < events.length && !stop.signal.aborted; at += batchEvents) {
        const batch = events.slice(at, at + batchEvents);
        await ask(thread, { events: JSON.stringify(batch) });
        view.examined += batch.length;
        if (this.#now() - reported < reportMs) continue;
        await this.#report(job, thread);
        reported = this.#now();
      }
    }
    await this.#report(job, thread);
  }

  async #report({ view, started }: Job, thread: TrialThread): Promise<void> {
    const reply = await ask(thread, { report: true });
    if (reply.type !== 'report') return;
    view.results = reply.results;
    view.excepted = reply.excepted;
    view.duration_ms = this.#now() - started;
  }
}

async function ask(thread: TrialThread, request: ThreadRequest): Promise<ThreadReply> {
  thread.send(request);
  const reply = await thread.next(batchMs);
  if (reply === undefined) throw new GrundwachtError('INTERNAL', 'the thread ended early');
  return reply;
}

/** How long a test of pasted events may take. */
const testMs = 10_000;

/**
 * Tries rules on pasted records, in a thread of its own.
 * @throws GrundwachtError RULE_TOO_SLOW
 */
export async function testRule(
  setup: TrialSetup,
  pasted: { text: string; tenant: string; received: number; limit: number },
): Promise<RuleTestResult> {
  const thread = new TrialThread({ ...setup, pasted });
  try {
    const ready = await thread.next(testMs);
    const problems = ready?.type === 'ready' ? ready.problems.map(problemView) : [];
    const reply = await thread.next(testMs);
    if (reply?.type === 'tested') return { problems, ...reply.result };
    return { problems, rules: [], events: [], left_out: 0 };
  } finally {
    await thread.end();
  }
}
