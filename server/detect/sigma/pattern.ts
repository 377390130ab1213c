import { isDashAt } from './dashes.js';

/** `*`: any text, also none. */
export const anyText = Symbol('*');
/** `?`: exactly one character. */
export const oneCharacter = Symbol('?');

/** Exactly one of the five dash characters (modifier `windash`). */
export const oneDash = Symbol('-');

/** A Sigma string: literals and wildcards; two literals never stand side by side. */
export type Pattern = readonly (string | typeof anyText | typeof oneCharacter | typeof oneDash)[];

/**
 * Reads a Sigma string (Sigma 2.1, "String Wildcard" and "Escape Character"): `\*`, `\?` and `\\` stand for the
 * character itself, any other backslash is plain.
 * @param text as the rule has it
 * @returns its pattern; `[]` for the empty text
 */
export function parsePattern(text: string): Pattern {
  if (!/[*?\\]/.test(text)) return literalPattern(text);
  const parts: Pattern[number][] = [];
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    const next = text[i + 1];
    if (c === '\\' && (next === '*' || next === '?' || next === '\\')) {
      // The escaped character begins the next literal.
      parts.push(text.slice(start, i));
      start = ++i;
    } else if (c === '*' || c === '?') {
      parts.push(text.slice(start, i), c === '*' ? anyText : oneCharacter);
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return joinParts(parts);
}

/** @returns the parts with neighbouring literals joined and repeated `*` collapsed */
export function joinParts(parts: Pattern): Pattern {
  const joined: Pattern[number][] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = last + part;
    else if (part !== '' && !(part === anyText && last === anyText)) joined.push(part);
  }
  return joined;
}

/** @returns a pattern that stands for exactly this text */
export function literalPattern(text: string): Pattern {
  return text === '' ? [] : [text];
}

/** @returns the text of a pattern without wildcards, otherwise undefined */
export function literalOf(pattern: Pattern): string | undefined {
  if (pattern.length === 0) return '';
  const [only] = pattern;
  return pattern.length === 1 && typeof only === 'string' ? only : undefined;
}

/** @returns the pattern with `map` applied to its literals */
export function mapLiterals(pattern: Pattern, map: (literal: string) => string): Pattern {
  return joinParts(pattern.map((part) => (typeof part === 'string' ? map(part) : part)));
}

const notation = { [anyText]: '*', [oneCharacter]: '?', [oneDash]: '\\-' };

/** @returns the pattern in Sigma's notation (`\-` for any dash, which has none), different for different patterns */
export function formatPattern(pattern: Pattern): string {
  const texts = pattern.map((part) =>
    typeof part === 'string' ? part.replace(/[\\*?]/g, '\\$&') : notation[part],
  );
  return texts.join('');
}

/**
 * Plain matcher, linear in text length times number of `*`; case is the caller's business.
 * @returns whether the whole text is an instance of the pattern
 */
export function matchesPattern(pattern: Pattern, text: string): boolean {
  let part = 0;
  let at = 0;
  let retryPart = -1;
  let retryAt = 0;
  while (true) {
    const next = advance(pattern[part], text, at);
    if (part < pattern.length && pattern[part] === anyText) {
      retryPart = part + 1;
      retryAt = at;
      part = retryPart;
    } else if (part < pattern.length && next >= 0) {
      at = next;
      part++;
    } else if (part === pattern.length && at === text.length) return true;
    else {
      if (retryPart < 0 || retryAt >= text.length) return false;
      retryAt = nextPlace(pattern[retryPart], text, retryAt + characterLength(text, retryAt));
      if (retryAt < 0) return false;
      at = retryAt;
      part = retryPart;
    }
  }
}

/** @returns where a part behind `*` may stand from `at` on, or -1: a literal is looked for, not tried at every character */
function nextPlace(part: Pattern[number] | undefined, text: string, at: number): number {
  return typeof part === 'string' ? text.indexOf(part, at) : at;
}

/** @returns the index behind a literal, single character or dash at `at`, or -1 */
export function advance(part: Pattern[number] | undefined, text: string, at: number): number {
  if (typeof part === 'string') return text.startsWith(part, at) ? at + part.length : -1;
  if (part === oneCharacter && at < text.length) return characterEnd(text, at);
  return part === oneDash && isDashAt(text, at) ? at + 1 : -1;
}

const dotAbove = 0x307;

/**
 * `İ` alone has a lower case of two characters, `i` and a combining dot: where case is ignored they are the same
 * text as `İ`, so they are one character too.
 * @returns the index behind the character that begins at `at`, or -1 where none begins
 */
function characterEnd(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code === 0x69 && text.charCodeAt(at + 1) === dotAbove) return at + 2;
  if (code === dotAbove && text.charCodeAt(at - 1) === 0x69) return -1;
  return at + characterLength(text, at);
}

function characterLength(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}
