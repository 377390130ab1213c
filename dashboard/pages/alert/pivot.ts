import type { Alert } from '../../../server/contract/alert.js';
import type { EventDocument } from '../../../server/contract/event.js';

const aroundMs = 15 * 60_000;
/** Fields that events cannot be searched by: their time, and what is searched as text. */
const unsearched = new Set(['@timestamp', 'event.ingested', 'event.original']);
/** A longer value, such as a message, is no filter that finds anything else. */
const longestValue = 300;

/** @returns a filter of the event search for exactly this value */
const filterFor = (field: string, value: string): string => `${field}:${value.replace(/[*\\]/g, '\\$&')}`;

function address(first: string, last: string, filters: readonly string[]): string {
  const search = new URLSearchParams({
    from: new Date(Date.parse(first) - aroundMs).toISOString(),
    to: new Date(Date.parse(last) + aroundMs).toISOString(),
  });
  for (const filter of filters) search.append('f', filter);
  return `/events?${search}`;
}

/**
 * @param value as the event has it
 * @returns the address of the event search for the value, 15 minutes around the event; undefined for what is no filter
 */
export function pivotFromField(event: EventDocument, field: string, value: string): string | undefined {
  if (unsearched.has(field) || value === '' || value.length > longestValue || /[:\s]/.test(field)) {
    return undefined;
  }
  return address(event['@timestamp'], event['@timestamp'], [filterFor(field, value)]);
}

/** An alert about several fields, such as `host.name, user.name`, has a value for each. */
export function entitiesOf({
  entity: { type, value },
}: Pick<Alert, 'entity'>): { type: string; value: string }[] {
  const [types, values] = [type.split(', '), value.split(', ')];
  if (types.length !== values.length) return [{ type, value }];
  return types.map((each, n) => ({ type: each, value: values[n]! }));
}

/** @returns the address of the event search for the alert's entity, 15 minutes around its events */
export function pivotFrom(alert: Alert): string {
  const parts = entitiesOf(alert).filter(({ type }) => /^[\w.@-]+$/.test(type));
  return address(
    alert.first_seen,
    alert.last_seen,
    parts.map(({ type, value }) => filterFor(type, value)),
  );
}

/** What an analyst looks around first. */
const around = ['host.name', 'user.name', 'source.ip', 'destination.ip'] as const;

/** @returns host, account and addresses of an event with the search for each around it */
export function pivotsAround(
  event: EventDocument,
): { field: (typeof around)[number]; value: string; to: string }[] {
  return around.flatMap((field) => {
    const value = event[field];
    const to = value === undefined ? undefined : pivotFromField(event, field, value);
    return value === undefined || to === undefined ? [] : [{ field, value, to }];
  });
}
