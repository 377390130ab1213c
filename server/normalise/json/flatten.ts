import type { FieldValue } from '../../contract/event.js';
import { Unparsable } from '../draft.js';

/** Deeper nesting is kept as JSON text: no log has it, and recursion must be bounded. */
const maximumDepth = 12;

/** @throws Unparsable when the value is nested so deeply that it cannot be written as text */
function json(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    throw new Unparsable('JSON is nested too deeply');
  }
}

/**
 * Copies a JSON object's leaves into `out` under dotted names (`{a: {b: 1}}` gives `a.b`); arrays of plain
 * values stay arrays, objects inside arrays become JSON text. A later duplicate wins.
 * @param prefix put before every name, `''` for none
 */
export function flatten(source: object, prefix: string, out: Record<string, FieldValue>, depth = 0): void {
  for (const [key, value] of Object.entries(source) as [string, unknown][]) {
    const name = prefix + key;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      if (depth < maximumDepth) flatten(value, `${name}.`, out, depth + 1);
      else setField(out, name, json(value));
    } else setField(out, name, leaf(value));
  }
}

function leaf(value: unknown): FieldValue {
  if (Array.isArray(value)) return value.map((item) => (isPlain(item) ? item : json(item)));
  return isPlain(value) ? value : String(value);
}

function isPlain(value: unknown): value is string | number | boolean | null {
  return value === null || (typeof value !== 'object' && typeof value !== 'undefined');
}

/** Sets a field whose name is a stranger's: `__proto__` must become a field, not a prototype. */
export function setField(out: Record<string, FieldValue>, name: string, value: FieldValue): void {
  if (name === '__proto__') {
    Object.defineProperty(out, name, { value, enumerable: true, configurable: true, writable: true });
  } else out[name] = value;
}
