import type { Envelope } from '../../contract/envelope.js';
import type { Event } from '../../contract/event.js';
import type { JsonObject } from '../json/object.js';

/** Fills an event from a parsed JSON object of whatever kind: what a shipper's envelope holds is read like a record. */
export type ApplyDocument = (
  event: Event,
  document: JsonObject,
  envelope: Envelope,
  zone: string | undefined,
) => void;
