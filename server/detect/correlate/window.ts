import type { EntryPool } from './entry-pool.js';

/**
 * How correlations count time and when they fire.
 *
 * - **Window.** Sliding over event time, per tenant and group. Entries belong to one window when the last is at
 *   most the timespan after the first (both ends included): with `timespan: 1m`, 10:00:00 and 10:01:00 do.
 * - **When.** A condition is checked whenever an event arrives, for the windows that hold this event and end at an
 *   event: for an event in order that is the window ending with it; for a late one also those that end up to a
 *   timespan later, earliest first. Upper limits (`lt`, `lte`, `eq`, `neq`) are read the same way: they hold for
 *   what the window has so far, as no window is known to be complete while events may be late.
 * - **Firing uses up.** When the condition holds, one match is given and the group starts anew without entries. So
 *   an event is part of at most one match of a correlation, n events of a group give at most n divided by the
 *   threshold matches, and a group that goes on gives further matches, which the alerts fold by rule and group.
 * - **Lateness.** Within a group, an event may be older than the newest one by up to the timespan plus the
 *   lateness (default five minutes) and still counts exactly; an older one is dropped and counted (`late`).
 * - **Wrong clocks.** An event whose time is more than the lateness after its receipt counts with its receipt time
 *   (`future` counts these): one clock a year ahead must not make all other events of the group late.
 * - **Missing fields.** An event without one of the group-by fields, or with null there, belongs to no group
 *   (`ungrouped`).
 * - **Memory.** A group that no event touched for longer than timespan plus lateness of receipt time is forgotten:
 *   only events that come later than the lateness allows could still count in it. Receipt time, not event time,
 *   because one host whose clock lags must not lose its groups to the others. Above the memory budget, the
 *   quarter of the groups that was untouched longest is forgotten early and counted (`evictedGroups`); a group above
 *   its own limit (10,000 entries; what an `event_count` asks for, if that is more) forgets its oldest entries
 *   (`evictedEntries`). A number that no group can reach is refused when the rule is loaded.
 * - **Hashes.** Groups, and the texts that value types compare, are kept as keyed hashes (64 and 52 bits): two
 *   groups or texts are taken for one with a probability far below that of a hardware fault, and nobody who does
 *   not know the key can cause it.
 */
/** @returns index of the first time from `start` to before `end` that is not before `time` */
export function lowerBound(times: Float64Array, start: number, end: number, time: number): number {
  let [low, high] = [start, end];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @returns index behind the last time from `start` to before `end` that is not after `time` */
export function upperBound(times: Float64Array, start: number, end: number, time: number): number {
  let [low, high] = [start, end];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether a condition holds for the entries from `start` to before `end`. */
export type Condition = (entries: EntryPool, start: number, end: number) => boolean;

/** A group's entries in the pool, and the one that is new. */
export interface Entries {
  start: number;
  end: number;
  at: number;
}

/**
 * Looks for a window that holds the new entry and for which the condition is true.
 * @param timespan milliseconds
 * @returns first and last index (exclusive) of the earliest such window
 */
export function findWindow(
  pool: EntryPool,
  entries: Entries,
  timespan: number,
  condition: Condition,
): { start: number; end: number } | undefined {
  const { times } = pool;
  const time = times[entries.at]!;
  let end = entries.at + 1;
  while (true) {
    while (end < entries.end && times[end] === times[end - 1]) end++;
    const last = times[end - 1]!;
    if (last - time > timespan) return undefined;
    const start = lowerBound(times, entries.start, end, last - timespan);
    if (condition(pool, start, end)) return { start, end };
    if (end === entries.end) return undefined;
    end++;
  }
}
