import { join } from 'node:path';
import type { EventDocument, EventPage, EventQuery, Histogram } from '../../contract/event.js';
import type { EventField, FieldStatistics } from '../../contract/event-analysis.js';
import type {
  EventRows,
  EventStore,
  Expired,
  HostSkew,
  HuntedSegment,
  HuntRange,
  Quarry,
  TenantContents,
} from '../../contract/event-store.js';
import { measureSkew } from './clock-skew.js';
import { decodeCursor } from './cursor.js';
import { type Engine, openEngine } from './duckdb.js';
import { listFields } from './field-names.js';
import { FilterCache } from './filters/filter-cache.js';
import { countByTime } from './histogram.js';
import { huntSegment } from './hunt.js';
import { within } from './limits.js';
import { Maintenance } from './maintenance.js';
import { listSegments, readSealedPosition } from './manifest.js';
import type { EventStoreOptions } from './options.js';
import type { Reader } from './parts.js';
import { rowQuery, withPrefix } from './query.js';
import { recoverSegments } from './recover.js';
import { clearHotFiles, Sealing } from './sealing.js';
import { findById, searchPage } from './search.js';
import { filterPath, type Segment } from './segment.js';
import { SegmentChanges } from './segment-changes.js';
import { type Snapshot, Snapshots } from './snapshot.js';
import { countByTimeAndValue } from './stacked-histogram.js';
import { countValues } from './statistics.js';

/**
 * Opens the event store: what the manifest knows is searchable, what a crash left half done is removed.
 * @throws Error when PostgreSQL or the folder cannot be used
 */
export async function openEventStore(options: EventStoreOptions): Promise<EventStore> {
  const { db, dir, logger } = options;
  const segments = await listSegments(db);
  const position = await readSealedPosition(db);
  await clearHotFiles(dir);
  const { orphans, damaged, unfiltered } = await recoverSegments(dir, segments);
  if (orphans.length > 0) {
    logger?.info({ orphans: orphans.length }, 'event_segments_without_manifest_removed');
  }
  for (const { path, rows } of damaged) logger?.error({ path, rows }, 'event_segment_missing_or_damaged');
  for (const segment of unfiltered) {
    logger?.warn({ path: filterPath(segment.path) }, 'event_filter_missing_or_damaged');
    segment.filterBytes = undefined;
  }
  const engine = await openEngine({
    temporary: join(dir, '.spill'),
    memoryLimit: options.memoryLimit ?? '256MB',
    threads: options.threads ?? 2,
    searches: 2,
  });
  const broken = new Set(damaged);
  return new SegmentedEventStore(
    options,
    engine,
    position,
    segments.filter((segment) => !broken.has(segment)),
  );
}

/** A hunt looks for thousands of values where a search looks for a few. */
const huntMs = 15 * 60_000;

class SegmentedEventStore implements EventStore {
  readonly #options: EventStoreOptions;
  readonly #engine: Engine;
  readonly #snapshots = new Snapshots();
  readonly #sealing: Sealing;
  readonly #changes: SegmentChanges;
  readonly #maintenance: Maintenance;
  readonly #filters: FilterCache;
  #closed = false;

  constructor(options: EventStoreOptions, engine: Engine, sealed: number, segments: Segment[]) {
    this.#options = options;
    this.#engine = engine;
    this.#snapshots.replace({ hot: [], segments });
    this.#sealing = new Sealing(options, this.#snapshots, sealed);
    this.#changes = new SegmentChanges(options, this.#snapshots);
    this.#maintenance = new Maintenance(options, this.#snapshots, this.#changes);
    this.#filters = new FilterCache(
      ({ path }) => join(options.dir, filterPath(path)),
      (err) => options.logger?.warn({ err }, 'event_filter_missing_or_damaged'),
    );
  }

  sealedPosition(): number {
    return this.#sealing.position;
  }

  append(rows: EventRows, position: number): Promise<void> {
    return this.#sealing.append(rows, position);
  }

  search(
    query: EventQuery & { tenants: readonly string[]; limit: number; cursor?: string },
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<EventPage> {
    return this.#read(signal, async (reader, snapshot) => {
      const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
      const now = after?.now ?? this.#now();
      const rows = rowQuery(query, now, after);
      if (rows.tenants.length === 0) return { items: [], next: null };
      return searchPage(reader, snapshot, rows, query.limit, now);
    });
  }

  histogram(
    query: EventQuery & { tenants: readonly string[]; buckets: number; by?: string },
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<Histogram> {
    return this.#read(signal, async (reader, snapshot) => {
      const rows = rowQuery(query, this.#now());
      if (query.by === undefined) return countByTime(reader, snapshot, rows, query.buckets);
      return countByTimeAndValue(reader, snapshot, rows, query.buckets, query.by);
    });
  }

  statistics(
    query: EventQuery & { tenants: readonly string[]; field: string; limit: number; prefix?: string },
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<FieldStatistics> {
    return this.#read(signal, async (reader, snapshot) => {
      const rows = rowQuery(withPrefix(query), this.#now());
      return countValues(reader, snapshot, rows, query.field, query.limit);
    });
  }

  fields(
    query: EventQuery & { tenants: readonly string[] },
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<EventField[]> {
    return this.#read(signal, async (reader, snapshot) =>
      listFields(reader, snapshot, rowQuery(query, this.#now())),
    );
  }

  hunt(
    { tenant, id }: { tenant: string; id: string },
    quarry: Quarry,
    range: HuntRange,
    { onEvents, signal }: { onEvents(events: EventDocument[]): Promise<void>; signal: AbortSignal },
  ): Promise<HuntedSegment> {
    const work = async (reader: Reader, { segments }: Snapshot): Promise<HuntedSegment> => {
      const segment = segments.find((each) => each.id === id && each.tenant === tenant);
      if (segment === undefined) return 'gone';
      return (await huntSegment(reader, segment, quarry, range, onEvents)) ? 'searched' : 'skipped';
    };
    return this.#read(signal, work, huntMs);
  }

  clockSkew(
    query: EventQuery & { tenants: readonly string[]; limitMs: number },
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<HostSkew[]> {
    return this.#read(signal, async (reader, snapshot) => {
      const rows = rowQuery(query, this.#now());
      return rows.tenants.length === 0 ? [] : measureSkew(reader, snapshot, rows, query.limitMs);
    });
  }

  get(tenants: readonly string[], id: string): Promise<EventDocument | undefined> {
    if (tenants.length === 0) return Promise.resolve(undefined);
    return this.#read(undefined, (reader, snapshot) => findById(reader, snapshot, tenants, id));
  }

  seal(): Promise<void> {
    return this.#sealing.seal();
  }

  removeTenant(tenant: string): Promise<void> {
    return this.#sealing.sealThen(() => this.#changes.removeTenant(tenant));
  }

  merge(): Promise<number> {
    return this.#maintenance.merge();
  }

  expire(): Promise<Expired> {
    return this.#maintenance.expire();
  }

  contents(tenant: string): TenantContents {
    const { segments } = this.#snapshots.current;
    return {
      unsealed: this.#sealing.unsealed(tenant),
      segments: segments.filter((segment) => segment.tenant === tenant),
    };
  }

  stats(): { hotEvents: number; segments: number; segmentBytes: number; segmentEvents: number } {
    const { segments } = this.#snapshots.current;
    return {
      hotEvents: this.#sealing.hotRows,
      segments: segments.length,
      segmentBytes: segments.reduce((sum, { bytes, filterBytes = 0 }) => sum + bytes + filterBytes, 0),
      segmentEvents: segments.reduce((sum, segment) => sum + segment.rows, 0),
    };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#maintenance.close();
    await this.#sealing.close();
    await this.#changes.removed();
    await this.#snapshots.settled();
    this.#engine.close();
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }

  /** Whatever has been appended before the call is seen. */
  #read<T>(
    signal: AbortSignal | undefined,
    read: (reader: Reader, snapshot: Snapshot) => Promise<T>,
    timeoutMs: number = this.#options.searchMs ?? 30_000,
  ): Promise<T> {
    return within({ signal, timeoutMs }, async (ending) => {
      await this.#sealing.show();
      const reader: Reader = {
        engine: this.#engine,
        dir: this.#options.dir,
        filters: this.#filters,
        signal: ending,
      };
      return this.#snapshots.read((snapshot) => read(reader, snapshot));
    });
  }
}
