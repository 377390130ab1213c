import type { Expired } from '../../contract/event-store.js';
import { getPipelinePosition, setPipelinePosition } from '../pipeline-positions.js';
import { readRetention } from '../retention.js';
import { Expiry } from './expiry.js';
import type { DatasetClass } from './merge-plan.js';
import { Merging } from './merging.js';
import type { EventStoreOptions } from './options.js';
import { passTime, ruleFor } from './retention-rules.js';
import type { SegmentChanges } from './segment-changes.js';
import { mergeFormat } from './segments/job.js';
import { SegmentWriter } from './segments/segment-writer.js';
import { Serial } from './serial.js';
import type { Snapshots } from './snapshot.js';

/** Where the time is kept that the last pass of retention went by. */
const expired = 'expired';
const expireEveryMs = 3_600_000;

/** Keeps the store in order for years: merges small segments, deletes what is due. One thing at a time. */
export class Maintenance {
  readonly #options: EventStoreOptions;
  readonly #snapshots: Snapshots;
  readonly #writer: SegmentWriter;
  readonly #merging: Merging;
  readonly #expiry: Expiry;
  readonly #serial = new Serial();
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #nextExpiry = 0;

  constructor(options: EventStoreOptions, snapshots: Snapshots, changes: SegmentChanges) {
    this.#options = options;
    this.#snapshots = snapshots;
    this.#writer = new SegmentWriter(mergeFormat, options.logger);
    const parts = { snapshots, changes, writer: this.#writer };
    this.#merging = new Merging(options, parts);
    this.#expiry = new Expiry(options, parts);
    if (options.maintenanceMs !== undefined) this.#schedule(options.maintenanceMs);
  }

  merge(): Promise<number> {
    return this.#serial.run(async () => {
      const classOf = await this.#classes();
      let merged = 0;
      while (!this.#stop.signal.aborted) {
        const some = await this.#merging.mergeNext(classOf, this.#now());
        if (some === 0) break;
        merged += some;
      }
      return merged;
    });
  }

  expire(): Promise<Expired> {
    return this.#serial.run(async () => {
      const { db, logger } = this.#options;
      const last = await getPipelinePosition(db, expired);
      const now = this.#now();
      const time = passTime(last === 0 ? undefined : last, now);
      if (time < now) logger?.warn({ behind_ms: now - time }, 'event_retention_catches_up');
      const gone = await this.#expiry.run(time, this.#stop.signal);
      if (gone.events > 0) logger?.info({ ...gone }, 'events_expired');
      if (!this.#stop.signal.aborted) await setPipelinePosition(db, expired, Math.max(time, last), now);
      return gone;
    });
  }

  async close(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#timer);
    this.#writer.close();
    await this.#serial.run(async () => {});
    this.#writer.close();
  }

  #schedule(everyMs: number): void {
    this.#timer = setTimeout(async () => {
      await this.#pass();
      if (!this.#stop.signal.aborted) this.#schedule(everyMs);
    }, everyMs).unref();
  }

  /** A fault must not end the program: what is left stays until the next pass. */
  async #pass(): Promise<void> {
    const due = performance.now() >= this.#nextExpiry;
    for (const work of due ? [() => this.expire(), () => this.merge()] : [() => this.merge()]) {
      await work().catch((err: unknown) => {
        if (!this.#stop.signal.aborted) this.#options.logger?.error({ err }, 'event_maintenance_failed');
      });
    }
    if (due) this.#nextExpiry = performance.now() + expireEveryMs;
  }

  /** Rows with the same time to stay may lie together. */
  async #classes(): Promise<DatasetClass> {
    const tenants = new Set(this.#snapshots.current.segments.map(({ tenant }) => tenant));
    const policies = new Map(
      await Promise.all(
        [...tenants].map(
          async (tenant) => [tenant, (await readRetention(this.#options.db, tenant)).policy] as const,
        ),
      ),
    );
    return (tenant, dataset) => {
      const policy = policies.get(tenant);
      return policy ? String(ruleFor(policy, dataset).days) : '';
    };
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }
}
