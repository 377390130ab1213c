import { setImmediate as turn } from 'node:timers/promises';
import type { Segment } from '../segment.js';
import { type AskedNeeds, askNeeds } from './asked-needs.js';
import { readFilters, readWholeFilter } from './filter-file.js';
import { type RowRange, rangesOf } from './row-ranges.js';
import type { BlockFilter, Need, SegmentFilter } from './segment-filter.js';

/** Memory for filters; those of more segments are read anew. */
const defaultBytes = 32 << 20;
/** libuv's threads also write the journal. */
const readsAtOnce = 3;
/** Others get their turn after this time of looking into filters. */
const turnMs = 10;

/** What is needed of a segment. */
type Filtered = Pick<Segment, 'id' | 'path' | 'filterBytes'>;

/** A segment that may hold rows of a search, and where: without `rows` anywhere. */
export interface Selected<T> {
  segment: T;
  rows?: readonly RowRange[];
}

/** What is kept of a file: either part of it is read when it is asked for. */
type Kept = SegmentFilter | readonly BlockFilter[];

/** The filters of the segments that were asked for last. */
export class FilterCache {
  readonly #pathOf: (segment: Filtered) => string;
  readonly #onDamage: (error: unknown) => void;
  readonly #most: number;
  /** In the order of their last use. */
  readonly #kept = new Map<string, Kept>();
  readonly #damaged = new Set<string>();
  #bytes = 0;

  /**
   * @param pathOf absolute path of a segment's filter
   * @param onDamage hears of each file that cannot be read, once
   */
  constructor(
    pathOf: (segment: Filtered) => string,
    onDamage: (error: unknown) => void,
    most: number = defaultBytes,
  ) {
    this.#pathOf = pathOf;
    this.#onDamage = onDamage;
    this.#most = most;
  }

  /** @returns those segments that may hold rows with all the needs, in the given order, with the rows to look at */
  async select<T extends Filtered>(segments: readonly T[], needs: readonly Need[]): Promise<Selected<T>[]> {
    if (needs.length === 0) return segments.map((segment) => ({ segment }));
    const mayMeet = askNeeds(needs);
    const selected = new Array<Selected<T> | undefined>(segments.length);
    const queue = segments.entries();
    let turned = performance.now();
    const work = async (): Promise<void> => {
      for (const [n, segment] of queue) {
        selected[n] = await this.#look(segment, mayMeet);
        if (performance.now() - turned < turnMs) continue;
        await turn();
        turned = performance.now();
      }
    };
    await Promise.all(Array.from({ length: readsAtOnce }, work));
    return selected.filter((each) => each !== undefined);
  }

  async #look<T extends Filtered>(segment: T, mayMeet: AskedNeeds): Promise<Selected<T> | undefined> {
    const filter = await this.filterOf(segment);
    if (!filter) return { segment };
    if (!mayMeet(filter)) return undefined;
    const blocks = await this.#blocksOf(segment);
    if (!blocks || blocks.length === 0) return { segment };
    const rows = rangesOf(blocks.filter(({ filter }) => mayMeet(filter)));
    return rows.length > 0 ? { segment, rows } : undefined;
  }

  /** @returns undefined when there is none, or none that can be read */
  filterOf(segment: Filtered): Promise<SegmentFilter | undefined> {
    return this.#get(segment, segment.id, readWholeFilter);
  }

  #blocksOf(segment: Filtered): Promise<readonly BlockFilter[] | undefined> {
    return this.#get(segment, `${segment.id} blocks`, async (path) => (await readFilters(path)).blocks);
  }

  async #get<K extends Kept>(
    segment: Filtered,
    key: string,
    read: (path: string) => Promise<K>,
  ): Promise<K | undefined> {
    const kept = (this.#kept.get(key) as K | undefined) ?? (await this.#read(segment, read));
    if (kept) this.#keep(key, kept);
    return kept;
  }

  async #read<K>(segment: Filtered, read: (path: string) => Promise<K>): Promise<K | undefined> {
    if (segment.filterBytes === undefined || this.#damaged.has(segment.id)) return undefined;
    try {
      return await read(this.#pathOf(segment));
    } catch (error) {
      this.#damaged.add(segment.id);
      this.#onDamage(error);
      return undefined;
    }
  }

  /** Becomes the last that is forgotten. */
  #keep(key: string, kept: Kept): void {
    const before = this.#kept.get(key);
    if (before) {
      this.#kept.delete(key);
      this.#bytes -= sizeOf(before);
    }
    this.#bytes += sizeOf(kept);
    this.#kept.set(key, kept);
    for (const [oldest, kept] of this.#kept) {
      if (this.#bytes <= this.#most) break;
      this.#kept.delete(oldest);
      this.#bytes -= sizeOf(kept);
    }
  }
}

/** What an object holds beside its words, about. */
const objectBytes = 200;

function sizeOf(kept: Kept): number {
  if ('grams' in kept) return kept.grams.byteLength + kept.values.byteLength;
  return kept.reduce((sum, { filter }) => sum + sizeOf(filter) + objectBytes, 0);
}
