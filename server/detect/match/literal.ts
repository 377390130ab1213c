import type { FieldTest } from '../sigma/field-test.js';
import type { Pattern } from '../sigma/pattern.js';
import { regexLiteral } from './regex-literal.js';
import { lowerCase } from './value-test.js';

export type LiteralKind = 'exact' | 'prefix' | 'suffix' | 'substring';

/** A text that a value in lower case must be, begin with, end with or contain. */
export interface Literal {
  kind: LiteralKind;
  text: string;
}

/** A test is part of as many routes as there are event ids in its log source. */
const required = new WeakMap<FieldTest, Literal | 'none'>();

/** @returns a literal without which the test cannot be true, or undefined */
export function requiredLiteral(test: FieldTest): Literal | undefined {
  let literal = required.get(test);
  if (literal === undefined) {
    literal = literalOfTest(test) ?? 'none';
    required.set(test, literal);
  }
  return literal === 'none' ? undefined : literal;
}

function literalOfTest(test: FieldTest): Literal | undefined {
  if (test.kind === 'regex') {
    const text = regexLiteral(test.source, test.flags);
    return text === undefined ? undefined : { kind: 'substring', text };
  }
  return test.kind === 'string' ? patternLiteral(test.pattern) : undefined;
}

function patternLiteral(pattern: Pattern): Literal | undefined {
  if (pattern.length === 0) return { kind: 'exact', text: '' };
  let best: Literal | undefined;
  pattern.forEach((part, index) => {
    if (typeof part !== 'string') return;
    const [first, last] = [index === 0, index === pattern.length - 1];
    const kind: LiteralKind = first && last ? 'exact' : first ? 'prefix' : last ? 'suffix' : 'substring';
    const text = lowerCase(part);
    if (best === undefined || text.length > best.text.length) best = { kind, text };
  });
  return best;
}
