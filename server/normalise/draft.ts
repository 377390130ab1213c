import type { Envelope } from '../contract/envelope.js';
import type { Event } from '../contract/event.js';

/** What the caller knows about a record besides its envelope. */
export interface Context {
  tenant: string;
  /** Id of the collector that shipped the record. */
  collector: string;
  /** Id of the event, see `eventId`. */
  id: string;
  /** IANA time zone of the source, for stamps that name none; UTC when absent. */
  zone?: string;
}

/** @returns an event that holds only what the envelope tells; the parsers fill it */
export function newEvent(envelope: Envelope, context: Context): Event {
  return {
    id: context.id,
    tenant: context.tenant,
    '@timestamp': envelope.received,
    'event.ingested': envelope.received,
    'event.kind': 'event',
    'event.module': 'syslog',
    'event.dataset': 'syslog.generic',
    'observer.id': context.collector,
    'log.source': envelope.source,
    fields: {},
    'event.original': envelope.raw,
  };
}

/** Why a record is no event; becomes `error.message`. */
export class Unparsable extends Error {}
