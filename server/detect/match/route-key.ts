import type { Event } from '../../contract/event.js';
import type { ResolvedLeaf } from '../routing.js';
import type { Expression } from '../sigma/expression.js';
import { fieldReader, type routeColumnNames, routeColumns } from './field-reader.js';
import { interpretLeaf } from './interpret.js';

/** What all events of a route have in common. */
export interface RouteKey {
  columns: Partial<Record<(typeof routeColumnNames)[number], string>>;
  /** The record's own field `EventID`, as text; undefined when absent; null when it is no single value. */
  eventId: string | undefined | null;
}

/** @returns true or false for a leaf that is the same for all events of the route, otherwise the leaf */
export function fold(leaf: ResolvedLeaf, key: RouteKey, sample: Event): Expression {
  const { names, test } = leaf;
  if (names === null || test.kind === 'fieldref' || test.kind === 'time') return leaf;
  for (const name of names) {
    if (!routeColumns.has(name) && (name !== 'EventID' || key.eventId === null)) return leaf;
  }
  return { op: 'constant', value: interpretLeaf(leaf, sample, fieldReader(names)) };
}

/** @returns an event of the route without any other value */
export function sampleEvent(key: RouteKey): Event {
  return {
    id: '',
    tenant: '',
    '@timestamp': 0,
    'event.ingested': 0,
    'event.kind': 'event',
    'event.module': '',
    'event.dataset': '',
    ...key.columns,
    'observer.id': '',
    'log.source': '',
    fields: typeof key.eventId === 'string' ? { EventID: key.eventId } : {},
    'event.original': new Uint8Array(0),
  };
}
