import { GrundwachtError } from '../../contract/errors.js';
import { fieldOf } from '../../query/fields.js';
import { identifier } from './columns.js';
import type { Condition } from './query/condition.js';
import { jsonPointer } from './query/own-field.js';

/** How the values of a field are read: each of a list's as a row of its own. */
export interface ValueSource extends Pick<Condition, 'sql' | 'values'> {
  /** Whether they are numbers by their column. */
  numeric: boolean;
}

/**
 * @returns an SQL expression of the field's values, NULL where there is none
 * @throws GrundwachtError VALIDATION for a field whose values cannot be counted
 */
export function valuesOf(name: string): ValueSource {
  const { kind } = fieldOf(name);
  if (kind === 'time' || kind === 'original') {
    throw new GrundwachtError('VALIDATION', {
      message: 'field: the values of {name} cannot be counted',
      values: { name },
    });
  }
  if (kind !== 'own') return { sql: identifier(name), values: [], numeric: kind === 'number' };
  const pointer = jsonPointer(name);
  return {
    sql: `unnest(case json_type(fields, ?)
      when 'ARRAY' then case when json_array_length(fields, ?) = 0 then [null]
        else json_extract_string(json_extract(fields, ?), '$[*]') end
      else [json_extract_string(fields, ?)] end)`,
    values: [pointer, pointer, pointer, pointer],
    numeric: false,
  };
}

/** The same with one value for each event: the first of a list, so that each event is counted once. */
export function firstValueOf(name: string): ValueSource {
  const { kind } = fieldOf(name);
  if (kind !== 'own') return valuesOf(name);
  const pointer = jsonPointer(name);
  return {
    sql: `case json_type(fields, ?) when 'ARRAY' then json_extract_string(json_extract(fields, ?), '$[0]')
      else json_extract_string(fields, ?) end`,
    values: [pointer, pointer, pointer],
    numeric: false,
  };
}
