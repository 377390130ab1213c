/** Character codes used by the scanners. */
export const code = {
  tab: 9,
  space: 32,
  quote: 34,
  percent: 37,
  openParen: 40,
  asterisk: 42,
  plus: 43,
  minus: 45,
  dot: 46,
  slash: 47,
  zero: 48,
  nine: 57,
  colon: 58,
  less: 60,
  equals: 61,
  greater: 62,
  openBracket: 91,
  backslash: 92,
  closeBracket: 93,
  openBrace: 123,
} as const;

export const isDigit = (c: number): boolean => c >= code.zero && c <= code.nine;

/** @returns the number written by the digits of `text` in [from, to), or -1 when one of them is no digit */
export function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) {
    const c = text.charCodeAt(i);
    if (!(c >= code.zero && c <= code.nine)) return -1;
    value = value * 10 + c - code.zero;
  }
  return to > from ? value : -1;
}

/** @returns index of the first character at or after `at` that is no space */
export function skipSpaces(text: string, at: number): number {
  let i = at;
  while (text.charCodeAt(i) === code.space) i++;
  return i;
}

/** @returns index of the next space at or after `at`, or the text's length */
export function wordEnd(text: string, at: number): number {
  const end = text.indexOf(' ', at);
  return end < 0 ? text.length : end;
}

/** @returns the number when `text` is 1 to 15 decimal digits, else undefined */
export function wholeNumber(text: string | undefined): number | undefined {
  if (text === undefined || text.length === 0 || text.length > 15) return undefined;
  const value = digits(text, 0, text.length);
  return value < 0 ? undefined : value;
}
