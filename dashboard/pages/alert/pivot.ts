import type { Alert } from '../../../server/contract/alert.js';

const marginMs = 5 * 60_000;

/** @returns the address of the event search for the alert's entity around the time of its events */
export function pivotFrom(alert: Alert): string {
  const search = new URLSearchParams({
    from: new Date(Date.parse(alert.first_seen) - marginMs).toISOString(),
    to: new Date(Date.parse(alert.last_seen) + marginMs).toISOString(),
  });
  // An alert by several fields names them all; their values are joined in one text that is no field's value.
  if (/^[\w.@-]+$/.test(alert.entity.type)) search.append('f', `${alert.entity.type}:${alert.entity.value}`);
  return `/events?${search}`;
}
