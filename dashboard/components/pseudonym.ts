import type { EventDocument } from '../../server/contract/event.js';

const sign = '[0-9a-hjkmnp-tv-z]';
const whole = new RegExp(`^(?:(?:user|sid|ws)-${sign}{13}|mail-${sign}{13}@pseudonym\\.invalid)$`, 'i');

/** @returns whether the value is a pseudonym and nothing else; those of addresses look like any address */
export const isPseudonym = (value: string): boolean => whole.test(value);

/** Base 64 of the bytes ff 47 57 50 01 with which a sealed record begins (server/contract/sealed-record.ts). */
const sealedHead = /^\/0dXUA[E-H]/;

/** @returns whether two people together are needed to read the record as it arrived */
export function hasSealedRecord(event: EventDocument): boolean {
  return event['event.original_encoding'] === 'base64' && sealedHead.test(event['event.original']);
}
