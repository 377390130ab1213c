import type { DuckDBValue } from '@duckdb/node-api';
import { GrundwachtError } from '../../contract/errors.js';
import { numberColumns, textColumns } from '../../contract/event.js';
import { identifier } from './columns.js';
import { hasValues, type Need } from './filters/segment-filter.js';

/** An SQL condition with `?` for each value. */
export interface Condition {
  sql: string;
  values: DuckDBValue[];
  /** What every row that meets it has; none where nothing is certain. */
  needs?: Need[];
}

const texts = new Set<string>(['id', 'tenant', ...textColumns]);
const numbers = new Set<string>(numberColumns);

/**
 * Translates one filter: `field:value` exact, `field:va*ue` with wildcards, `field:*` when the field has any
 * value, `-field:...` for everything else. `\*` and `\\` stand for the characters. Upper and lower case
 * differ. A list matches when one of its elements does.
 * @throws GrundwachtError QUERY_SYNTAX naming the filter
 */
export function filterCondition(filter: string): Condition {
  const excludes = filter.startsWith('-');
  const text = excludes ? filter.slice(1) : filter;
  const colon = text.indexOf(':');
  if (colon < 1) throw syntaxError(filter, 'write field:value');
  const field = text.slice(0, colon);
  const pattern = parsePattern(text.slice(colon + 1));
  const condition = fieldCondition(filter, field, pattern);
  // A missing field gives NULL, which must count as "does not match" on both sides.
  return excludes ? { sql: `((${condition.sql}) is not true)`, values: condition.values } : condition;
}

/** Literal pieces between the wildcards. */
type Pattern = readonly string[];

function parsePattern(value: string): Pattern {
  const pieces: string[] = [];
  let piece = '';
  for (let n = 0; n < value.length; n++) {
    const next = value[n + 1];
    if (value[n] === '\\' && (next === '*' || next === '\\')) {
      piece += next;
      n++;
    } else if (value[n] === '*') {
      pieces.push(piece);
      piece = '';
    } else piece += value[n];
  }
  return [...pieces, piece];
}

function fieldCondition(filter: string, field: string, pattern: Pattern): Condition {
  if (texts.has(field))
    return { ...textCondition(identifier(field), pattern), needs: needsOf(field, pattern) };
  if (numbers.has(field)) return numberCondition(filter, field, pattern);
  if (field === 'event.original') {
    return { ...textCondition('try(decode("event.original"))', pattern), needs: textNeeds(pattern) };
  }
  if (field === '@timestamp' || field === 'event.ingested') {
    throw syntaxError(filter, 'use the time range (from, to) instead');
  }
  return fieldsCondition(field, pattern);
}

/** Columns whose texts are looked for as parts, see the filters' texts. */
const wholeTexts = new Set(['message', 'process.command_line']);

function needsOf(column: string, pattern: Pattern): Need[] {
  if (wholeTexts.has(column)) return textNeeds(pattern);
  return pattern.length === 1 && hasValues(column) ? [{ column, value: pattern[0]! }] : [];
}

function textNeeds(pieces: readonly string[]): Need[] {
  return pieces.filter((piece) => piece !== '').map((piece) => ({ texts: [piece] }));
}

function textCondition(expression: string, pattern: Pattern): Condition {
  if (isAnyValue(pattern)) return { sql: `${expression} is not null`, values: [] };
  return match(expression, pattern);
}

function match(expression: string, pattern: Pattern): Condition {
  if (pattern.length === 1) return { sql: `${expression} = ?`, values: [pattern[0]!] };
  return { sql: `${expression} like ? escape '\\'`, values: [likePattern(pattern)] };
}

function numberCondition(filter: string, field: string, pattern: Pattern): Condition {
  const column = identifier(field);
  if (pattern.length > 1) return textCondition(`${column}::varchar`, pattern);
  const value = Number(pattern[0]);
  if (pattern[0]!.trim() === '' || !Number.isFinite(value)) {
    throw syntaxError(filter, `${field} holds numbers`);
  }
  return { sql: `${column} = ?::double`, values: [value] };
}

/**
 * A field without its own column. The value must stand in the JSON text somewhere, which is quick to test
 * and spares most rows the parsing.
 */
function fieldsCondition(field: string, pattern: Pattern): Condition {
  const pointer = `/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  if (isAnyValue(pattern)) return { sql: 'json_extract_string(fields, ?) is not null', values: [pointer] };
  const elements = `case json_type(fields, ?) when 'ARRAY'
    then json_extract_string(json_extract(fields, ?), '$[*]') else [json_extract_string(fields, ?)] end`;
  const element = match('x', pattern);
  const needles = [field, ...pattern].filter((piece) => piece !== '').map(jsonText);
  return {
    sql: [
      ...needles.map(() => 'contains(fields, ?)'),
      `(len(list_filter(${elements}, lambda x: ${element.sql})) > 0)`,
    ].join(' and '),
    values: [...needles, pointer, pointer, pointer, ...element.values],
    needs: textNeeds(needles),
  };
}

/** @returns a text as it stands inside a JSON string */
export function jsonText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function isAnyValue(pattern: Pattern): boolean {
  return pattern.length > 1 && pattern.every((piece) => piece === '');
}

function likePattern(pattern: Pattern): string {
  return pattern.map((piece) => piece.replaceAll(/[\\%_]/g, '\\$&')).join('%');
}

function syntaxError(filter: string, what: string): GrundwachtError {
  return new GrundwachtError('QUERY_SYNTAX', `filter ${JSON.stringify(filter)}: ${what}`);
}
