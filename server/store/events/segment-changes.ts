import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Transaction } from 'kysely';
import type { Database } from '../tables.js';
import type { Deletion } from './deletions.js';
import { listSegments, recordedSegments, replaceSegments, SegmentsGone } from './manifest.js';
import type { EventStoreOptions } from './options.js';
import { filterPath, type Segment } from './segment.js';
import { Serial } from './serial.js';
import type { Snapshots } from './snapshot.js';

/** Segments in the place of others, as the manifest and the searches get them. */
export interface SegmentChange {
  former: readonly Segment[];
  /** Written already; none: the rows are gone. */
  next: readonly Segment[];
  /** What the protocol says of it. */
  deletions: readonly Deletion[];
  /** Last look in the transaction; throws when the change must not be made any more. */
  guard?: (trx: Transaction<Database>) => Promise<void>;
}

/** Something that the change rests on has changed. */
export class ChangeRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ChangeRefused';
  }
}

/** Takes segments out of the store or puts others in their place: manifest, searches, files, in this order. */
export class SegmentChanges {
  readonly #options: EventStoreOptions;
  readonly #snapshots: Snapshots;
  readonly #serial = new Serial();
  /** Its commit may have worked though its answer was lost. */
  #unsettled: SegmentChange | undefined;
  #removals: Promise<void> = Promise.resolve();

  constructor(options: EventStoreOptions, snapshots: Snapshots) {
    this.#options = options;
    this.#snapshots = snapshots;
  }

  /**
   * Readers that have begun read the former segments to their end.
   * @throws SegmentsGone, ChangeRefused: nothing was changed, the files of the next segments are removed
   */
  async make(change: SegmentChange): Promise<void> {
    await this.#serial.run(async () => {
      await this.#settle();
      await this.#commit(change);
    });
    await this.#removals;
  }

  /** Takes out every segment of a tenant, damaged ones too. */
  async removeTenant(tenant: string): Promise<void> {
    await this.#serial.run(async () => {
      await this.#settle();
      const former = (await listSegments(this.#options.db)).filter((segment) => segment.tenant === tenant);
      if (former.length === 0) return;
      const deletions = former.map((before): Deletion => {
        const kept = { keptForAlerts: 0, keptForHolds: 0, receivedBefore: undefined, after: undefined };
        return { cause: 'tenant_removed', rule: tenant, before, deleted: before.datasets, ...kept };
      });
      await this.#commit({ former, next: [], deletions });
    });
    await this.#removals;
  }

  /** Resolves when the files of former segments are gone. */
  async removed(): Promise<void> {
    await this.#removals;
  }

  async #commit(change: SegmentChange): Promise<void> {
    try {
      await this.#attempt(change);
    } catch (error) {
      if (isRefusal(error)) await removeFiles(this.#options.dir, change.next);
      else this.#unsettled = change;
      throw error;
    }
  }

  /** Tries a change again whose outcome is not known; an attempt that is still under way holds its rows till its end. */
  async #settle(): Promise<void> {
    const change = this.#unsettled;
    if (!change) return;
    try {
      await this.#attempt(change);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      if (error instanceof SegmentsGone && (await this.#isRecorded(change))) this.#publish(change);
      else await removeFiles(this.#options.dir, change.next);
    }
    this.#unsettled = undefined;
  }

  async #attempt(change: SegmentChange): Promise<void> {
    await replaceSegments(this.#options.db, change, (this.#options.now ?? Date.now)());
    this.#publish(change);
  }

  async #isRecorded({ next }: SegmentChange): Promise<boolean> {
    const recorded = await recordedSegments(
      this.#options.db,
      next.map(({ id }) => id),
    );
    return recorded.length === next.length;
  }

  #publish({ former, next }: SegmentChange): void {
    const gone = new Set(former.map(({ id }) => id));
    const { hot, segments } = this.#snapshots.current;
    this.#snapshots.replace({ hot, segments: [...segments.filter(({ id }) => !gone.has(id)), ...next] });
    // Whoever reads them already reads them to the end.
    this.#removals = Promise.all([this.#removals, this.#removeLater(former)]).then(
      () => {},
      (err) => this.#options.logger?.warn({ err }, 'event_segment_not_removed'),
    );
  }

  async #removeLater(segments: readonly Segment[]): Promise<void> {
    await this.#snapshots.settled();
    await removeFiles(this.#options.dir, segments);
  }
}

/** Errors that say for certain that nothing was changed; of others, such as a lost connection, nobody knows. */
function isRefusal(error: unknown): boolean {
  if (error instanceof SegmentsGone || error instanceof ChangeRefused) return true;
  const { code } = error as { code?: unknown };
  // PostgreSQL's classes of errors: data, constraints, transaction, syntax, PL/pgSQL.
  return typeof code === 'string' && /^(22|23|25|40|42|P0)...$/.test(code);
}

async function removeFiles(dir: string, segments: readonly Segment[]): Promise<void> {
  for (const { path } of segments) {
    for (const file of [path, filterPath(path)]) await rm(join(dir, file), { force: true });
  }
}
