import type { TargetObjectType } from '../../contract/isms.js';

/** What of a target object rules look at. */
export interface ModelledObject {
  id: string;
  type: TargetObjectType;
  name: string;
  platform: string;
  tags: readonly string[];
}

/** A target object fits when its type is one of these and one of the words, but none of the others, is in it. */
export interface ObjectCondition {
  /** Empty: any. */
  types: readonly TargetObjectType[];
  /** Empty: any. */
  words: readonly WordTest[];
  unless: readonly WordTest[];
}

/** A rule that proposes Bausteine (Kompendium Edition 2023, "Modellierung"). */
export interface ModellingRule {
  id: string;
  catalog: string;
  bausteine: readonly string[];
  /** For the whole domain: once, when one of its objects fits (undefined: always). Otherwise for each that fits. */
  scope: 'domain' | 'object';
  condition: ObjectCondition | undefined;
  why: { de: string; en: string };
}

/** Whether a word is in a text that {@link wordsOf} gave. */
export type WordTest = (text: string) => boolean;

/** @returns what words are looked for in: platform, name and tags, in lower case, with marks between them */
export function wordsOf({ platform, name, tags }: ModelledObject): string {
  return `\n${[platform, name, ...tags].join('\n').normalize('NFC').toLowerCase()}\n`;
}

const wordCharacter = /[\p{L}\p{N}]/u;

/**
 * @param pattern whole words, such as `windows server`; a `*` at the beginning or the end leaves that end open, so that
 * `*server` is in `Dateiserver`, one between two parts stands for any text of the same field
 */
export function wordTest(pattern: string): WordTest {
  const [first = '', ...rest] = pattern.normalize('NFC').toLowerCase().split('*');
  if (rest.length === 0) return (text) => occurs(text, first, true, true);
  const last = rest.at(-1)!;
  const inner = [first, ...rest].filter((part) => part !== '');
  return (text) =>
    text.split('\n').some((field) => inOrder(`\n${field}\n`, inner, first !== '', last !== ''));
}

/** Whether the parts follow each other, the first at the beginning and the last at the end of a word where asked. */
function inOrder(text: string, parts: readonly string[], atStart: boolean, atEnd: boolean): boolean {
  let from = 0;
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    const at = find(text, part, from, index === 0 && atStart, isLast && atEnd);
    if (at === -1) return false;
    from = at + part.length;
  }
  return true;
}

const occurs = (text: string, part: string, atStart: boolean, atEnd: boolean): boolean =>
  find(text, part, 0, atStart, atEnd) !== -1;

function find(text: string, part: string, from: number, atStart: boolean, atEnd: boolean): number {
  for (let at = text.indexOf(part, from); at !== -1; at = text.indexOf(part, at + 1)) {
    const startsWell = !atStart || !wordCharacter.test(text[at - 1] ?? '');
    const endsWell = !atEnd || !wordCharacter.test(text[at + part.length] ?? '');
    if (startsWell && endsWell) return at;
  }
  return -1;
}

/** @returns whether an object fits a condition */
export function fits(
  { types, words, unless }: ObjectCondition,
  object: ModelledObject,
  text: string,
): boolean {
  return (
    (types.length === 0 || types.includes(object.type)) &&
    (words.length === 0 || words.some((test) => test(text))) &&
    !unless.some((test) => test(text))
  );
}
