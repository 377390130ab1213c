import type { JsonObject } from '../json/object.js';
import { insertNames } from './insert-names.js';

/** Whether the document is an event of Fluent Bit's winevtlog, whose values have no names. */
export const isFluentBitEvent = (document: JsonObject): boolean =>
  Array.isArray(document['StringInserts']) && document['EventID'] !== undefined;

/**
 * Gives the values of an event the names that Windows has for them, by their place, so that it is like a flat one of
 * another shipper. Values of events that are not known stay in order under `Data`, which Sigma matches any of.
 */
export function namedFluentBitEvent(document: JsonObject): JsonObject {
  const { StringInserts, ProcessID, TimeCreated, ...rest } = document;
  const values = (StringInserts as unknown[]).map((value) => (value === null ? '' : value));
  const names = insertNames(String(rest['Channel'] ?? ''), Number(rest['EventID']), values.length);
  const data =
    names === undefined ? { Data: values } : Object.fromEntries(names.map((name, n) => [name, values[n]]));
  return {
    ...rest,
    // A blank stands before the offset: 2026-11-21 21:59:58 +0100.
    ...(typeof TimeCreated === 'string' ? { TimeCreated: TimeCreated.replace(/ (?=[+-]\d{4}$)/, '') } : {}),
    ExecutionProcessID: ProcessID,
    ...data,
  };
}
