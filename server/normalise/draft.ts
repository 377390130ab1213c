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

/** Why a record is no event, or not wholly one; becomes `error.message`. */
export class Unparsable extends Error {
  /** Index of the character in the text that was read, where the fault has a place. */
  readonly at: number | undefined;

  constructor(reason: string, at?: number) {
    super(reason);
    this.at = at;
  }
}

/** @param from index in the record at which the text began @returns the reason with its column, counted from 1 */
export function reasonOf({ message, at }: Unparsable, from = 0): string {
  return at === undefined ? message : `${message} (column ${from + at + 1})`;
}
