import { type Bound, literal, type Pattern, type Query, type Test } from './ast.js';
import { space, special } from './scanner.js';

/**
 * @returns a query that reads as the same one; of several ways to write it always the same
 */
export function printQuery(query: Query): string {
  switch (query.kind) {
    case 'all':
      return '*:*';
    case 'and':
    case 'or':
      return query.of.map(nested).join(` ${query.kind} `);
    case 'not':
      return `not ${nested(query.of)}`;
    case 'text':
      return printValue(query.pattern);
    case 'field':
      return `${printBare(query.field)}${printTest(query.test)}`;
  }
}

function nested(query: Query): string {
  const text = printQuery(query);
  return query.kind === 'and' || query.kind === 'or' ? `(${text})` : text;
}

function printTest(test: Test): string {
  if (test.kind === 'exists') return ':*';
  if (test.kind === 'is') {
    return `:${test.value.quoted ? quoted(literal(test.value.pattern) ?? '') : printBare(test.value.pattern)}`;
  }
  const { from, to } = test;
  if (to === undefined) return `:>${from!.inclusive ? '=' : ''}${quoted(from!.value)}`;
  if (from === undefined) return `:<${to.inclusive ? '=' : ''}${quoted(to.value)}`;
  return `:${opening(from)}${quoted(from.value)} TO ${quoted(to.value)}${to.inclusive ? ']' : '}'}`;
}

function opening({ inclusive }: Bound): string {
  return inclusive ? '[' : '{';
}

function printValue(pattern: Pattern): string {
  const text = literal(pattern);
  return text === undefined ? printBare(pattern) : quoted(text);
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

function printBare(pattern: Pattern): string {
  return pattern.map((part) => (typeof part === 'string' ? escaped(part) : part.wildcard)).join('');
}

function escaped(text: string): string {
  return [...text].map((c) => (special.has(c) || space.test(c) ? `\\${c}` : c)).join('');
}
