import type { Labels, Sample } from './exposition.js';

interface Row {
  labels: Labels;
  counts: number[];
  sum: number;
}

/** Durations by label, in seconds, in Prometheus' cumulative buckets. */
export class Histogram {
  readonly #bounds: readonly number[];
  readonly #rows = new Map<string, Row>();

  /** @param bounds upper ones, ascending */
  constructor(bounds: readonly number[] = [0.005, 0.025, 0.1, 0.25, 1, 2.5, 10, 30]) {
    this.#bounds = bounds;
  }

  observe(labels: Labels, seconds: number): void {
    const key = Object.values(labels).join('\0');
    let row = this.#rows.get(key);
    if (row === undefined) {
      row = { labels, counts: new Array<number>(this.#bounds.length + 1).fill(0), sum: 0 };
      this.#rows.set(key, row);
    }
    const bucket = this.#bounds.findIndex((bound) => seconds <= bound);
    row.counts[bucket < 0 ? this.#bounds.length : bucket]!++;
    row.sum += seconds;
  }

  get samples(): Sample[] {
    return [...this.#rows.values()].flatMap(({ labels, counts, sum }) => {
      let below = 0;
      const buckets = counts.map((count, index): Sample => {
        below += count;
        const le = index < this.#bounds.length ? String(this.#bounds[index]) : '+Inf';
        return { suffix: '_bucket', labels: { ...labels, le }, value: below };
      });
      return [...buckets, { suffix: '_sum', labels, value: sum }, { suffix: '_count', labels, value: below }];
    });
  }
}
