import { characters, pairRows } from './letter-pairs.js';

/** Binary logarithm for a pair that was never seen, or has a character beyond those counted. */
const unseen = -2;
const size = 128;

const pairs = new Float32Array(size * size).fill(unseen);
const singles = new Float32Array(size).fill(unseen);
[...characters].forEach((first, row) => {
  let sum = 0;
  [...characters].forEach((second, column) => {
    const bits = Number.parseInt(pairRows[row]![column]!, 36);
    if (bits === 0) return;
    pairs[(first.charCodeAt(0) << 7) | second.charCodeAt(0)] = bits;
    sum += 2 ** bits;
  });
  if (sum > 0) singles[first.charCodeAt(0)] = Math.log2(sum);
});
const all = Math.log2(singles.reduce((sum, bits) => sum + (bits < 0 ? 0 : 2 ** bits), 0));

/**
 * @param text ASCII in lower case
 * @returns binary logarithm of how often the text is to be expected at a place of a log record's value, by how often
 * its characters follow each other (a Markov chain of order 1)
 */
export function expectedBits(text: string): number {
  let bits = singles[text.charCodeAt(0)]! - all;
  for (let i = 1; i < text.length; i++) {
    const before = text.charCodeAt(i - 1);
    bits += pairs[(before << 7) | text.charCodeAt(i)]! - singles[before]!;
  }
  return bits;
}
