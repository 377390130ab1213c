import type { Outcome } from './detect-run.js';

/** @returns the counts under the names that scripts read */
export function summaryOf({ loaded, files, counts, correlation }: Outcome): object {
  const {
    records,
    matched,
    matches,
    unparsable,
    outside,
    otherHosts,
    duplicates,
    unreadable,
    passedOver,
    evtx,
  } = counts;
  const errors = loaded.problems.filter(({ severity }) => severity === 'error');
  return {
    files,
    records,
    matched,
    matches,
    unparsable,
    unreadable,
    passed_over: passedOver,
    outside_time_range: outside,
    other_hosts: otherHosts,
    duplicates,
    evtx: {
      damaged_records: evtx.damagedRecords,
      damaged_chunks: evtx.damagedChunks,
      missing_chunks: evtx.missingChunks,
      stale_records: evtx.staleRecords,
    },
    rules: loaded.infos.length,
    rules_refused: new Set(errors.map((problem) => `${problem.path}/${problem.ruleId}`)).size,
    correlation: {
      ungrouped: correlation?.ungrouped ?? 0,
      valueless: correlation?.valueless ?? 0,
      evicted_groups: correlation?.evictedGroups ?? 0,
      evicted_entries: correlation?.evictedEntries ?? 0,
    },
  };
}

/** @returns 1 when a recording or rule file could not be read, otherwise 0 */
export function exitCodeOf({ loaded, counts }: Outcome): number {
  const brokenRules = loaded.problems.some(
    ({ severity, code }) => severity === 'error' && (code.startsWith('yaml-') || code === 'not-a-rule'),
  );
  return counts.unreadable > 0 || brokenRules || loaded.infos.length === 0 ? 1 : 0;
}
