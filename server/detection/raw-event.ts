import type { Envelope } from '../contract/envelope.js';
import type { Event } from '../contract/event.js';
import { type Context, newEvent } from '../normalise/draft.js';

/** @returns an event with nothing but the record's bytes, for a record that must not be looked into */
export function rawEvent(envelope: Envelope, context: Context): Event {
  return {
    ...newEvent(envelope, context),
    'event.kind': 'pipeline_error',
    'event.module': 'unparsed',
    'event.dataset': `unparsed.${envelope.format}`,
    'error.message': 'reading the record ended the program that reads it',
  };
}
