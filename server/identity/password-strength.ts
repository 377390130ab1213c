import { commonWords } from './common-words.js';

/** Bits that one piece of a password adds for somebody who guesses by these very rules. */
const bits = {
  /** About a thousand words, each with or without capital and signs for letters. */
  word: 11,
  /** User name and product: tried first. */
  known: 3,
  /** Where it begins, which way, how long. */
  walk: 8,
  year: 7,
  /** Once more what was just written. */
  repeat: 3,
  digit: Math.log2(10),
  letter: Math.log2(26),
  other: 5,
  /** What people put between words. */
  separator: 2,
};

/** Rows and columns of German and English keyboards, the alphabet, the digits. */
const lines = [
  '1234567890',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertzuiopü+',
  'qwertyuiop[]',
  'asdfghjklöä#',
  'asdfghjkl;',
  'yxcvbnm,.-',
  'zxcvbnm,./',
  '!"§$%&/()=',
  '!@#$%^&*()',
  '1qay2wsx3edc4rfv5tgb6zhn7ujm8ik,9ol.',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.',
  '147258369',
].flatMap((line) => [line, [...line].toReversed().join('')]);

/** Signs that are written for letters. */
const writtenFor: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'il',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '8': 'b',
  '@': 'a',
  $: 's',
  '!': 'i',
  '€': 'e',
};

/** More signs add nothing to the verdict, and the work stays bounded. */
const mostSigns = 128;

const spell = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[äöüß]/g, (sign) => ({ ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' })[sign]!);

const wordsByLetter = groupByLetter(commonWords);

function groupByLetter(words: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const word of words) groups.set(word[0]!, [...(groups.get(word[0]!) ?? []), word]);
  return groups;
}

/**
 * Estimates how many tries a password withstands when somebody guesses by words, years, walks over the keyboard and
 * repetitions before trying signs: the cheapest way to write it from such pieces (the approach of zxcvbn, Wheeler 2016).
 * @param known words that somebody tries first for this account: the user name
 * @returns the logarithm of the tries to base 2
 */
export function guessBits(password: string, known: readonly string[] = []): number {
  const text = spell(password).slice(0, mostSigns);
  const first = known.flatMap((word) => [spell(word), ...spell(word).split(/[^a-z]+/)]);
  const own = first.filter((word) => word.length >= 3);
  const cheapest = new Array<number>(text.length + 1).fill(Number.POSITIVE_INFINITY);
  cheapest[0] = 0;
  for (let at = 0; at < text.length; at++) {
    for (const [length, cost] of piecesAt(text, at, own)) {
      cheapest[at + length] = Math.min(cheapest[at + length]!, cheapest[at]! + cost);
    }
  }
  return cheapest[text.length]!;
}

/** Every piece that can begin at a place: its length and its bits. */
function* piecesAt(text: string, at: number, own: readonly string[]): Generator<[number, number]> {
  const sign = text[at]!;
  yield [1, bitsOf(sign)];
  for (const word of own) if (isWritten(word, text, at)) yield [word.length, bits.known];
  for (const letter of [sign, ...(writtenFor[sign] ?? '')]) {
    for (const word of wordsByLetter.get(letter) ?? []) {
      if (isWritten(word, text, at)) yield [word.length, bits.word];
    }
  }
  for (let length = walkAt(text, at); length >= 3; length--) yield [length, bits.walk];
  if (/^(19|20)\d\d/.test(text.slice(at, at + 4))) yield [4, bits.year];
  for (let length = 1; length <= Math.min(at, text.length - at); length++) {
    if (text.startsWith(text.slice(at - length, at), at)) yield [length, bits.repeat];
  }
}

function bitsOf(sign: string): number {
  if (/\d/.test(sign)) return bits.digit;
  if (/[a-z]/.test(sign)) return bits.letter;
  return /[ ._-]/.test(sign) ? bits.separator : bits.other;
}

/** Whether a word stands at a place, also with signs for its letters. */
function isWritten(word: string, text: string, at: number): boolean {
  if (at + word.length > text.length) return false;
  for (let n = 0; n < word.length; n++) {
    const sign = text[at + n]!;
    if (sign !== word[n] && !(writtenFor[sign]?.includes(word[n]!) ?? false)) return false;
  }
  return true;
}

/** Length of the longest walk over a keyboard that begins at a place. */
function walkAt(text: string, at: number): number {
  let longest = 0;
  for (const line of lines) {
    for (let from = line.indexOf(text[at]!); from >= 0; from = line.indexOf(text[at]!, from + 1)) {
      let length = 1;
      while (from + length < line.length && text[at + length] === line[from + length]) length++;
      longest = Math.max(longest, length);
    }
  }
  return longest;
}
