/**
 * A Bloom filter of the values of a segment's columns: a value that it lacks is in none of the rows.
 * 12 bits a value and 7 hashes: one of 300 absent values seems present.
 */
export type ValueSet = Uint32Array;

const bitsPerValue = 12;
const hashes = 7;

/** @param values each as {@link valueKey} gives it, any number of times */
export function valueSet(values: ReadonlySet<string>): ValueSet {
  const words = Math.max(2, 2 ** Math.ceil(Math.log2((values.size * bitsPerValue) / 32)));
  const set = new Uint32Array(words);
  for (const value of values) {
    for (const bit of bitsOf(value, words * 32)) set[bit >>> 5]! |= 1 << (bit & 31);
  }
  return set;
}

/** @returns false when the value is certainly not in the set */
export function mayHold(set: ValueSet, value: string): boolean {
  return bitsOf(value, set.length * 32).every((bit) => (set[bit >>> 5]! & (1 << (bit & 31))) !== 0);
}

/** @returns a value of a column as one text */
export function valueKey(column: string, value: string): string {
  return `${column}=${value}`;
}

/** Double hashing (Kirsch and Mitzenmacher, "Less Hashing, Same Performance"). */
function bitsOf(value: string, bits: number): number[] {
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (let n = 0; n < value.length; n++) {
    const code = value.charCodeAt(n);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x85ebca6b);
    b ^= b >>> 13;
  }
  a = mixed(a);
  b = mixed(b) | 1;
  return Array.from({ length: hashes }, (_, n) => ((a + Math.imul(n, b)) & (bits - 1)) >>> 0);
}

/** MurmurHash3's last step: every bit of the input reaches every bit of the output. */
function mixed(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
