import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { type DatasetClass, type Merge, nextMerge } from './merge-plan.js';
import type { EventStoreOptions } from './options.js';
import { filterPath, newSegment, type Segment } from './segment.js';
import type { SegmentChanges } from './segment-changes.js';
import type { SegmentWriter } from './segments/segment-writer.js';
import type { Snapshots } from './snapshot.js';

/** Bytes that stay free beside what a merge writes. */
const reserve = 512 << 20;
/** Segments that could not be merged are left alone for this time. */
const restMs = 3_600_000;

/** Makes large segments of small ones, oldest first. */
export class Merging {
  readonly #options: EventStoreOptions;
  readonly #snapshots: Snapshots;
  readonly #changes: SegmentChanges;
  readonly #writer: SegmentWriter;
  /** Ids of segments whose merge failed, with the time until which they rest. */
  readonly #resting = new Map<string, number>();

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
   * @param now milliseconds since the epoch
   * @returns number of segments that were merged; 0: there was nothing to do, or no room
   * @throws Error when a segment cannot be read or written
   */
  async mergeNext(classOf: DatasetClass, now: number): Promise<number> {
    const segments = this.#snapshots.current.segments.filter(({ id }) => !this.#rests(id, now));
    const merge = nextMerge(segments, classOf, now, this.#options.mergeRows);
    if (!merge || !(await this.#hasRoom(merge))) return 0;
    try {
      const next = await this.#write(merge);
      await this.#changes.make({ former: merge.sources, next, deletions: [] });
      return merge.sources.length;
    } catch (error) {
      for (const { id } of merge.sources) this.#resting.set(id, now + restMs);
      throw error;
    }
  }

  #rests(id: string, now: number): boolean {
    const until = this.#resting.get(id);
    if (until === undefined) return false;
    if (until > now) return true;
    this.#resting.delete(id);
    return false;
  }

  async #hasRoom({ sources }: Merge): Promise<boolean> {
    const { bavail, bsize } = await statfs(this.#options.dir);
    const free = bavail * bsize;
    const needed = sources.reduce((sum, { bytes, filterBytes = 0 }) => sum + bytes + filterBytes, reserve);
    if (free >= needed) return true;
    this.#options.logger?.warn({ free, needed }, 'event_merge_short_of_disk');
    return false;
  }

  async #write({ tenant, sources, outputs }: Merge): Promise<Segment[]> {
    const { dir } = this.#options;
    const datasets = outputs.flat();
    const next: Segment[] = [];
    for (const output of outputs) {
      const segment = newSegment(tenant);
      const facts = await this.#writer.write({
        sources: sources.map(({ path, sha256 }) => ({ path: join(dir, path), sha256 })),
        from: 'segments',
        mixed: false,
        tenant,
        path: join(dir, segment.path),
        filterPath: join(dir, filterPath(segment.path)),
        without: datasets.filter((dataset) => !output.includes(dataset)),
        temporary: join(dir, '.spill-merge'),
      });
      if (facts) next.push({ ...facts, ...segment, ...positionsOf(sources) });
    }
    const [before, after] = [sources, next].map((all) => all.reduce((sum, { rows }) => sum + rows, 0));
    if (before !== after) throw new Error(`a merge of ${before} events wrote ${after}: it is not recorded`);
    return next;
  }
}

function positionsOf(sources: readonly Segment[]): Pick<Segment, 'positionFrom' | 'positionTo'> {
  return {
    positionFrom: Math.min(...sources.map(({ positionFrom }) => positionFrom)),
    positionTo: Math.max(...sources.map(({ positionTo }) => positionTo)),
  };
}
