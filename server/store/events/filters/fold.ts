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

/** Lower case of two bytes of ASCII at once; index and value: the first byte is the low one. */
export const foldedPairs = Uint16Array.from({ length: 1 << 16 }, (_, pair) => {
  return foldByte(pair & 0xff) | (foldByte(pair >>> 8) << 8);
});

function foldByte(byte: number): number {
  return byte >= 65 && byte <= 90 ? byte | 32 : byte;
}

const kelvin = Buffer.from('\u212a');
const dottedI = Buffer.from('\u0130');

/** @returns whether folding bytes one by one is not enough for this UTF-8 text */
export function needsFolding(text: Buffer): boolean {
  return text.includes(kelvin) || text.includes(dottedI);
}
