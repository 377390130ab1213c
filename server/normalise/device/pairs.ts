import { code } from '../scan.js';

/** Gets one pair of a record. */
export type EachPair = (key: string, value: string) => void;

/** Keys are short; what is longer is no key but text with an equals sign. */
const longestKey = 64;

/** Letters, digits and `_ . - [ ]`, of which the keys of all makes are. */
export function isKeyChar(c: number): boolean {
  const letter = (c | 32) >= 97 && (c | 32) <= 122;
  return letter || (c >= code.zero && c <= code.nine) || c === 95 || c === code.dot || c === code.minus;
}

/**
 * Calls back for each `key=value` and `key="value"` of a text, separated by spaces; other words are passed over.
 * A quoted value ends at a quote before a space or the end; `\"` inside stands for a quote, unless a key follows it
 * (paths end with a backslash). Without quotes a value ends at the next space.
 * @param at index where the pairs begin
 */
export function pairs(text: string, at: number, each: EachPair): void {
  let i = at;
  while (i < text.length) {
    if (text.charCodeAt(i) === code.space) {
      i++;
      continue;
    }
    const equals = keyEnd(text, i);
    if (equals < 0) {
      const space = text.indexOf(' ', i);
      if (space < 0) return;
      i = space + 1;
      continue;
    }
    const key = text.slice(i, equals);
    if (text.charCodeAt(equals + 1) !== code.quote) {
      const end = text.indexOf(' ', equals + 1);
      i = end < 0 ? text.length : end;
      each(key, text.slice(equals + 1, i));
      continue;
    }
    const close = closingQuote(text, equals + 2);
    const value = text.slice(equals + 2, close);
    each(key, value.includes('\\"') ? value.replaceAll('\\"', '"') : value);
    i = close + 1;
  }
}

/** @returns index of the `=` behind the key that begins at `at`, or -1 when no key does */
export function keyEnd(text: string, at: number): number {
  const limit = Math.min(text.length, at + longestKey + 1);
  let i = at;
  while (i < limit && isKeyChar(text.charCodeAt(i))) i++;
  return i > at && text.charCodeAt(i) === code.equals ? i : -1;
}

/** @returns index of the quote that ends a value, or the text's length when it is cut off */
function closingQuote(text: string, at: number): number {
  for (let i = text.indexOf('"', at); i >= 0; i = text.indexOf('"', i + 1)) {
    const next = text.charCodeAt(i + 1);
    if (!Number.isNaN(next) && next !== code.space) continue;
    if (text.charCodeAt(i - 1) !== code.backslash || i === at) return i;
    if (Number.isNaN(next) || keyEnd(text, i + 2) >= 0) return i;
  }
  return text.length;
}
