import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { GrundwachtError } from '../../contract/errors.js';
import type { EventDocument, EventQuery, Histogram } from '../../contract/event.js';
import type { EventRows, EventStore } from '../../contract/event-store.js';
import type { Database } from '../tables.js';
import { decodeCursor } from './cursor.js';
import { type Engine, openEngine } from './duckdb.js';
import { countByTime } from './histogram.js';
import { HotFiles } from './hot-files.js';
import {
  listSegments,
  readSealedPosition,
  recordedSegments,
  recordSeal,
  removeTenantSegments,
} from './manifest.js';
import type { EventStoreOptions } from './options.js';
import { rowQuery } from './query.js';
import { recoverSegments } from './recover.js';
import { findById, searchPage } from './search.js';
import { type PlannedSegment, planSegments, type Segment, writeSegment } from './segment-file.js';
import { Serial } from './serial.js';
import { type Snapshot, Snapshots } from './snapshot.js';

/** In the store's folder. What is there at a start is in the journal as well. */
const hotFolder = '.hot';

/** Hot files that are being sealed, with the segments it becomes: the same at every attempt. */
interface Frozen {
  hot: HotFiles;
  plan: PlannedSegment[];
  done: Promise<void>;
  finished: () => void;
}

/**
 * Opens the event store: what the manifest knows is searchable, what a crash left half done is removed.
 * @throws Error when PostgreSQL or the folder cannot be used
 */
export async function openEventStore(options: EventStoreOptions): Promise<EventStore> {
  const { db } = options;
  const segments = await listSegments(db);
  const position = await readSealedPosition(db);
  await rm(join(options.dir, hotFolder), { recursive: true, force: true });
  await mkdir(join(options.dir, hotFolder), { recursive: true });
  const { orphans, damaged } = await recoverSegments(options.dir, segments);
  if (orphans.length > 0)
    options.logger?.info({ orphans: orphans.length }, 'event_segments_without_manifest_removed');
  for (const { path, rows } of damaged)
    options.logger?.error({ path, rows }, 'event_segment_missing_or_damaged');
  const engine = await openEngine({
    temporary: join(options.dir, '.spill'),
    memoryLimit: options.memoryLimit ?? '128MB',
    threads: options.threads ?? 2,
    searches: 2,
  });
  const broken = new Set(damaged);
  const store = new SegmentedEventStore(options, db, engine, position);
  store.open(segments.filter((segment) => !broken.has(segment)));
  return store;
}

class SegmentedEventStore implements EventStore {
  readonly #options: EventStoreOptions;
  readonly #db: Kysely<Database>;
  readonly #engine: Engine;
  readonly #snapshots = new Snapshots();
  /** Appends, and the moment at which one set of hot files follows another. */
  readonly #appending = new Serial();
  /** Seals and removals. */
  readonly #sealing = new Serial();
  readonly #limits: { rows: number; bytes: number; afterMs: number; retryMs: number };
  #active: HotFiles;
  #frozen: Frozen | undefined;
  #generation = 0;
  #sealed: number;
  #timer: NodeJS.Timeout | undefined;
  #sealDue: Promise<void> | undefined;
  #closed = false;

  constructor(options: EventStoreOptions, db: Kysely<Database>, engine: Engine, sealed: number) {
    this.#options = options;
    this.#db = db;
    this.#engine = engine;
    this.#sealed = sealed;
    this.#active = this.#newHotFiles(sealed);
    this.#limits = {
      rows: options.sealRows ?? 15_000,
      bytes: options.sealBytes ?? 32 << 20,
      afterMs: options.sealAfterMs ?? 5 * 60_000,
      retryMs: options.retryMs ?? 5000,
    };
  }

  open(segments: Segment[]): void {
    this.#snapshots.current = { hot: [], segments };
  }

  sealedPosition(): number {
    return this.#sealed;
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

  search(
    query: EventQuery & { tenants: readonly string[]; limit: number; cursor?: string },
  ): Promise<{ items: EventDocument[]; next: string | null }> {
    return this.#read(async (snapshot) => {
      const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
      const rows = rowQuery(query, after);
      if (rows.tenants.length === 0) return { items: [], next: null };
      return searchPage(this.#engine, this.#options.dir, snapshot, rows, query.limit);
    });
  }

  histogram(query: EventQuery & { tenants: readonly string[]; buckets: number }): Promise<Histogram> {
    return this.#read(async (snapshot) => {
      const rows = rowQuery(query);
      return countByTime(this.#engine, this.#options.dir, snapshot, rows, query.buckets);
    });
  }

  get(tenants: readonly string[], id: string): Promise<EventDocument | undefined> {
    if (tenants.length === 0) return Promise.resolve(undefined);
    return this.#read((snapshot) => findById(this.#engine, this.#options.dir, snapshot, tenants, id));
  }

  seal(): Promise<void> {
    return this.#sealing.run(() => this.#sealAll());
  }

  removeTenant(tenant: string): Promise<void> {
    return this.#sealing.run(async () => {
      // Sealed first: what is only in memory would come back from the journal after a restart.
      await this.#sealAll();
      await removeTenantSegments(this.#db, tenant);
      const { segments } = this.#snapshots.current;
      const removed = segments.filter((segment) => segment.tenant === tenant);
      this.#publish(segments.filter((segment) => segment.tenant !== tenant));
      await this.#snapshots.settled();
      for (const { path } of removed) await rm(join(this.#options.dir, path), { force: true });
    });
  }

  stats(): { hotEvents: number; segments: number; segmentBytes: number; segmentEvents: number } {
    const { segments } = this.#snapshots.current;
    return {
      hotEvents: this.#active.rows + (this.#frozen?.hot.rows ?? 0),
      segments: segments.length,
      segmentBytes: segments.reduce((sum, segment) => sum + segment.bytes, 0),
      segmentEvents: segments.reduce((sum, segment) => sum + segment.rows, 0),
    };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#frozen?.finished();
    await this.#appending.run(async () => {});
    await this.#sealing.run(async () => {});
    await this.#snapshots.settled();
    this.#engine.close();
  }

  #report(error: unknown): void {
    this.#options.logger?.error({ err: error }, 'event_store_delayed');
  }

  /** Whatever has been appended before the call is seen. */
  async #read<T>(reader: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    await this.#flush().catch((error: unknown) => this.#report(error));
    return this.#snapshots.read(reader);
  }

  /** Writes what is in memory, and shows it to whoever begins to read now. */
  async #flush(): Promise<void> {
    const replaced = await this.#active.flush();
    this.#publish(this.#snapshots.current.segments);
    if (replaced.length === 0) return;
    void this.#snapshots.settled().then(() => Promise.all(replaced.map((path) => rm(path, { force: true }))));
  }

  #publish(segments: readonly Segment[]): void {
    const hot = this.#frozen ? [this.#frozen.hot, this.#active] : [this.#active];
    this.#snapshots.current = { hot: hot.map(({ files, spans }) => ({ files, spans })), segments };
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

  async #finishFrozen(): Promise<void> {
    if (this.#frozen) await this.#finish(this.#frozen);
  }

  /** Appends go to new hot files from now on. Called between appends only, and when nothing is frozen. */
  async #freeze(): Promise<void> {
    const hot = this.#active;
    if (this.#frozen || (hot.position === this.#sealed && hot.rows === 0)) return;
    await this.#flush();
    hot.close();
    this.#active = this.#newHotFiles(hot.position);
    this.#frozen = freeze(hot);
    this.#publish(this.#snapshots.current.segments);
  }

  async #finish({ hot, plan, finished }: Frozen): Promise<void> {
    const segments = await this.#record(hot, plan);
    this.#frozen = undefined;
    this.#sealed = hot.position;
    this.#publish([...this.#snapshots.current.segments, ...segments]);
    finished();
    await this.#snapshots.settled();
    await hot.drop();
  }

  async #record(hot: HotFiles, plan: readonly PlannedSegment[]): Promise<Segment[]> {
    const { dir, now } = this.#options;
    // The commit of an earlier attempt may have worked though its answer was lost.
    const recorded = await recordedSegments(
      this.#db,
      plan.map(({ id }) => id),
    );
    if (plan.length > 0 && recorded.length === plan.length) return recorded;
    const segments: Segment[] = [];
    for (const planned of plan) segments.push(await writeSegment(this.#engine.sealing, dir, hot, planned));
    await recordSeal(this.#db, segments, hot.position, (now ?? Date.now)());
    return segments;
  }
}

function freeze(hot: HotFiles): Frozen {
  let finished = (): void => {};
  const done = new Promise<void>((resolve) => {
    finished = resolve;
  });
  return { hot, plan: planSegments(hot), done, finished };
}
