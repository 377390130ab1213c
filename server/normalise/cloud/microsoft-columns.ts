import type { Event } from '../../contract/event.js';
import { setEnd } from '../device/columns.js';
import type { JsonObject } from '../json/object.js';
import { isoTime } from '../time.js';

/** @returns the first of the values that is a text and not empty, in the spellings of Graph and of Log Analytics */
export function textOf(objects: readonly JsonObject[], ...names: string[]): string | undefined {
  for (const name of names) {
    for (const object of objects) {
      const value = object[name];
      if (typeof value === 'string' && value !== '') return value;
      if (typeof value === 'number') return String(value);
    }
  }
  return undefined;
}

/** @returns the property when it is an object, also when it is the JSON text of one, as in rows of Log Analytics */
export function objectOf(objects: readonly JsonObject[], ...names: string[]): JsonObject | undefined {
  for (const name of names) {
    for (const object of objects) {
      const value = structured(object[name]);
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
    }
  }
  return undefined;
}

/** @returns the property when it is a list, also when it is the JSON text of one */
export function listOf(objects: readonly JsonObject[], ...names: string[]): readonly unknown[] {
  for (const name of names) {
    for (const object of objects) {
      const value = structured(object[name]);
      if (Array.isArray(value)) return value;
    }
  }
  return [];
}

function structured(value: unknown): unknown {
  if (typeof value !== 'string' || (value[0] !== '{' && value[0] !== '[')) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Sets the event's time from the first of the texts that is one; all of Microsoft's are UTC. */
export function setTime(event: Event, ...texts: (string | undefined)[]): void {
  for (const text of texts) {
    const time = text === undefined ? undefined : isoTime(text, 'UTC');
    if (time === undefined) continue;
    event['@timestamp'] = time;
    return;
  }
}

/** Sets the source's address. */
export function setAddress(event: Event, address: string | undefined): void {
  setEnd(event, 'source', address);
}

/** Sets the user, an account name of the form `name@domain` kept whole. */
export function setAccount(event: Event, name: string | undefined): void {
  if (name !== undefined) event['user.name'] = name;
}
