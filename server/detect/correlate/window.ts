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
 *   because one host whose clock lags must not lose its groups to the others. Above the budget of entries, groups
 *   untouched longest are forgotten early and counted (`evictedGroups`); a group above its own limit forgets its
 *   oldest entries (`evictedEntries`).
 */
export interface Entry {
  /** Event time, milliseconds. */
  time: number;
  /** Which of the correlation's rules matched. */
  rule: number;
  /** What the correlation looks at: a field's text or number; undefined for those that only count. */
  value: string | number | undefined;
  /** Number under which the event is kept for the match. */
  event: number;
}

/** Entries of one group, ascending in time; equal times in order of arrival. */
export type Entries = Entry[];

/** @returns index of the first entry that is not older than `time` */
export function firstFrom(entries: Entries, time: number): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (entries[middle]!.time < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @returns index at which the entry now stands: behind all that are not newer */
export function insert(entries: Entries, entry: Entry): number {
  let at = entries.length;
  while (at > 0 && entries[at - 1]!.time > entry.time) at--;
  if (at === entries.length) entries.push(entry);
  else entries.splice(at, 0, entry);
  return at;
}

/** Whether a condition holds for the entries from `start` to before `end`. */
export type Condition = (entries: Entries, start: number, end: number) => boolean;

/**
 * Looks for a window that holds the entry at `at` and for which the condition is true.
 * @param timespan milliseconds
 * @returns first and last index (exclusive) of the earliest such window
 */
export function findWindow(
  entries: Entries,
  at: number,
  timespan: number,
  condition: Condition,
): { start: number; end: number } | undefined {
  const { time } = entries[at]!;
  let end = at + 1;
  while (true) {
    while (end < entries.length && entries[end]!.time === entries[end - 1]!.time) end++;
    const last = entries[end - 1]!.time;
    if (last - time > timespan) return undefined;
    const start = firstFrom(entries, last - timespan);
    if (condition(entries, start, end)) return { start, end };
    if (end === entries.length) return undefined;
    end++;
  }
}
