/** What was read and found. */
export interface Counts {
  records: number;
  /** Records with at least one match. */
  matched: number;
  matches: number;
  unparsable: number;
  /** Records before `from` or not before `to`. */
  outside: number;
  /** Records of hosts that are not asked for, among those that a rule matched. */
  otherHosts: number;
  /** Matches and records for correlations that were left out because another file held the same. */
  duplicates: number;
  /** Files and members of archives that could not be read, or not to their end. */
  unreadable: number;
  /** Files in folders and members of archives of no known kind. */
  passedOver: number;
  evtx: { damagedRecords: number; damagedChunks: number; missingChunks: number; staleRecords: number };
  /** Records by day of the event time (UTC), such as `2026-11-21`. */
  days: Map<string, number>;
}

/** @returns nothing counted yet */
export function noCounts(): Counts {
  return {
    records: 0,
    matched: 0,
    matches: 0,
    unparsable: 0,
    outside: 0,
    otherHosts: 0,
    duplicates: 0,
    unreadable: 0,
    passedOver: 0,
    evtx: { damagedRecords: 0, damagedChunks: 0, missingChunks: 0, staleRecords: 0 },
    days: new Map(),
  };
}

/** Adds what another thread counted. */
export function addCounts(sum: Counts, more: Counts): void {
  for (const key of [
    'records',
    'matched',
    'matches',
    'unparsable',
    'outside',
    'otherHosts',
    'duplicates',
    'unreadable',
    'passedOver',
  ] as const) {
    sum[key] += more[key];
  }
  for (const key of ['damagedRecords', 'damagedChunks', 'missingChunks', 'staleRecords'] as const) {
    sum.evtx[key] += more.evtx[key];
  }
  for (const [day, count] of more.days) sum.days.set(day, (sum.days.get(day) ?? 0) + count);
}

/** @param time milliseconds since the epoch */
export function addDay(days: Map<string, number>, time: number, count = 1): void {
  const day = dayOf(time);
  days.set(day, (days.get(day) ?? 0) + count);
}

/** Times within one day follow each other: the last name is mostly the next one's. */
let [lastDay, lastName] = [Number.NaN, ''];

/** @returns the day of a time in UTC, such as `2026-11-21` */
export function dayOf(time: number): string {
  const day = Math.floor(time / 86_400_000);
  if (day !== lastDay) [lastDay, lastName] = [day, new Date(day * 86_400_000).toISOString().split('T')[0]!];
  return lastName;
}
