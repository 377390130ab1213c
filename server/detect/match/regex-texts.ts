import type { Requirement } from './literal.js';
import { type RegexPart, regexParts } from './regex-parts.js';

/** Shorter texts do not tell events apart. */
const shortest = 3;

/**
 * @param source of a regular expression in RE2 syntax
 * @returns texts that every match contains, in lower case (of `ſ`, which folds with `s`, too); undefined where
 * nothing of three letters or more is required
 */
export function requiredTexts(source: string): Requirement | undefined {
  const part = regexParts(source);
  return part && textsOf(part);
}

function textsOf(part: RegexPart): Requirement | undefined {
  const of = part.op === 'run' ? textsOfRun(part.sets) : part.of.map(textsOf);
  const required = of.filter((one) => one !== undefined);
  if (part.op === 'any' && required.length < of.length) return undefined;
  if (required.length < 2) return required[0];
  return { op: part.op === 'any' ? 'any' : 'all', of: required };
}

function textsOfRun(sets: readonly string[]): Requirement[] {
  const texts = sets
    .map((set) => (set.length === 1 ? set : '\u0000'))
    .join('')
    .split('\u0000');
  return texts
    .filter((text) => text.length >= shortest)
    .map((text) => ({ op: 'literal', literal: { kind: 'substring', text } }));
}
