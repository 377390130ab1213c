import { drillCollector } from '../contract/drill.js';
import type { Event } from '../contract/event.js';

const prefix = 'drill/';
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @returns what a record of a fire drill gives as its source */
export const drillSource = (drill: string): string => `${prefix}${drill}`;

/**
 * @param events of a match
 * @returns id of the fire drill that all of them belong to; a match with a single real event is a real one
 */
export function drillOf(events: readonly Event[]): string | undefined {
  if (!events.every((event) => event['observer.id'] === drillCollector)) return undefined;
  const source = events.at(-1)?.['log.source'] ?? '';
  const id = source.startsWith(prefix) ? source.slice(prefix.length) : '';
  return uuid.test(id) ? id : undefined;
}
