import type { Segment } from '../segment.js';
import { mayMatch, type Need, readFilter, type SegmentFilter } from './segment-filter.js';

/** Memory for filters; those of more segments are read anew. */
const defaultBytes = 32 << 20;
/** libuv's threads also write the journal. */
const readsAtOnce = 3;

/** What is needed of a segment. */
type Filtered = Pick<Segment, 'id' | 'path' | 'filterBytes'>;

/** The filters of the segments that were asked for last. */
export class FilterCache {
  readonly #pathOf: (segment: Filtered) => string;
  readonly #onDamage: (error: unknown) => void;
  readonly #most: number;
  /** In the order of their last use. */
  readonly #filters = new Map<string, SegmentFilter>();
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

  /** @returns those segments that may hold rows with all the needs, in the given order */
  async select<T extends Filtered>(segments: readonly T[], needs: readonly Need[]): Promise<T[]> {
    if (needs.length === 0) return [...segments];
    const selected = new Array<boolean>(segments.length);
    const queue = segments.entries();
    const work = async (): Promise<void> => {
      for (const [n, segment] of queue) {
        const filter = await this.filterOf(segment);
        selected[n] = !filter || mayMatch(filter, needs);
      }
    };
    await Promise.all(Array.from({ length: readsAtOnce }, work));
    return segments.filter((_, n) => selected[n]);
  }

  /** @returns undefined when there is none, or none that can be read */
  async filterOf(segment: Filtered): Promise<SegmentFilter | undefined> {
    const filter = this.#filters.get(segment.id) ?? (await this.#read(segment));
    if (filter) this.#keep(segment.id, filter);
    return filter;
  }

  async #read(segment: Filtered): Promise<SegmentFilter | undefined> {
    if (segment.filterBytes === undefined || this.#damaged.has(segment.id)) return undefined;
    try {
      return await readFilter(this.#pathOf(segment));
    } catch (error) {
      this.#damaged.add(segment.id);
      this.#onDamage(error);
      return undefined;
    }
  }

  /** Becomes the last that is forgotten. */
  #keep(id: string, filter: SegmentFilter): void {
    if (!this.#filters.delete(id)) this.#bytes += sizeOf(filter);
    this.#filters.set(id, filter);
    for (const [oldest, filter] of this.#filters) {
      if (this.#bytes <= this.#most) break;
      this.#filters.delete(oldest);
      this.#bytes -= sizeOf(filter);
    }
  }
}

function sizeOf({ grams, values }: SegmentFilter): number {
  return grams.byteLength + values.byteLength;
}
