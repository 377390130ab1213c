import type { Event, EventDocument } from './event.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * @param event the internal event
 * @returns the same event in the API's form
 */
export function toDocument(event: Event): EventDocument {
  const { '@timestamp': time, 'event.ingested': ingested, 'event.original': original, ...rest } = event;
  const document: EventDocument = {
    ...rest,
    '@timestamp': new Date(time).toISOString(),
    'event.ingested': new Date(ingested).toISOString(),
    'event.original': '',
  };
  try {
    document['event.original'] = utf8.decode(original);
  } catch {
    document['event.original'] = Buffer.from(original).toString('base64');
    document['event.original_encoding'] = 'base64';
  }
  return document;
}

/** @returns the event of which {@link toDocument} made the document */
export function fromDocument(document: EventDocument): Event {
  const { 'event.original_encoding': encoding, ...rest } = document;
  return {
    ...rest,
    '@timestamp': Date.parse(document['@timestamp']),
    'event.ingested': Date.parse(document['event.ingested']),
    'event.original': Buffer.from(document['event.original'], encoding ?? 'utf8'),
  } as Event;
}
