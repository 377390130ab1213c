/** A JSON object as it was parsed. */
export type JsonObject = Record<string, unknown>;

/** @returns the property when it is an object (no array), else undefined */
export function objectAt(source: JsonObject, key: string): JsonObject | undefined {
  const value = source[key];
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}
