import { aheadOfUtc } from '../../contract/german-day.js';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
/** The clock is not changed twice within so long. */
const stride = 28 * day;
/** Of a longer range, whose buckets are months and years, nobody can see an hour. */
const longest = 40 * 365 * day;
/** The first day of 1970 was a Thursday; weeks begin with Monday. */
const monday = 4 * day;

/** Widths that a person can read off an axis. */
const widths = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
  ...[1, 2, 7, 14, 28].map((n) => n * day),
];

interface Shift {
  /** Milliseconds since the epoch. */
  from: number;
  /** How far the clock is ahead of UTC from then on, in milliseconds. */
  ahead: number;
}

/**
 * A range of time cut into equal parts of the German clock: days begin at midnight there and weeks with Monday. Where
 * the clock is changed, such a part lasts an hour less or more.
 */
export class TimeBuckets {
  /** In milliseconds, by the clock. */
  readonly width: number;
  /** When each bucket begins and ends, RFC 3339. */
  readonly spans: { start: string; end: string }[];
  /** What the clock shows when the first bucket begins, as if it were UTC. */
  readonly #clockStart: number;
  readonly #shifts: Shift[];

  /**
   * @param range milliseconds since the epoch; `to` is not in it any more
   * @param most buckets at most (one more where the range does not begin at a bucket's start)
   */
  constructor({ from, to }: { from: number; to: number }, most: number) {
    this.width = widthFor((to - from) / Math.max(1, most));
    // The first and the last bucket may reach beyond the range.
    this.#shifts = this.width > hour ? shiftsIn(from - this.width, to + this.width) : [{ from, ahead: 0 }];
    const clock = (at: number): number => at + this.#shifts.findLast((shift) => shift.from <= at)!.ahead;
    const origin = this.width % (7 * day) === 0 ? monday : 0;
    this.#clockStart = Math.floor((clock(from) - origin) / this.width) * this.width + origin;
    const length = Math.floor((clock(to - 1) - this.#clockStart) / this.width) + 1;
    const edge = (n: number): string =>
      new Date(this.#instant(this.#clockStart + n * this.width)).toISOString();
    this.spans = Array.from({ length }, (_, n) => ({ start: edge(n), end: edge(n + 1) }));
  }

  /** @returns the number of an event's bucket, as SQL over `"@timestamp"`, with its values */
  get sql(): { sql: string; values: bigint[] } {
    // A bigint is a HUGEINT to DuckDB, and dividing those takes ten times as long.
    const [first, ...later] = this.#shifts.map(({ from, ahead }) => ({
      from: BigInt(from),
      start: BigInt(this.#clockStart - ahead),
    }));
    const cases = later.map(() => 'when epoch_ms("@timestamp") >= ?::bigint then ?::bigint').join(' ');
    const start = later.length === 0 ? '?::bigint' : `case ${cases} else ?::bigint end`;
    return {
      sql: `(epoch_ms("@timestamp") - ${start}) // ?::bigint`,
      values: [
        ...later.reverse().flatMap(({ from, start }) => [from, start]),
        first!.start,
        BigInt(this.width),
      ],
    };
  }

  /** @returns when the clock shows this for the first time, or would if the hour were not left out */
  #instant(clock: number): number {
    const shift = this.#shifts.find(
      ({ ahead }, n) => clock - ahead < (this.#shifts[n + 1]?.from ?? Number.POSITIVE_INFINITY),
    )!;
    return Math.max(clock - shift.ahead, shift === this.#shifts[0] ? Number.NEGATIVE_INFINITY : shift.from);
  }
}

function widthFor(least: number): number {
  return widths.find((width) => width >= least) ?? Math.ceil(least / (28 * day)) * 28 * day;
}

/** @returns how far the clock is ahead at the range's begin, and each change up to its end */
function shiftsIn(from: number, to: number): Shift[] {
  const shifts = [{ from, ahead: aheadOfUtc(from) }];
  if (to - from > longest) return shifts;
  for (let at = from; at < to; at += stride) {
    const before = shifts.at(-1)!.ahead;
    const end = Math.min(at + stride, to);
    if (aheadOfUtc(end) !== before) shifts.push(changeBetween(at, end));
  }
  return shifts;
}

/** Clocks are changed at full hours of UTC. */
function changeBetween(from: number, to: number): Shift {
  const before = aheadOfUtc(from);
  let [first, last] = [Math.floor(from / hour), Math.floor(to / hour)];
  while (last - first > 1) {
    const middle = Math.floor((first + last) / 2);
    if (aheadOfUtc(middle * hour) === before) first = middle;
    else last = middle;
  }
  return { from: last * hour, ahead: aheadOfUtc(last * hour) };
}
