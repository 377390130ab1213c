import type { ScheduledTask } from 'node-cron';
import type { Logger } from 'pino';
import type { SignalService } from './api/deps.js';
import { byGermanClock } from './by-german-clock.js';
import { GrundwachtError } from './contract/errors.js';
import { type DrillOptions, startDrill } from './fire-drill.js';
import { signalDefinitions, type VersionedSignal } from './signal/definitions.js';
import type { FactSources } from './store/signal-facts.js';
import { runSignal } from './store/signal-runner.js';
import { endSignalRuns } from './store/signal-settings.js';
import { listTenants } from './store/tenants.js';

export interface SignalWatch extends SignalService {
  /** Lets what is being measured end. */
  close(): Promise<void>;
}

export interface SignalWatchOptions extends FactSources, Omit<DrillOptions, 'signal'> {
  logger: Logger;
}

const drillSignal = 'fire-drill';

/**
 * Measures the signals of all tenants by their schedules and when somebody asks for it, one after the other: searches
 * of people go before.
 */
export async function startSignalWatch(options: SignalWatchOptions): Promise<SignalWatch> {
  await endSignalRuns(options.db, Date.now());
  return new Watch(options);
}

class Watch implements SignalWatch {
  readonly #options: SignalWatchOptions;
  readonly #tasks = new Map<string, ScheduledTask>();
  readonly #closing = new AbortController();
  readonly #drills = new Map<string, Promise<void>>();
  #last: Promise<void> = Promise.resolve();

  constructor(options: SignalWatchOptions) {
    this.#options = options;
    const { logger } = options;
    for (const signal of signalDefinitions()) {
      if (signal.schedule === undefined) continue;
      const work = (): Promise<void> => this.#scheduled(signal);
      this.#tasks.set(signal.id, byGermanClock(signal.schedule, work, { name: signal.id, logger }));
    }
  }

  run(tenant: string, id: string, by: string): Promise<void> {
    const signal = signalDefinitions().find((each) => each.id === id);
    if (signal === undefined) throw new GrundwachtError('NOT_FOUND', `there is no signal ${id}`);
    const run = this.#last.then(() => this.#measure(tenant, signal, by));
    // One that fails does not keep the next from being measured.
    this.#last = run.catch(() => undefined);
    return run;
  }

  async drill(tenant: string, by: string): Promise<void> {
    if (this.#drills.has(tenant)) throw new GrundwachtError('CONFLICT', 'a fire drill is under way');
    const begun = startDrill({ ...this.#options, signal: this.#closing.signal }, tenant, by);
    const whole = begun
      .then(({ ended }) => ended)
      .then(() => this.run(tenant, drillSignal, by))
      .catch((err: unknown) => this.#options.logger.error({ err, tenant }, 'fire_drill_failed'))
      .finally(() => this.#drills.delete(tenant));
    this.#drills.set(tenant, whole);
    await begun;
  }

  nextRun(id: string): number | null {
    return this.#tasks.get(id)?.getNextRun()?.getTime() ?? null;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#tasks.values()].map((task) => task.destroy()));
    await Promise.all(this.#drills.values());
    await this.#last;
  }

  async #scheduled(signal: VersionedSignal): Promise<void> {
    const { db, logger } = this.#options;
    try {
      for (const tenant of await listTenants(db)) {
        if (this.#closing.signal.aborted) return;
        const work =
          signal.id === drillSignal
            ? this.drill(tenant, 'schedule')
            : this.run(tenant, signal.id, 'schedule');
        // What fails for one tenant keeps no other from being measured.
        await work.catch((err: unknown) => logger.error({ err, signal: signal.id, tenant }, 'signal_failed'));
      }
    } catch (err) {
      logger.error({ err, signal: signal.id }, 'signal_failed');
    }
  }

  async #measure(tenant: string, signal: VersionedSignal, by: string): Promise<void> {
    if (this.#closing.signal.aborted) return;
    const result = await runSignal(this.#options, tenant, signal, by, Date.now);
    if (result !== undefined && result.findings > 0) {
      this.#options.logger.info({ signal: signal.id, tenant, ...result }, 'signal_contradicts');
    }
  }
}
