import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { GrundwachtError } from '../../contract/errors.js';
import type { EventRows } from '../../contract/event-store.js';
import type { Database } from '../tables.js';
import { HotFiles } from './hot-files.js';
import { recordedSegments, recordSeal } from './manifest.js';
import type { EventStoreOptions } from './options.js';
import { filterPath, type PlannedSegment, planSegments, type Segment } from './segment.js';
import { sealFormat } from './segments/job.js';
import { SegmentWriter } from './segments/segment-writer.js';
import { Serial } from './serial.js';
import type { Snapshots } from './snapshot.js';

/** In the store's folder. What is there at a start is in the journal as well. */
const hotFolder = '.hot';

/** Hot files that are being sealed, with the segments it becomes: the same at every attempt. */
interface Frozen {
  hot: HotFiles;
  plan: PlannedSegment[];
  done: Promise<void>;
  finished: () => void;
}

/** Removes the hot files of a former run. */
export async function clearHotFiles(dir: string): Promise<void> {
  await rm(join(dir, hotFolder), { recursive: true, force: true });
  await mkdir(join(dir, hotFolder), { recursive: true });
}

/** Takes events in, and makes segments of them when there are enough or when they are old enough. */
export class Sealing {
  readonly #options: EventStoreOptions;
  readonly #db: Kysely<Database>;
  readonly #snapshots: Snapshots;
  readonly #writer: SegmentWriter;
  /** Appends, and the moment at which one set of hot files follows another. */
  readonly #appending = new Serial();
  readonly #sealing = new Serial();
  readonly #limits: { rows: number; bytes: number; afterMs: number; retryMs: number };
  #active: HotFiles;
  #frozen: Frozen | undefined;
  #generation = 0;
  #sealed: number;
  #timer: NodeJS.Timeout | undefined;
  #sealDue: Promise<void> | undefined;
  /** Resolves when the files of what was sealed are gone. */
  #dropped: Promise<void> = Promise.resolve();
  #closed = false;

  /** @param sealed journal position up to which events are in segments */
  constructor(options: EventStoreOptions, snapshots: Snapshots, sealed: number) {
    this.#options = options;
    this.#db = options.db;
    this.#snapshots = snapshots;
    this.#writer = new SegmentWriter(options.sealFormat ?? sealFormat, options.logger);
    this.#sealed = sealed;
    this.#active = this.#newHotFiles(sealed);
    this.#limits = {
      rows: options.sealRows ?? 100_000,
      bytes: options.sealBytes ?? 128 << 20,
      afterMs: options.sealAfterMs ?? 5 * 60_000,
      retryMs: options.retryMs ?? 5000,
    };
  }

  /** Journal position up to which events are in segments. */
  get position(): number {
    return this.#sealed;
  }

  get hotRows(): number {
    return this.#active.rows + (this.#frozen?.hot.rows ?? 0);
  }

  /** @returns events of a tenant that are not in segments yet */
  unsealed(tenant: string): number {
    const spans = [this.#active.spans, this.#frozen?.hot.spans];
    return spans.reduce((sum, some) => sum + (some?.get(tenant)?.rows ?? 0), 0);
  }

  append(rows: EventRows, position: number): Promise<void> {
    return this.#appending.run(async () => {
      // The files before are still being sealed: memory is bounded by waiting, the journal holds the events.
      while (this.#frozen && this.#isFull(this.#active) && !this.#closed) {
        if (!this.#sealDue) this.#startSeal(() => this.#finishFrozen());
        await this.#frozen.done;
      }
      if (this.#closed) throw new GrundwachtError('NOT_READY', 'the event store is closed');
      // The rows are taken only when those before them are in a file: memory stays bounded on a full disk.
      if (this.#active.due) await this.#flush();
      this.#active.append(rows, position);
      if (this.#active.due) await this.#flush().catch((error: unknown) => this.#report(error));
      await this.#scheduleSeal();
    });
  }

  /** Shows everything appended before the call to whoever begins to read now. */
  async show(): Promise<void> {
    await this.#flush().catch((error: unknown) => this.#report(error));
  }

  /** Seals everything appended before the call. */
  seal(): Promise<void> {
    return this.#sealing.run(() => this.#sealAll());
  }

  /**
   * Seals, and does something before the next seal. For a removal: what is only in memory would come back from
   * the journal after a restart.
   */
  sealThen(work: () => Promise<void>): Promise<void> {
    return this.#sealing.run(async () => {
      await this.#sealAll();
      await work();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#frozen?.finished();
    await this.#appending.run(async () => {});
    await this.#sealing.run(async () => {});
    await this.#dropped;
    this.#writer.close();
  }

  #report(error: unknown): void {
    this.#options.logger?.error({ err: error }, 'event_store_delayed');
  }

  async #flush(): Promise<void> {
    const replaced = await this.#active.flush();
    this.#publish([]);
    if (replaced.length === 0) return;
    void this.#snapshots.settled().then(() => Promise.all(replaced.map((path) => rm(path, { force: true }))));
  }

  /** @param sealed segments that take the place of the frozen files */
  #publish(sealed: readonly Segment[]): void {
    const hot = this.#frozen ? [this.#frozen.hot, this.#active] : [this.#active];
    this.#snapshots.replace({
      hot: hot.map(({ files, spans }) => ({ files, spans })),
      segments: [...this.#snapshots.current.segments, ...sealed],
    });
  }

  #isFull(hot: HotFiles): boolean {
    return hot.rows >= this.#limits.rows || hot.bytes >= this.#limits.bytes;
  }

  #newHotFiles(position: number): HotFiles {
    return new HotFiles(join(this.#options.dir, hotFolder), this.#generation++, position);
  }

  /** At once when the hot files are full, otherwise when it is old enough. Called between appends only. */
  async #scheduleSeal(): Promise<void> {
    if (this.#isFull(this.#active)) {
      if (!this.#frozen) await this.#freeze().catch((error: unknown) => this.#report(error));
      if (!this.#sealDue) this.#startSeal(() => this.#finishFrozen());
    } else if (!this.#timer && this.#active.rows > 0) {
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        if (!this.#sealDue) this.#startSeal(() => this.#sealAll());
      }, this.#limits.afterMs);
      this.#timer.unref();
    }
  }

  #startSeal(seal: () => Promise<void>): void {
    this.#sealDue = this.#sealUntilDone(seal).finally(() => {
      this.#sealDue = undefined;
      // Hot files that became full in the last moment of this seal.
      if (this.#frozen && !this.#closed) this.#startSeal(() => this.#finishFrozen());
    });
  }

  async #sealUntilDone(seal: () => Promise<void>): Promise<void> {
    while (!this.#closed) {
      try {
        await this.#sealing.run(seal);
        return;
      } catch (error) {
        this.#report(error);
        await new Promise((resolve) => setTimeout(resolve, this.#limits.retryMs).unref());
      }
    }
  }

  /** First what an earlier attempt left: segments are recorded in the order of the journal. */
  async #sealAll(): Promise<void> {
    await this.#finishFrozen();
    await this.#appending.run(() => this.#freeze());
    await this.#finishFrozen();
  }

  /** Appends go to new hot files from now on. Called between appends only, and when nothing is frozen. */
  async #freeze(): Promise<void> {
    const hot = this.#active;
    if (this.#frozen || (hot.position === this.#sealed && hot.rows === 0)) return;
    await this.#flush();
    hot.close();
    this.#active = this.#newHotFiles(hot.position);
    this.#frozen = freeze(hot);
    this.#publish([]);
  }

  async #finishFrozen(): Promise<void> {
    if (!this.#frozen) return;
    const { hot, plan, finished } = this.#frozen;
    const segments = await this.#record(hot, plan);
    this.#frozen = undefined;
    this.#sealed = hot.position;
    this.#publish(segments);
    finished();
    // Those who read the files read them to their end; the next seal does not wait for a long search.
    const dropped = this.#snapshots.settled().then(() => hot.drop());
    this.#dropped = Promise.all([this.#dropped, dropped]).then(
      () => {},
      (error: unknown) => this.#report(error),
    );
  }

  async #record(hot: HotFiles, plan: readonly PlannedSegment[]): Promise<Segment[]> {
    // The commit of an earlier attempt may have worked though its answer was lost.
    const recorded = await recordedSegments(
      this.#db,
      plan.map(({ id }) => id),
    );
    if (plan.length > 0 && recorded.length === plan.length) return recorded;
    const segments: Segment[] = [];
    for (const planned of plan) segments.push(await this.#write(hot, planned));
    await recordSeal(this.#db, segments, hot.position, (this.#options.now ?? Date.now)());
    return segments;
  }

  async #write(hot: HotFiles, { id, tenant, path, rows }: PlannedSegment): Promise<Segment> {
    const { dir } = this.#options;
    const facts = await this.#writer.write({
      sources: hot.files.map((path) => ({ path })),
      from: 'hot' as const,
      mixed: hot.spans.size > 1,
      tenant,
      path: join(dir, path),
      filterPath: join(dir, filterPath(path)),
      without: [],
      temporary: join(dir, '.spill-seal'),
    });
    if (facts?.rows !== rows) {
      throw new Error(`a seal of ${rows} events wrote ${facts?.rows ?? 0}: it is not recorded`);
    }
    return { ...facts, id, tenant, path, positionFrom: hot.positionFrom, positionTo: hot.position };
  }
}

function freeze(hot: HotFiles): Frozen {
  let finished = (): void => {};
  const done = new Promise<void>((resolve) => {
    finished = resolve;
  });
  return { hot, plan: planSegments(hot), done, finished };
}
