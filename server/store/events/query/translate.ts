import { DuckDBTimestampMillisecondsValue, type DuckDBValue } from '@duckdb/node-api';
import { literal, type Pattern } from '../../../query/ast.js';
import type { Field } from '../../../query/fields.js';
import type { Limit, Meaning } from '../../../query/meaning.js';
import { identifier } from '../columns.js';
import { hasValues, type Need } from '../filters/segment-filter.js';
import { storableTime } from '../time.js';
import { inNetwork } from './address.js';
import { always, type Condition, every, never, not, some } from './condition.js';
import { ownField, ownFieldExists } from './own-field.js';
import { caselessMatch, type Extent, hasCase, literalsOf } from './text.js';
import { textAnywhere } from './text-anywhere.js';

/** The original as text; NULL where it is no UTF-8. */
export const originalText = 'try(decode("event.original"))';
/** Columns whose texts the segments' filters know in parts. */
const partsKnown = new Set(['message', 'process.command_line', 'event.original']);

/** @returns the SQL condition of a query, and what segments can be left out by */
export function translate(meaning: Meaning): Condition {
  switch (meaning.kind) {
    case 'all':
      return always;
    case 'none':
      return never;
    case 'and':
      return every(meaning.of.map(translate));
    case 'or':
      return some(meaning.of.map(translate));
    case 'not':
      return not(translate(meaning.of));
    case 'text':
      return textAnywhere(meaning.pattern);
    case 'exists':
      return exists(meaning.field);
    case 'is':
      return is(meaning.field, meaning.pattern);
    case 'numbers':
      return numbers(meaning.field, meaning.from, meaning.to);
    case 'order':
      return order(meaning.field, meaning.from, meaning.to);
    case 'time':
      return times(meaning.field, meaning.from, meaning.to);
    case 'network':
      return onValue(meaning.field, (x) => inNetwork(x, meaning.network));
  }
}

function exists(field: Field): Condition {
  if (field.kind === 'own') return ownFieldExists(field.name);
  return { sql: `${identifier(field.name)} is not null`, values: [] };
}

function is(field: Field, pattern: Pattern): Condition {
  const extent: Extent = field.kind === 'text' || field.kind === 'original' ? 'part' : 'whole';
  const condition = onValue(field, (x) => caselessMatch(x, pattern, extent), literalsOf(pattern));
  return field.kind === 'own' ? condition : { ...condition, needs: needsOf(field, pattern) };
}

function needsOf({ name }: Field, pattern: Pattern): Need[] {
  if (partsKnown.has(name)) return literalsOf(pattern).map((text) => ({ texts: [text] }));
  const value = literal(pattern);
  if (value === undefined || !hasValues(name)) return [];
  return [hasCase(value) ? { column: name, value, caseless: true } : { column: name, value }];
}

/** A condition for the field's value as text. */
function onValue(
  field: Field,
  condition: (expression: string) => Condition,
  literals: readonly string[] = [],
): Condition {
  if (field.kind === 'own') return ownField(field.name, condition, literals, true);
  if (field.kind === 'original') return condition(originalText);
  const column = identifier(field.name);
  return condition(field.kind === 'number' ? `${column}::varchar` : column);
}

function numbers(field: Field, from: Limit<number> | undefined, to: Limit<number> | undefined): Condition {
  if (field.kind === 'number') return between(identifier(field.name), '?::double', from, to);
  return onValue(field, (x) => {
    // Not every text that DuckDB reads as a number is one: "nan" is larger than any.
    const number = `try_cast(case when regexp_full_match(${x}, '[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3})?')
      then ${x} end as double)`;
    return between(number, '?::double', from, to);
  });
}

function order(field: Field, from: Limit<string> | undefined, to: Limit<string> | undefined): Condition {
  return onValue(field, (x) => between(`lower(${x})`, 'lower(?)', from, to));
}

function times(field: Field, from: number | undefined, to: number | undefined): Condition {
  const column = identifier(field.name);
  return every([
    ...(from === undefined ? [] : [{ sql: `${column} >= ?`, values: [timestamp(from)] }]),
    ...(to === undefined ? [] : [{ sql: `${column} < ?`, values: [timestamp(to)] }]),
  ]);
}

/** @param time milliseconds since the epoch */
export function timestamp(time: number): DuckDBTimestampMillisecondsValue {
  return new DuckDBTimestampMillisecondsValue(BigInt(storableTime(time)));
}

function between<T extends DuckDBValue>(
  expression: string,
  value: string,
  from: Limit<T> | undefined,
  to: Limit<T> | undefined,
): Condition {
  return every([
    ...(from ? [{ sql: `${expression} >${from.inclusive ? '=' : ''} ${value}`, values: [from.value] }] : []),
    ...(to ? [{ sql: `${expression} <${to.inclusive ? '=' : ''} ${value}`, values: [to.value] }] : []),
  ]);
}
