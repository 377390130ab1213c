import type { Event, FieldValue } from '../../contract/event.js';

const loneSurrogate = /\\ud[89a-f]/;

/** @returns the fields as JSON that every parser takes: no half surrogate pair (RFC 8259 8.2) */
export function fieldsText(fields: Event['fields']): string {
  const text = JSON.stringify(fields);
  if (!loneSurrogate.test(text)) return text;
  return JSON.stringify(
    Object.fromEntries(Object.entries(fields).map(([name, value]) => [wellFormed(name), repaired(value)])),
  );
}

function repaired(value: FieldValue): FieldValue {
  if (Array.isArray(value)) return value.map(repaired);
  return typeof value === 'string' ? wellFormed(value) : value;
}

/** Half surrogate pairs become U+FFFD, as in every encoder. */
function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
