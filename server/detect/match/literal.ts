import type { FieldTest } from '../sigma/field-test.js';
import { anyText, type Pattern } from '../sigma/pattern.js';
import { requiredTexts } from './regex-texts.js';
import { lowerCase } from './value-test.js';

export type LiteralKind = 'exact' | 'prefix' | 'suffix' | 'substring' | 'run';

/** A text that a value in lower case must be, begin with, end with or contain. */
export interface Literal {
  kind: LiteralKind;
  /** Of a run: the characters, all ASCII, of which {@link least} must stand side by side. */
  text: string;
  /** Of a run alone. */
  least?: number;
}

/** Holds for every text. */
const anyLiteral: Literal = { kind: 'substring', text: '' };

/** What a value must hold for a test to be true of it. */
export type Requirement =
  | { op: 'literal'; literal: Literal }
  | { op: 'all'; of: readonly Requirement[] }
  | { op: 'any'; of: readonly Requirement[] };

/** A test is part of as many routes as there are event ids in its log source. */
const known = new WeakMap<FieldTest, Requirement | 'none'>();

/** @returns literals without which the test cannot be true; undefined when there are none */
export function requirementOf(test: FieldTest): Requirement | undefined {
  let requirement = known.get(test);
  if (requirement === undefined) {
    requirement = readRequirement(test) ?? 'none';
    known.set(test, requirement);
  }
  return requirement === 'none' ? undefined : requirement;
}

/** @returns the literal that holds where the test is true and nowhere else; undefined when no single one does */
export function decisiveLiteral(test: FieldTest): Literal | undefined {
  if (test.kind !== 'string' || test.cased) return undefined;
  const { pattern } = test;
  const requirement = patternRequirement(pattern);
  const others = pattern.filter((part) => typeof part !== 'string');
  return requirement?.op === 'literal' && others.every((part) => part === anyText)
    ? requirement.literal
    : undefined;
}

function readRequirement(test: FieldTest): Requirement | undefined {
  if (test.kind === 'regex') return requiredTexts(test.source);
  return test.kind === 'string' ? patternRequirement(test.pattern) : undefined;
}

function patternRequirement(pattern: Pattern): Requirement | undefined {
  if (pattern.length === 0) return { op: 'literal', literal: { kind: 'exact', text: '' } };
  if (pattern.every((part) => typeof part !== 'string')) return { op: 'literal', literal: anyLiteral };
  const of: Requirement[] = [];
  pattern.forEach((part, index) => {
    if (typeof part !== 'string') return;
    const [first, last] = [index === 0, index === pattern.length - 1];
    const kind: LiteralKind = first && last ? 'exact' : first ? 'prefix' : last ? 'suffix' : 'substring';
    of.push({ op: 'literal', literal: { kind, text: lowerCase(part) } });
  });
  return of.length > 1 ? { op: 'all', of } : of[0];
}
