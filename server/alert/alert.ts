import { createHash } from 'node:crypto';
import type { Entity } from '../contract/alert.js';
import type { Level, Match } from '../contract/detection.js';
import type { Event } from '../contract/event.js';
import type { IndicatorMatch } from '../contract/indicator-state.js';
import { drillOf } from './drill.js';
import { entityOf } from './entity.js';
import { storableText } from './storable-text.js';

/** A match on its way to becoming an alert, or to being folded into one. */
export interface AlertDraft {
  /** UUID that the alert gets if this draft begins one. */
  id: string;
  /** Matches with the same key can share an alert: digest of tenant, rule and entity. */
  key: string;
  tenant: string;
  rule: { id: string; title: string; title_de: string | null; level: Level; tags: string[] };
  entity: Entity;
  /** Event time of the first and the last event, milliseconds since the epoch. */
  first: number;
  last: number;
  events: readonly Event[];
  /** Journal position behind the event that completed the match. */
  position: number;
  /** Fire drill that all events belong to; undefined: the match is a real one. */
  drill?: string;
  /** Which indicator the event has; undefined for a rule's match. */
  indicator?: IndicatorMatch;
}

/**
 * @param match what a rule found
 * @param position journal position behind the event that completed the match; it makes a replay recognisable
 * @returns the draft; the same match always gets the same id and key
 */
export function draftAlert(match: Match, position: number): AlertDraft {
  const event = match.events.at(-1)!;
  const entity = entityOf(match);
  // Names differ in case between records of one host or account, so the key does not heed it.
  const drill = drillOf(match.events);
  // A drill folds into no real alert, and nothing real into a drill's.
  const identity = [
    event.tenant,
    match.rule.id,
    entity.type,
    entity.value.toLowerCase(),
    ...(drill === undefined ? [] : [drill]),
  ];
  return {
    // The completing event, because sliding windows of later matches can begin with the same first event.
    id: uuidOf(digest([...identity, event.id])),
    key: digest(identity).toString('hex'),
    tenant: event.tenant,
    rule: {
      id: storableText(match.rule.id),
      title: storableText(match.rule.title),
      title_de: match.rule.title_de === undefined ? null : storableText(match.rule.title_de),
      level: match.rule.level,
      tags: match.rule.tags.map(storableText),
    },
    entity,
    first: match.first,
    last: match.last,
    events: match.events,
    position,
    ...(drill !== undefined && { drill }),
    ...(match.indicator && { indicator: match.indicator }),
  };
}

const digest = (parts: string[]): Buffer => createHash('sha256').update(JSON.stringify(parts)).digest();

/** RFC 9562 5.8: version 8, a UUID from a hash of the vendor's choice. */
function uuidOf(hash: Buffer): string {
  const bytes = Buffer.from(hash.subarray(0, 16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
