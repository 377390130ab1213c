import { cell, noRule } from './cells.js';
import type { DetectionTiming } from './options.js';
import type { Thread } from './thread.js';

export interface WatchdogOptions {
  /** A thread that has work and does nothing for so many ticks hangs. */
  hangTicks: number;
  /** A rule's share of the time is taken over so many ticks. */
  windowTicks: number;
  /** The share that a rule may have. */
  share: number;
  onHang(thread: Thread): void;
  /** Called with the rule's id and its share. */
  onGreedy(rule: string, share: number): void;
}

interface Watched {
  steps: number;
  still: number;
  ticks: number;
  /** Ticks at which a rule was being evaluated. */
  seen: Map<string, number>;
}

/**
 * Looks at the threads at regular ticks: a statistical profiler that costs the threads two stores an evaluation. Time
 * is counted in ticks, not by the clock: when the whole machine stands still, nobody is to blame.
 */
export class Watchdog {
  readonly #options: WatchdogOptions;
  readonly #watched = new WeakMap<Thread, Watched>();

  constructor(options: WatchdogOptions) {
    this.#options = options;
  }

  tick(threads: readonly Thread[]): void {
    for (const thread of threads) this.#look(thread);
  }

  #look(thread: Thread): void {
    const watched = this.#watched.get(thread) ?? { steps: -1, still: 0, ticks: 0, seen: new Map() };
    this.#watched.set(thread, watched);
    this.#sample(thread, watched);
    const steps = Atomics.load(thread.cells, cell.steps);
    watched.still = thread.pending > 0 && steps === watched.steps ? watched.still + 1 : 0;
    watched.steps = steps;
    if (watched.still < this.#options.hangTicks) return;
    watched.still = 0;
    this.#options.onHang(thread);
  }

  #sample(thread: Thread, watched: Watched): void {
    const { windowTicks, share } = this.#options;
    if (Atomics.load(thread.cells, cell.rule) !== noRule) {
      const rule = thread.evaluating;
      if (rule !== undefined) {
        const seen = (watched.seen.get(rule) ?? 0) + 1;
        watched.seen.set(rule, seen);
        if (seen === Math.ceil(share * windowTicks)) this.#options.onGreedy(rule, seen / (watched.ticks + 1));
      }
    }
    if (++watched.ticks < windowTicks) return;
    watched.ticks = 0;
    watched.seen.clear();
  }
}

/**
 * Looks at a crew's threads from now on, and ends those that hang.
 * @param crew its threads, which may change; onGreedy: see {@link WatchdogOptions}
 * @returns ends it
 */
export function startWatchdog(
  { tickMs, hangMs, windowMs, share }: DetectionTiming,
  { threads, onGreedy }: { threads(): readonly Thread[] } & Pick<WatchdogOptions, 'onGreedy'>,
): () => void {
  const watchdog = new Watchdog({
    hangTicks: Math.ceil(hangMs / tickMs),
    windowTicks: Math.ceil(windowMs / tickMs),
    share,
    onHang: (thread) => thread.kill(`no progress for ${hangMs} ms`),
    onGreedy,
  });
  const timer = setInterval(() => watchdog.tick(threads()), tickMs);
  timer.unref();
  return () => clearInterval(timer);
}
