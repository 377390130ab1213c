import { literal, type Pattern } from '../../../query/ast.js';
import { type Condition, some } from './condition.js';
import { caselessMatch, jsonText, literalsOf, longestCaseless } from './text.js';

/** Texts that a search for text looks at. An original that is no UTF-8 holds none. */
const texts = ['message', '"process.command_line"', 'fields', 'try(decode("event.original"))'] as const;

const leastCaseless = 4;

/** @returns whether one of an event's texts holds the pattern; in the JSON text a value stands escaped */
export function textAnywhere(pattern: Pattern): Condition {
  const escaped = pattern.map((part) => (typeof part === 'string' ? jsonText(part) : part));
  const { sql, values } = some(
    texts.map((text) => caselessMatch(text, text === 'fields' ? escaped : pattern, 'part')),
  );
  const needs = literalsOf(pattern).map((text) => ({ texts: [text, jsonText(text)] }));
  const part = longestCaseless(literal(pattern) ?? '');
  if (part.length < leastCaseless) return { sql, values, needs };
  // Half the time: making lower case costs more than looking.
  const quick = texts.map((text) => `contains(${text}, ?)`).join(' or ');
  return { sql: `(${quick}) and (${sql})`, values: [...texts.map(() => part), ...values], needs };
}
