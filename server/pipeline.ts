import { setTimeout as sleep } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { EventRate, LiveHub } from './api/live-hub.js';
import type { EventStore } from './contract/event-store.js';
import type { Detection } from './detection/detection.js';
import type { Examined } from './detection/journal-flow.js';
import type { Journal } from './journal/journal.js';
import { Ledger } from './ledger.js';
import { keepPseudonyms } from './store/pseudonyms.js';
import { recordMatches } from './store/record-matches.js';
import type { Database } from './store/tables.js';
import { listTenants } from './store/tenants.js';

export interface PipelineOptions {
  journal: Journal;
  detection: Detection;
  events: EventStore;
  db: Kysely<Database>;
  hub: LiveHub;
  logger: Logger;
  /** Alert deduplication window, milliseconds. */
  alertWindow: number;
}

/** Since the start. */
export interface PipelineStats {
  events: number;
  /** Stored raw, because they could not be parsed. */
  errors: number;
  /** Of rules with events. */
  matches: number;
  /** Of tenants that were removed. */
  discarded: number;
  /** From receipt to the end of processing, of the last batch. */
  lagMs: number;
  /** Journal bytes that are not yet processed. */
  behindBytes: number;
}

const retryMs = [100, 250, 500, 1000, 2000, 5000];
const housekeepingMs = 1000;

/** The flow of events from the journal to alerts and the store: one stage a line, see {@link Pipeline.process}. */
export class Pipeline {
  readonly #options: PipelineOptions;
  readonly #ledger: Ledger;
  readonly #stop = new AbortController();
  #tenants = new Set<string>();
  readonly #removed = new Map<string, number>();
  #discarded = 0;
  #position = 0;
  #events = 0;
  #errors = 0;
  #matches = 0;
  #failed = false;
  #lag = 0;
  #measured = { events: 0, time: performance.now() };
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: PipelineOptions) {
    this.#options = options;
    this.#ledger = new Ledger(options.db);
  }

  /** Goes on where the last run ended: each stage skips what it had finished. */
  async start(): Promise<void> {
    await this.#ledger.open();
    const { journal, events, detection } = this.#options;
    await detection.restore(journal);
    const done = Math.min(detection.position, events.sealedPosition(), this.#ledger.position);
    const from = Math.max(journal.start, Math.min(done, journal.head));
    this.#position = (await this.#hasMore(from)) ? from : journal.head;
    this.#running = this.#run();
    this.#timer = setInterval(() => void this.#housekeep(), housekeepingMs);
  }

  /** Waits until everything acknowledged is processed, `deadlineMs` at most; what is left is replayed at the next start. */
  async stop(deadlineMs: number): Promise<void> {
    clearInterval(this.#timer);
    const end = performance.now() + deadlineMs;
    while (performance.now() < end && (await this.#hasMore(this.#position))) await sleep(10);
    this.#stop.abort();
    await this.#running;
    await this.#ledger.flush(Date.now());
  }

  async #hasMore(position: number): Promise<boolean> {
    for await (const _ of this.#options.journal.replay(position)) return true;
    return false;
  }

  /** Whether events are processed; when not, they wait in the journal and the log says why. */
  get working(): boolean {
    return !this.#failed;
  }

  stats(): PipelineStats {
    const behindBytes = this.#options.journal.head - this.#position;
    return {
      events: this.#events,
      errors: this.#errors,
      matches: this.#matches,
      discarded: this.#discarded,
      lagMs: this.#lag,
      behindBytes,
    };
  }

  async #run(): Promise<void> {
    try {
      for await (const examined of this.#options.detection.follow(this.#position, this.#stop.signal)) {
        await this.#process(examined);
        this.#position = examined.next;
      }
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.#failed = true;
      this.#options.logger.fatal({ err: error, position: this.#position }, 'pipeline_ended');
    }
  }

  async #process(examined: Examined): Promise<void> {
    if (!(await this.#owned(examined))) return this.#discard(examined);
    await this.#keep(examined);
    await this.#alert(examined);
    await this.#store(examined);
    this.#count(examined);
  }

  /** Records of a tenant that was removed meanwhile belong to nobody. */
  async #owned({ tenant, position }: Examined): Promise<boolean> {
    if (position < (this.#removed.get(tenant) ?? 0)) return false;
    if (this.#tenants.has(tenant)) return true;
    this.#tenants = new Set(await this.#untilDone('tenants', () => listTenants(this.#options.db)));
    return this.#tenants.has(tenant);
  }

  #discard({ count }: Examined): void {
    this.#discarded += count;
  }

  /** What the journal holds of this tenant now is discarded; a tenant of the same name may be made again. */
  tenantRemoved(tenant: string): void {
    this.#tenants.delete(tenant);
    this.#removed.set(tenant, this.#options.journal.head);
  }

  /** Before anything has the pseudonyms: there is none that nobody could reveal. */
  async #keep({ pseudonyms }: Examined): Promise<void> {
    if (pseudonyms.length === 0) return;
    await this.#untilDone('pseudonyms', () => keepPseudonyms(this.#options.db, pseudonyms));
  }

  async #alert({ drafts, next }: Examined): Promise<void> {
    if (drafts.length === 0) return;
    const { db, hub, alertWindow } = this.#options;
    const { alerts } = await this.#untilDone('alert', () =>
      db.transaction().execute((trx) => recordMatches(trx, drafts, next, Date.now(), alertWindow)),
    );
    this.#matches += drafts.length;
    hub.publishAlerts(alerts);
  }

  async #store({ rows, next }: Examined): Promise<void> {
    const store = this.#options.events;
    if (next > store.sealedPosition()) await this.#untilDone('store', () => store.append(rows!, next));
  }

  #count({ count, errors, received, counts, next }: Examined): void {
    this.#events += count;
    this.#errors += errors;
    this.#lag = Math.max(0, Date.now() - received);
    this.#ledger.add(counts, next);
  }

  /** Database and disk come back: an event waits for them in the journal rather than being dropped. */
  async #untilDone<T>(stage: string, work: () => Promise<T>): Promise<T> {
    for (let attempt = 0; !this.#stop.signal.aborted; attempt++) {
      try {
        return await work();
      } catch (error) {
        this.#options.logger.error(
          { err: error, stage, attempt, position: this.#position },
          'pipeline_stage_failed',
        );
        await sleep(retryMs[Math.min(attempt, retryMs.length - 1)], undefined, {
          signal: this.#stop.signal,
        }).catch(() => undefined);
      }
    }
    throw new Error(`stopped while the stage ${stage} waited`);
  }

  #rate(): EventRate {
    const { events, time } = this.#measured;
    const now = performance.now();
    this.#measured = { events: this.#events, time: now };
    return {
      events_per_second: Math.round(((this.#events - events) / Math.max(1, now - time)) * 1000),
      events_total: this.#events,
      errors_total: this.#errors,
      lag_ms: this.#lag,
    };
  }

  async #housekeep(): Promise<void> {
    const { journal, events, hub, logger, detection } = this.#options;
    hub.publishRate(this.#rate());
    try {
      await this.#ledger.flush(Date.now());
      await journal.truncateBefore(
        Math.min(detection.position, events.sealedPosition(), this.#ledger.position),
      );
    } catch (error) {
      logger.error({ err: error }, 'pipeline_housekeeping_failed');
    }
  }
}
