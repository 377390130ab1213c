import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Transaction } from 'kysely';
import type { Expired } from '../../contract/event-store.js';
import type { LegalHold, RetentionPolicy } from '../../contract/retention.js';
import { eventsOfCases } from '../case-events.js';
import { eventsOfAlerts, listHolds, lockRetention, readRetention } from '../retention.js';
import type { Database } from '../tables.js';
import type { EventStoreOptions } from './options.js';
import { type Due, dueOf, heldOf } from './retention-rules.js';
import { filterPath, newSegment, type Segment } from './segment.js';
import { ChangeRefused, type SegmentChanges } from './segment-changes.js';
import type { DueCounts, DueRows } from './segments/job.js';
import { SegmentError } from './segments/segment-process.js';
import type { SegmentWriter } from './segments/segment-writer.js';
import type { Snapshots } from './snapshot.js';

const dayMs = 86_400_000;

/** What keeps a tenant's events. */
interface Keeping {
  policy: RetentionPolicy;
  version: number;
  holds: LegalHold[];
}

/** Deletes what the retention rules say, and nothing that an alert or a legal hold keeps. */
export class Expiry {
  readonly #options: EventStoreOptions;
  readonly #snapshots: Snapshots;
  readonly #changes: SegmentChanges;
  readonly #writer: SegmentWriter;

  constructor(
    options: EventStoreOptions,
    parts: { snapshots: Snapshots; changes: SegmentChanges; writer: SegmentWriter },
  ) {
    this.#options = options;
    this.#snapshots = parts.snapshots;
    this.#changes = parts.changes;
    this.#writer = parts.writer;
  }

  /**
   * @param now the time to go by, milliseconds since the epoch
   * @param signal ends it between two segments
   */
  async run(now: number, signal: AbortSignal): Promise<Expired> {
    const expired: Expired = { segments: 0, events: 0 };
    for (const tenant of new Set(this.#snapshots.current.segments.map((segment) => segment.tenant))) {
      const keeping = await this.#keepingOf(tenant);
      for (const segment of this.#snapshots.current.segments) {
        if (segment.tenant !== tenant) continue;
        if (signal.aborted) return expired;
        const events = await this.#expire(segment, keeping, now).catch((err: unknown) =>
          this.#left(segment, err, signal),
        );
        if (events > 0) expired.segments++;
        expired.events += events;
      }
    }
    return expired;
  }

  /** A segment that cannot be read or written anew keeps no others from being deleted; it is tried again in every pass. */
  #left({ path }: Segment, err: unknown, signal: AbortSignal): number {
    if (!(err instanceof SegmentError) || signal.aborted) throw err;
    this.#options.logger?.error({ err, path }, 'event_segment_not_expired');
    return 0;
  }

  async #keepingOf(tenant: string): Promise<Keeping> {
    const { policy, version } = await readRetention(this.#options.db, tenant);
    return { policy, version, holds: await listHolds(this.#options.db, tenant) };
  }

  /** @returns events that were deleted */
  async #expire(segment: Segment, keeping: Keeping, now: number): Promise<number> {
    const due = dueOf(segment, keeping.policy, now);
    if (!due) return 0;
    const rows = await this.#dueRows(segment, due, keeping, now);
    const counts = await this.#count(segment, due, rows);
    const deleted = Object.values(counts.deleted).reduce((sum, some) => sum + some, 0);
    if (deleted === 0) return 0;
    const after = deleted === segment.rows ? undefined : await this.#rewrite(segment, rows);
    if (segment.rows - (after?.rows ?? 0) !== deleted) {
      throw new Error(
        `${segment.path}: ${deleted} rows are due, ${after?.rows} of ${segment.rows} would stay`,
      );
    }
    const { rule, receivedBefore } = due;
    await this.#changes.make({
      former: [segment],
      next: after ? [after] : [],
      deletions: [{ cause: 'retention', rule, receivedBefore, before: segment, after, ...counts }],
      guard: (trx) => stillHolds(trx, segment.tenant, keeping),
    });
    return deleted;
  }

  async #dueRows(segment: Segment, due: Due, { policy, holds }: Keeping, now: number): Promise<DueRows> {
    const since = now - policy.alert_days * dayMs;
    const ids =
      segment.receivedTo < since ? [] : await eventsOfAlerts(this.#options.db, segment.tenant, segment);
    const ofCases = await eventsOfCases(this.#options.db, segment.tenant, segment, since);
    const forHolds = heldOf(segment, holds);
    if (ofCases.length > 0)
      forHolds.push({ from: undefined, to: undefined, datasets: [], hosts: [], ids: ofCases });
    return { before: due.before, forAlerts: { ids, since }, forHolds };
  }

  /** Where nothing can keep a row of a segment that is due as a whole, nobody has to read it. */
  async #count(segment: Segment, { whole }: Due, rows: DueRows): Promise<DueCounts> {
    if (whole && rows.forAlerts.ids.length === 0 && rows.forHolds.length === 0) {
      return { deleted: segment.datasets, keptForAlerts: 0, keptForHolds: 0 };
    }
    const source = join(this.#options.dir, segment.path);
    return this.#writer.process.count({ source, due: rows }, this.#temporary);
  }

  async #rewrite(before: Segment, due: DueRows): Promise<Segment> {
    const { dir } = this.#options;
    const segment = newSegment(before.tenant);
    const facts = await this.#writer.write({
      sources: [{ path: join(dir, before.path), sha256: before.sha256 }],
      from: 'segments',
      mixed: false,
      tenant: before.tenant,
      path: join(dir, segment.path),
      filterPath: join(dir, filterPath(segment.path)),
      without: [],
      due,
      temporary: this.#temporary,
    });
    if (!facts) throw new Error(`${before.path}: rows should stay, but none was written`);
    const { positionFrom, positionTo } = before;
    return { ...facts, ...segment, positionFrom, positionTo };
  }

  get #temporary(): string {
    return join(this.#options.dir, '.spill-merge');
  }
}

/** @throws ChangeRefused when somebody changed a rule or set a hold since */
async function stillHolds(trx: Transaction<Database>, tenant: string, keeping: Keeping): Promise<void> {
  await lockRetention(trx, tenant);
  const { version } = await readRetention(trx, tenant);
  if (version !== keeping.version || !isDeepStrictEqual(await listHolds(trx, tenant), keeping.holds)) {
    throw new ChangeRefused(
      `the retention rules or legal holds of ${tenant} have changed: nothing was deleted`,
    );
  }
}
