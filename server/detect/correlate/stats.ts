/** Counters of what correlations did not count, or no longer count; see window.ts for their meaning. */
export interface CorrelationStats {
  late: number;
  future: number;
  ungrouped: number;
  /** Value types: the field is missing or no number, or none that can be summed. */
  valueless: number;
  evictedGroups: number;
  evictedEntries: number;
  /** Groups of a snapshot whose correlation is gone or has changed. */
  droppedGroups: number;
}

/** @returns counters at zero */
export function noStats(): CorrelationStats {
  return {
    late: 0,
    future: 0,
    ungrouped: 0,
    valueless: 0,
    evictedGroups: 0,
    evictedEntries: 0,
    droppedGroups: 0,
  };
}
