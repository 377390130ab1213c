import type { FieldValue } from '../../contract/event.js';
import { cidrContains } from '../sigma/cidr.js';
import type { Comparison, FieldTest } from '../sigma/field-test.js';
import { anyText, literalOf, mapLiterals, matchesPattern, type Pattern } from '../sigma/pattern.js';
import { compileRegex } from '../sigma/regex.js';
import { hasRun, leastRun } from './text-run.js';
import { timePartOf } from './time-part.js';

/** Test of a text; `lower` is the text in lower case. */
export type TextTest = (text: string, lower: string) => boolean;

/** @returns the text of a single value; undefined for null and arrays */
export function textOfValue(value: FieldValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/**
 * Compiles a test that looks at nothing but a value's text.
 * @returns undefined for the kinds that need more: null, exists, fieldref, time
 */
export function compileTextTest(test: FieldTest): TextTest | undefined {
  switch (test.kind) {
    case 'string':
      return test.cased
        ? caseTest(test.pattern, false)
        : caseTest(mapLiterals(test.pattern, lowerCase), true);
    case 'regex': {
      const least = leastRun(test.source, test.flags);
      if (least !== undefined) return (text) => hasRun(text, least);
      const regex = compileRegex(test.source, test.flags);
      return (text) => regex.test(text);
    }
    case 'cidr':
      return (text) => cidrContains(test.range, text);
    case 'compare':
      return (text) => compare(test.comparison, numberOfText(text), test.number);
    default:
      return undefined;
  }
}

/**
 * Case-insensitive comparison is comparison of this. A sigma's lower case depends on what stands beside it, so both
 * forms are made one: otherwise a part's lower case need not be part of the whole's.
 */
export function lowerCase(text: string): string {
  const lower = text.toLowerCase();
  return lower.includes('\u03c2') ? lower.replaceAll('\u03c2', '\u03c3') : lower;
}

function caseTest(pattern: Pattern, insensitive: boolean): TextTest {
  const literal = literalOf(pattern);
  if (literal !== undefined)
    return insensitive ? (_, lower) => lower === literal : (text) => text === literal;
  if (pattern.length === 1 && pattern[0] === anyText) return () => true;
  const [a, b, c] = pattern;
  if (a === anyText && typeof b === 'string' && c === undefined) {
    return insensitive ? (_, lower) => lower.endsWith(b) : (text) => text.endsWith(b);
  }
  if (typeof a === 'string' && b === anyText && c === undefined) {
    return insensitive ? (_, lower) => lower.startsWith(a) : (text) => text.startsWith(a);
  }
  if (a === anyText && typeof b === 'string' && c === anyText && pattern.length === 3) {
    return insensitive ? (_, lower) => lower.includes(b) : (text) => text.includes(b);
  }
  return insensitive ? (_, lower) => matchesPattern(pattern, lower) : (text) => matchesPattern(pattern, text);
}

/** @returns whether `value comparison limit`; false when the value is no number */
export function compare(comparison: Comparison | 'eq', value: number, limit: number): boolean {
  switch (comparison) {
    case 'gt':
      return value > limit;
    case 'gte':
      return value >= limit;
    case 'lt':
      return value < limit;
    case 'lte':
      return value <= limit;
    case 'eq':
      return value === limit;
  }
}

const numeric = /^\s*(?:[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|0x[\da-f]+)\s*$/i;

/** @returns the number that a text stands for (decimal, or hexadecimal with 0x as Windows writes it), or NaN */
export function numberOfText(text: string): number {
  return numeric.test(text) ? Number(text) : Number.NaN;
}

/** @returns whether a time test holds for a single value */
export function testTime(test: Extract<FieldTest, { kind: 'time' }>, value: FieldValue): boolean {
  const number = timePartOf(value, test.part);
  return number !== undefined && compare(test.comparison, number, test.number);
}

/** A text and the same in lower case. */
export interface Folded {
  readonly text: string;
  readonly lower: string;
}

/** @returns a fieldref test between two texts */
export function referenceTest(
  test: Extract<FieldTest, { kind: 'fieldref' }>,
): (a: Folded, b: Folded) => boolean {
  const textOf = test.cased ? ({ text }: Folded) => text : ({ lower }: Folded) => lower;
  switch (test.affix) {
    case 'equals':
      return (a, b) => textOf(a) === textOf(b);
    case 'contains':
      return (a, b) => textOf(a).includes(textOf(b));
    case 'startswith':
      return (a, b) => textOf(a).startsWith(textOf(b));
    case 'endswith':
      return (a, b) => textOf(a).endsWith(textOf(b));
  }
}
