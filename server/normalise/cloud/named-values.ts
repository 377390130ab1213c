import type { Event } from '../../contract/event.js';
import { setField } from '../json/flatten.js';
import type { JsonObject } from '../json/object.js';

/** More pairs than any record of Microsoft's has. */
const mostPairs = 200;
const longestName = 100;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Makes fields of a list of named values, which Microsoft's logs use for what differs between operations:
 * `Parameters: [{Name: 'ForwardTo', Value: 'x'}]` gives `Parameters.ForwardTo: x`. Property changes give
 * `ModifiedProperties.<name>.NewValue` and `.OldValue`. Fields of the record itself are not replaced.
 * @param list what may be such a list
 * @param prefix name of the list
 */
export function namedValues(event: Event, list: unknown, prefix: string): void {
  if (!Array.isArray(list)) return;
  for (const item of list.slice(0, mostPairs)) {
    if (!isObject(item)) continue;
    const name = text(item['Name'] ?? item['name'] ?? item['key'] ?? item['displayName']);
    if (name === undefined || name === '' || name.length > longestName) continue;
    for (const [key, value] of Object.entries(item)) {
      const written = text(value);
      if (written === undefined) continue;
      if (/^value$/i.test(key)) put(event, `${prefix}.${name}`, written);
      else if (/^(?:new|old)value$/i.test(key)) put(event, `${prefix}.${name}.${key}`, unquoted(written));
    }
  }
}

/** Entra writes the values of changed properties as JSON: a text has quotes around it. */
function unquoted(value: string): string {
  return value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
}

function put(event: Event, name: string, value: string): void {
  if (!Object.hasOwn(event.fields, name)) setField(event.fields, name, value);
}

function text(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
