import type { ScalarNode } from '../yaml/tree.js';
import type { CidrRange } from './cidr.js';
import type { Affix, Comparison, FieldTest, TimePart } from './field-test.js';
import { anyText, joinParts, literalPattern, type Pattern, parsePattern } from './pattern.js';

/** A rule's value while the modifiers are applied to it. */
export type Value =
  | { kind: 'string'; pattern: Pattern; text: string }
  | { kind: 'number'; number: number; text: string }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'null' }
  | { kind: 'exists'; wanted: boolean }
  | { kind: 'regex'; source: string; flags: string }
  | { kind: 'cidr'; range: CidrRange }
  | { kind: 'compare'; comparison: Comparison; number: number }
  | { kind: 'fieldref'; field: string; affix: Affix }
  | { kind: 'time'; part: TimePart; comparison: Comparison | 'eq'; number: number };

/** @returns the value that a YAML scalar stands for */
export function scalarValue(node: ScalarNode): Value {
  const { value, text } = node;
  if (value === null) return { kind: 'null' };
  if (typeof value === 'number') return { kind: 'number', number: value, text };
  if (typeof value === 'boolean') return { kind: 'boolean', value };
  return { kind: 'string', pattern: parsePattern(value), text: value };
}

/** @returns the value as a string value where it has a text (numbers as written), otherwise undefined */
export function asString(value: Value): Extract<Value, { kind: 'string' }> | undefined {
  if (value.kind === 'string') return value;
  if (value.kind === 'number')
    return { kind: 'string', pattern: literalPattern(value.text), text: value.text };
  if (value.kind === 'boolean') return asString({ kind: 'number', number: 0, text: String(value.value) });
  return undefined;
}

/**
 * @param cased compare with case
 * @returns the tests of which one must be true; a number in an unusual notation (`0x17`, `010`) may stand in the
 * event as it was written or in decimal
 */
export function testsOf(value: Value, cased: boolean): FieldTest[] {
  switch (value.kind) {
    case 'string':
      return [{ kind: 'string', pattern: value.pattern, cased }];
    case 'number': {
      const texts = new Set([decimalText(value.number, value.text), value.text]);
      return [...texts].map((text) => ({ kind: 'string', pattern: literalPattern(text), cased }));
    }
    case 'boolean':
      return [{ kind: 'string', pattern: [String(value.value)], cased: false }];
    case 'null':
    case 'exists':
      return [{ kind: value.kind }];
    case 'fieldref':
      return [{ ...value, cased }];
    case 'regex':
    case 'cidr':
    case 'compare':
    case 'time':
      return [value];
  }
}

const integer = /^(?:[-+]?\d+|0o[0-7]+|0x[\da-f]+)$/i;

/**
 * @param number what YAML makes of the text; beyond 53 bits it has lost digits
 * @param text the number as written
 * @returns the number in decimal, integers with all their digits
 */
export function decimalText(number: number, text: string): string {
  return Number.isSafeInteger(number) || !integer.test(text) ? String(number) : String(BigInt(text));
}

/** @returns a keyword's pattern: the text may stand anywhere */
export function anywhere(pattern: Pattern): Pattern {
  return joinParts([anyText, ...pattern, anyText]);
}
