import { lowerCase } from './value-test.js';

/** Characters that are written in one way, with or without a backslash. */
const usual = /^[ -.0-~]+$/;
/** More writings of one literal are not looked for. */
const mostWritings = 16;
/** Beyond here letters have no case but for a few scripts that nobody writes logs in. */
const bmpEnd = 0x10000;

/** By character beyond ASCII: those that become it in lower case, itself among them. */
let variants: Map<string, string[]> | undefined;

/**
 * How a literal may stand in JSON without `\u` escapes, when the case of ASCII letters does not count.
 * @param text a literal in lower case, not empty
 * @returns its writings, each UTF-8 read as Latin-1; none where there are too many or other ones
 */
export function jsonWritings(text: string): string[] {
  if (usual.test(text)) return [text.replace(/["\\]/g, '\\$&')];
  let writings = [''];
  for (const character of text) {
    const one = writingsOf(character);
    if (one.length * writings.length > mostWritings) return [];
    writings = writings.flatMap((before) => one.map((written) => before + written));
  }
  return writings;
}

/**
 * @param text a literal in lower case
 * @returns the writings, as {@link jsonWritings} gives them, of that part of it whose writings are the longest
 */
export function jsonPartWritings(text: string): string[] {
  const characters = [...text];
  let best: string[] = [];
  for (let from = 0; from < characters.length; from++) {
    const writings = writingsFrom(characters, from);
    if ((writings[0] ?? '').length > (best[0] ?? '').length) best = writings;
  }
  return best;
}

/** @returns writings of as many characters as have few enough of them together */
function writingsFrom(characters: readonly string[], from: number): string[] {
  let writings: string[] = [''];
  for (let i = from; i < characters.length; i++) {
    const one = writingsOf(characters[i]!);
    if (one.length === 0 || one.length * writings.length > mostWritings) break;
    writings = writings.flatMap((before) => one.map((written) => before + written));
  }
  return writings[0] === '' ? [] : writings;
}

function writingsOf(character: string): string[] {
  if (character >= ' ' && character <= '~') {
    // JSON may write it with a backslash, too.
    if (character === '/') return ['/', '\\/'];
    return [character === '"' || character === '\\' ? `\\${character}` : character];
  }
  if (character < '\x80' || character.length > 2) return [];
  return variantsOf(character).map((one) => Buffer.from(one).toString('latin1'));
}

function variantsOf(character: string): string[] {
  if (character.length > 1) {
    const caseless = character === character.toLowerCase() && character === character.toUpperCase();
    return caseless ? [character] : [];
  }
  if (variants === undefined) {
    variants = new Map();
    for (let code = 0x80; code < bmpEnd; code++) {
      const one = String.fromCharCode(code);
      const lower = lowerCase(one);
      variants.set(lower, [...(variants.get(lower) ?? []), one]);
    }
  }
  return variants.get(character) ?? [];
}
