import type { Match, RuleInfo } from '../contract/detection.js';
import type { EventDocument } from '../contract/event.js';
import { toDocument } from '../contract/event-document.js';

/** A match as it is shown, and where the record that completed it stands. */
export interface Hit {
  rule: RuleInfo;
  event: EventDocument;
  /** Of a correlation's match: its group, the number of events, and the times of the first and the last. */
  window: { group: Record<string, string>; count: number; first: string; last: string } | undefined;
  path: string;
  /** Event time, milliseconds since the epoch. */
  time: number;
  /** Number of the file in the list of files. */
  file: number;
  /** 1-based number of the record in the file. */
  record: number;
}

/**
 * @param match a match of an engine
 * @param place where the record that completed it stands
 */
export function hitOf(match: Match, place: Pick<Hit, 'path' | 'file' | 'record'>): Hit {
  const { rule, group, count, first, last } = match;
  const event = match.events.at(-1)!;
  const window =
    group === undefined
      ? undefined
      : { group, count, first: new Date(first).toISOString(), last: new Date(last).toISOString() };
  return { rule, event: toDocument(event), window, time: event['@timestamp'], ...place };
}

/** @returns a text without control characters: attackers choose what stands in events, and read on terminals */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd');
}
