import type { Pattern } from '../../../query/ast.js';
import { isStar } from '../../../query/scanner.js';
import { type Condition, every } from './condition.js';

/** How much of a value a pattern stands for. */
export type Extent = 'whole' | 'part';

/**
 * @param expression of a text
 * @returns whether the text is the pattern's, or holds it; upper and lower case are alike
 */
export function caselessMatch(expression: string, pattern: Pattern, extent: Extent): Condition {
  const parts = extent === 'whole' ? pattern : ([{ wildcard: '*' }, ...pattern, { wildcard: '*' }] as const);
  const first = parts.findIndex((part) => !isStar(part));
  const last = parts.findLastIndex((part) => !isStar(part));
  const between = first < 0 ? [] : parts.slice(first, last + 1);
  const open = { start: first !== 0, end: last !== parts.length - 1 };
  if (between.length === 0) {
    return parts.length === 0
      ? { sql: `${expression} = ''`, values: [] }
      : { sql: `${expression} is not null`, values: [] };
  }
  const [only] = between;
  if (between.length === 1 && typeof only === 'string') return literalMatch(expression, only, open);
  return wildcardMatch(expression, between, open);
}

interface Ends {
  start: boolean;
  end: boolean;
}

/** Only letters have case; equality of anything else can use a column's own statistics. */
function literalMatch(expression: string, text: string, open: Ends): Condition {
  const cased = hasCase(text);
  const x = cased ? `lower(${expression})` : expression;
  const value = cased ? 'lower(?)' : '?';
  const values = [text];
  if (open.start && open.end) return { sql: `contains(${x}, ${value})`, values };
  if (open.end) return { sql: `starts_with(${x}, ${value})`, values };
  if (open.start) return { sql: `ends_with(${x}, ${value})`, values };
  return { sql: `${x} = ${value}`, values };
}

/**
 * DuckDB's LIKE takes exponential time with several wildcards; RE2 is linear. Most rows are spared it by the
 * texts between the wildcards.
 */
function wildcardMatch(expression: string, parts: Pattern, open: Ends): Condition {
  const quick = parts
    .filter((part) => typeof part === 'string')
    .map((text) => literalMatch(expression, text, { start: true, end: true }));
  const source = parts.map((part) =>
    typeof part === 'string' ? regexLiteral(part) : part.wildcard === '*' ? '.*' : '.',
  );
  const regex = `${open.start ? '' : '^'}${source.join('')}${open.end ? '' : '$'}`;
  const { sql, values } = every(quick);
  return {
    sql: `case when ${sql} then regexp_matches(lower(${expression}), lower(?), 's') else false end`,
    values: [...values, regex],
  };
}

/** @returns the text for RE2, without letters behind a backslash: such an expression can be made lower case */
export function regexLiteral(text: string): string {
  return text.replaceAll(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}

/** @returns whether upper and lower case of the text differ */
export function hasCase(text: string): boolean {
  return text.toLowerCase() !== text || text.toUpperCase() !== text;
}

/** @returns the texts of a pattern that have to occur in whatever it matches */
export function literalsOf(pattern: Pattern): string[] {
  return pattern.filter((part) => typeof part === 'string' && part !== '') as string[];
}

/** @returns the longest part that has neither case nor an escape in JSON: an address, a number */
export function longestCaseless(text: string): string {
  const parts = text.match(/[ !#-@[\]^_`{-~]+/g) ?? [];
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '');
}

/** @returns a text as it stands inside a JSON string */
export function jsonText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
