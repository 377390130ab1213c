import type { Event, FieldValue } from '../../contract/event.js';
import { numberColumns, type TextColumn, textColumns } from '../../contract/event-columns.js';

export type FieldReader = (event: Event) => FieldValue | undefined;

const columns = new Set<string>([
  ...textColumns,
  ...numberColumns,
  'id',
  'tenant',
  '@timestamp',
  'event.ingested',
]);
/** Columns that the normaliser alone decides; a record's own field of that name does not count. */
export const routeColumnNames = [
  'event.module',
  'event.dataset',
  'event.category',
  'winlog.channel',
  'winlog.provider_name',
  'event.code',
] as const satisfies readonly TextColumn[];
export const routeColumns: ReadonlySet<string> = new Set(routeColumnNames);
/** @returns whether the event may have a value of this name that is no field of its record */
export function isColumn(name: string): boolean {
  return routeColumns.has(name) || columns.has(name);
}

/** Names that every object has; a record may still have a field of that name. */
const inherited = new Set(Object.getOwnPropertyNames(Object.prototype));

/**
 * @param names candidates in order; the first present one counts. Per name: the record's own field, then the
 * ECS column of the event.
 */
export function fieldReader(names: readonly string[]): FieldReader {
  const [only, second, ...more] = names;
  if (only === undefined) return () => undefined;
  const first = singleReader(only);
  if (second === undefined) return first;
  const rest = fieldReader([second, ...more]);
  return (event) => first(event) ?? rest(event) ?? nullOf(first(event), rest(event));
}

/** A field that is present with null is not absent. */
function nullOf(a: FieldValue | undefined, b: FieldValue | undefined): FieldValue | undefined {
  return a === null || b === null ? null : undefined;
}

function singleReader(name: string): FieldReader {
  if (routeColumns.has(name)) {
    const column = name as keyof Event;
    return (event) => event[column] as FieldValue | undefined;
  }
  if (columns.has(name)) {
    const column = name as keyof Event;
    return (event) => event.fields[name] ?? (event[column] as FieldValue | undefined);
  }
  if (inherited.has(name)) {
    return (event) => (Object.hasOwn(event.fields, name) ? event.fields[name] : undefined);
  }
  return (event) => event.fields[name];
}

/**
 * @param mapped names that a pipeline gives the field, in order; may be empty
 * @param field the rule's name
 * @param spaced the source writes its names with spaces where Sigma has none (`Threat Name`)
 * @returns the names to look up, in order
 */
export function fieldNames(mapped: readonly string[], field: string, spaced: boolean): string[] {
  if (mapped.length === 0 && !spaced && !field.includes(' ')) return [field];
  const names = [...mapped, field];
  if (field.includes(' ')) names.push(field.replaceAll(' ', ''));
  if (spaced) names.push(field.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/([A-Z])([A-Z][a-z])/g, '$1 $2'));
  return [...new Set(names)];
}
