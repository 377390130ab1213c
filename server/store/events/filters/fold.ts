/**
 * Upper case of ASCII, and the two other characters whose lower case is ASCII: KELVIN SIGN and LATIN CAPITAL
 * LETTER I WITH DOT ABOVE (as DuckDB's `lower` has it; JavaScript's makes two characters of the latter).
 */
const foldable = /[A-Z\u212a\u0130]/g;

/**
 * Makes texts alike that differ in case only, as far as ASCII goes. Where one text contains another, ignoring
 * case or not, the folded one contains the other's folded ASCII.
 */
export function fold(text: string): string {
  return text.replace(foldable, (c) => (c === '\u212a' ? 'k' : c === '\u0130' ? 'i' : c.toLowerCase()));
}

const kelvin = Buffer.from('\u212a');
const dottedI = Buffer.from('\u0130');

/** @returns whether folding bytes one by one is not enough for this UTF-8 text */
export function needsFolding(text: Buffer): boolean {
  return text.includes(kelvin) || text.includes(dottedI);
}
