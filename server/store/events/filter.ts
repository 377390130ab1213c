import { GrundwachtError } from '../../contract/errors.js';
import { numberColumns, textColumns } from '../../contract/event-columns.js';
import { identifier } from './columns.js';
import { hasValues, type Need } from './filters/segment-filter.js';
import { type Condition, not } from './query/condition.js';
import { ownField, ownFieldExists } from './query/own-field.js';
import { regexLiteral } from './query/text.js';
import { originalText } from './query/translate.js';

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
  if (colon < 1) throw syntaxError(filter, 'filter {filter}: write field:value');
  const field = text.slice(0, colon);
  const pattern = parsePattern(text.slice(colon + 1));
  const condition = fieldCondition(filter, field, pattern);
  return excludes ? not(condition) : condition;
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
    return { ...textCondition(originalText, pattern), needs: textNeeds(pattern) };
  }
  if (field === '@timestamp' || field === 'event.ingested') {
    throw syntaxError(filter, 'filter {filter}: use the time range (from, to) instead');
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

/** DuckDB's LIKE takes exponential time with several wildcards; RE2 is linear. */
function match(expression: string, pattern: Pattern): Condition {
  if (pattern.length === 1) return { sql: `${expression} = ?`, values: [pattern[0]!] };
  const pieces = pattern.filter((piece) => piece !== '');
  const quick = pieces.map(() => `contains(${expression}, ?)`).join(' and ');
  return {
    sql: `case when ${quick} then regexp_full_match(${expression}, ?, 's') else false end`,
    values: [...pieces, pattern.map(regexLiteral).join('.*')],
  };
}

function numberCondition(filter: string, field: string, pattern: Pattern): Condition {
  const column = identifier(field);
  if (pattern.length > 1) return textCondition(`${column}::varchar`, pattern);
  const value = Number(pattern[0]);
  if (pattern[0]!.trim() === '' || !Number.isFinite(value)) {
    throw syntaxError(filter, 'filter {filter}: {field} holds numbers', field);
  }
  return { sql: `${column} = ?::double`, values: [value] };
}

function fieldsCondition(field: string, pattern: Pattern): Condition {
  if (isAnyValue(pattern)) return ownFieldExists(field);
  return ownField(
    field,
    (x) => match(x, pattern),
    pattern.filter((piece) => piece !== ''),
    false,
  );
}

function isAnyValue(pattern: Pattern): boolean {
  return pattern.length > 1 && pattern.every((piece) => piece === '');
}

function syntaxError(filter: string, message: string, field = ''): GrundwachtError {
  return new GrundwachtError('QUERY_SYNTAX', { message, values: { filter: JSON.stringify(filter), field } });
}
