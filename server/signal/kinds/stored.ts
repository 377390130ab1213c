import type { Figures } from '../../contract/signal.js';
import type { Expectation, FactsOf, Observed } from '../facts.js';
import type { ParametersOf } from '../parameters.js';
import { someOf } from './sources.js';

const dayMs = 86_400_000;

/** OPS.1.1.5.A8: events are kept as long as the rules say, and not longer. */
export function retention(
  { days, oldest, events, overdue }: FactsOf<'retention'>,
  { minimum_days, grace_hours }: ParametersOf<'retention'>,
  now: number,
): Observed[] {
  const age = oldest === null ? 0 : Math.max(0, Math.floor((now - oldest) / dayMs));
  const figures: Figures = { minimum_days, grace_hours, days, age_days: age, events, overdue };
  const kept = overdue === 0 && days >= minimum_days;
  return [
    { object: null, verdict: !kept ? 'contradicts' : oldest === null ? 'unknown' : 'supports', figures },
  ];
}

/** OPS.1.1.5.A10: sealed events are as they were sealed. */
export function integrity(
  { segments, rows, faults }: FactsOf<'integrity'>,
  { days }: ParametersOf<'integrity'>,
): Observed[] {
  const figures: Figures = {
    days,
    segments,
    events: rows,
    faults: faults.length,
    names: someOf(faults).slice(0, 500),
  };
  const verdict = faults.length > 0 ? 'contradicts' : segments === 0 ? 'unknown' : 'supports';
  return [{ object: null, verdict, figures }];
}

/**
 * Events of a query that are there or must not be. That none is there says something only of a system that would have
 * sent them.
 */
export function eventQuery(
  { objects, hits, seen }: FactsOf<'event-query'>,
  { hours, count }: ParametersOf<'event-query'>,
  expect: Expectation,
): Observed[] {
  const observe = (object: string | null, hits: number, seen: number): Observed => {
    const figures: Figures = { hours, count, hits, seen };
    const blind = seen === 0 && hits === 0;
    const good = expect === 'present' ? hits >= count : hits <= count;
    return { object, verdict: blind ? 'unknown' : good ? 'supports' : 'contradicts', figures };
  };
  if (objects === undefined) return [observe(null, hits, seen)];
  return objects.filter(({ named }) => named).map((object) => observe(object.id, object.hits, object.seen));
}
