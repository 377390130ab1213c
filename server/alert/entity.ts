import { createHash } from 'node:crypto';
import type { Entity } from '../contract/alert.js';
import type { Match } from '../contract/detection.js';
import type { Event, FieldValue } from '../contract/event.js';
import { storableText } from './storable-text.js';

/** What an alert is about when its rule names nothing: the first of these that the event has. */
const defaultFields = ['host.name', 'user.name', 'source.ip', 'observer.id'] as const;
const longestValue = 300;

/**
 * @param match a match with at least one event
 * @returns what an alert of this match is about: the fields that the rule names in `entity` as far as the
 * completing event has them, else the values that a correlation grouped by, else the host, the user, the source
 * address or the collector
 */
export function entityOf(match: Match): Entity {
  const event = match.events.at(-1)!;
  const named = present(event, match.rule.entity);
  if (named.length > 0) return join(named);
  const group = Object.entries(match.group ?? {});
  if (group.length > 0) return join(group);
  return join(present(event, defaultFields).slice(0, 1));
}

function present(event: Event, fields: readonly string[]): [string, string][] {
  return fields.flatMap((field): [string, string][] => {
    const value = textOf(fieldValue(event, field));
    return value === '' ? [] : [[field, value]];
  });
}

function fieldValue(event: Event, field: string): FieldValue | undefined {
  const column = (event as unknown as Record<string, unknown>)[field];
  if (typeof column === 'string' || typeof column === 'number') return column;
  return Object.hasOwn(event.fields, field) ? event.fields[field] : undefined;
}

function textOf(value: FieldValue | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function join(parts: [string, string][]): Entity {
  return {
    type: parts.map(([field]) => field).join(', '),
    value: bounded(parts.map(([, value]) => value).join(', ')),
  };
}

/** A long value keeps its difference from others: what is cut off goes into a digest. */
function bounded(value: string): string {
  const text = storableText(value);
  if (text.length <= longestValue) return text;
  const digest = createHash('sha256').update(value).digest('hex').slice(0, 16);
  return `${storableText(text.slice(0, longestValue - 18))}…#${digest}`;
}
