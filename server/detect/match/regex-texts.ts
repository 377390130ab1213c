import type { Requirement } from './literal.js';
import { type RegexPart, regexParts } from './regex-parts.js';

/** A run of characters of a larger set must be as long as this to tell texts apart. */
const shortestRun = 16;
/** Sets of few characters are written out beside texts that are short without them. */
const [mostMembers, mostTexts, short] = [4, 8, 3];

/**
 * @param source of a regular expression in RE2 syntax
 * @returns texts that every match contains, in lower case (of `ſ`, which folds with `s`, too); undefined where
 * nothing is required
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
  const runs: string[][] = [[]];
  for (const set of sets) {
    if (set.length > mostMembers) runs.push([]);
    else runs.at(-1)!.push(set);
  }
  return [...longestRun(sets), ...runs.flatMap(textsOfSmallSets)];
}

/** @returns the longest row of the same set of many characters */
function longestRun(sets: readonly string[]): Requirement[] {
  let [text, least] = ['', 0];
  let length = 0;
  sets.forEach((set, i) => {
    length = set === sets[i - 1] ? length + 1 : 1;
    if (set.length > mostMembers && length > least) [text, least] = [set, length];
  });
  return least < shortestRun ? [] : [{ op: 'literal', literal: { kind: 'run', text, least } }];
}

function textsOfSmallSets(run: readonly string[]): Requirement[] {
  const texts = run
    .reduce<string>((all, set) => all + (set.length === 1 ? set : '\u0000'), '')
    .split('\u0000');
  const count = run.reduce((product, set) => product * set.length, 1);
  const writtenOut = count > 1 && count <= mostTexts && texts.every((text) => text.length < short);
  if (writtenOut) return [{ op: 'any' as const, of: expand(run).map(substring) }];
  return texts.filter((text) => text.length > 0).map(substring);
}

function expand(run: readonly string[]): string[] {
  return run.reduce((texts, set) => texts.flatMap((text) => [...set].map((c) => text + c)), ['']);
}

function substring(text: string): Requirement {
  return { op: 'literal', literal: { kind: 'substring', text } };
}
