import type { Place, ProblemList } from '../problems.js';
import type { CorrelationType, Criterion } from './correlation.js';

/** Entries that a group keeps unless the engine is told otherwise; older ones are forgotten, and counted. */
export const usualEntries = 10_000;

/**
 * Entries that a group of an `event_count` may need at most: 48 MB, and twice that while its block grows, of the
 * 256 MB that all correlations have by default. Counting costs the same for any number.
 */
export const mostCounted = 4_000_000;

/** @returns the number of events, or of values, below which the criteria cannot hold; 0 when none is asked for */
export function leastOf(criteria: readonly Criterion[]): number {
  const limits = criteria.map(({ name, number }) => {
    if (name === 'gt') return Math.floor(number) + 1;
    return name === 'gte' || name === 'eq' ? Math.ceil(number) : 0;
  });
  return Math.max(0, ...limits);
}

const code = 'correlation-criterion-size';
const where = 'correlation.condition';

/**
 * Refuses a number that no group can reach, so that a correlation never loads without being able to fire.
 * @param rules of the correlation, how many
 */
export function checkSize(
  type: CorrelationType,
  criteria: readonly Criterion[],
  rules: number,
  place: Place,
  problems: ProblemList,
): void {
  const least = leastOf(criteria);
  if (type === 'event_count' && least > mostCounted) {
    const message =
      'The condition needs {least} events in a group, which has at most {most}: it could never hold.';
    const hint = 'Take a smaller number over a shorter timespan.';
    problems.error(place, code, where, message, hint, { least, most: mostCounted });
  } else if (type === 'value_count' && least > usualEntries) {
    const message =
      'The condition needs {least} values in a group, which has at most {most}: it could never hold.';
    const hint = 'Take a smaller number, or count events.';
    problems.error(place, code, where, message, hint, { least, most: usualEntries });
  } else if (type.startsWith('temporal') && least > rules && rules > 0) {
    const message = 'The condition needs {least} rules, and {most} are named: it could never hold.';
    const hint = 'Take a smaller number, or name more rules.';
    problems.error(place, code, where, message, hint, { least, most: rules });
  }
}
