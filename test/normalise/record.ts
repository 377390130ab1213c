import type { Envelope } from '../../server/contract/envelope.js';
import type { Event } from '../../server/contract/event.js';
import { normalise } from '../../server/normalise/normalise.js';

/** Receipt time of the test records: Saturday 2026-11-21 21:00:00 UTC, 22:00 in Berlin. */
export const received = Date.UTC(2026, 10, 21, 21);

/** Normalises a record received from 192.0.2.9 over UDP in the zone Europe/Berlin; `change` alters the envelope. */
export function event(
  raw: string | Uint8Array,
  change: Partial<Envelope> = {},
  zone = 'Europe/Berlin',
): Event {
  const envelope: Envelope = {
    source: '192.0.2.9',
    transport: 'udp',
    format: 'syslog',
    dataset: '',
    received,
    truncated: false,
    raw: typeof raw === 'string' ? Buffer.from(raw) : raw,
    ...change,
  };
  return normalise(envelope, { tenant: 'city', collector: 'c1', id: 'id-1', zone });
}

/** The members of an event that differ from what every event of {@link event} has. */
export function told(result: Event): Partial<Event> {
  const {
    id: _id,
    tenant: _tenant,
    'event.ingested': _ingested,
    'observer.id': _observer,
    'log.source': _source,
    'event.original': _original,
    'event.kind': _kind,
    ...rest
  } = result;
  return rest;
}

/** An event's time as text, for readable comparisons. */
export const timeOf = (result: Event): string => new Date(result['@timestamp']).toISOString();
