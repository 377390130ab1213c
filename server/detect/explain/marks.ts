import type { ReasonMark } from '../../contract/alert-reason.js';
import type { Event } from '../../contract/event.js';
import { toDocument } from '../../contract/event-document.js';
import { joinSpans, placesOf, type Span } from './locate.js';
import type { Found } from './probe.js';

/** A shorter value stands in every other text by chance. */
const shortestValue = 3;

/**
 * @param found values by which a rule is true for the event
 * @returns where to mark them: in their own fields, and where message and record repeat them
 */
export function marksOf(found: readonly Found[], event: Event): ReasonMark[] {
  const marks = new Map<string, Span[]>();
  const whole = new Set<string>();
  for (const { field, spans } of found) {
    if (spans.length === 0) whole.add(field);
    marks.set(field, [...(marks.get(field) ?? []), ...spans]);
  }
  for (const [field, text] of repeating(event)) {
    const repeated = found
      .filter(({ field: own, value }) => own !== field && value.length >= shortestValue)
      .flatMap(({ value, spans }) => textsOf(value, spans).flatMap((each) => placesOf(each, text)));
    if (repeated.length > 0) marks.set(field, [...(marks.get(field) ?? []), ...repeated]);
  }
  return [...marks].map(([field, spans]) => ({ field, spans: whole.has(field) ? [] : joinSpans(spans) }));
}

/** The value as it is, or else the parts of it that count: a long one is seldom repeated as a whole. */
function textsOf(value: string, spans: readonly Span[]): string[] {
  const parts = spans.map(([from, to]) => value.slice(from, to));
  return [value, ...parts.filter((part) => part.length >= shortestValue && part !== value)];
}

function repeating(event: Event): [string, string][] {
  const { 'event.original': original, 'event.original_encoding': encoding } = toDocument(event);
  const texts: [string, string][] = event.message === undefined ? [] : [['message', event.message]];
  return encoding === undefined ? [...texts, ['event.original', original]] : texts;
}
