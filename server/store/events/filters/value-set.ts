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
    const asked = askValue(value);
    for (let n = 0; n < hashes; n++) {
      const bit = bitOf(asked, n, words * 32);
      set[bit >>> 5]! |= 1 << (bit & 31);
    }
  }
  return set;
}

/** A value that is looked for in sets: two hashes of it. */
export interface AskedValue {
  a: number;
  b: number;
}

/** @returns false when the value is certainly not in the set */
export function mayHold(set: ValueSet, asked: AskedValue): boolean {
  for (let n = 0; n < hashes; n++) {
    const bit = bitOf(asked, n, set.length * 32);
    if ((set[bit >>> 5]! & (1 << (bit & 31))) === 0) return false;
  }
  return true;
}

/** @returns a value of a column as one text */
export function valueKey(column: string, value: string): string {
  return `${column}=${value}`;
}

/** Double hashing (Kirsch and Mitzenmacher, "Less Hashing, Same Performance"). */
function bitOf({ a, b }: AskedValue, n: number, bits: number): number {
  return ((a + Math.imul(n, b)) & (bits - 1)) >>> 0;
}

/** @param value as {@link valueKey} gives it */
export function askValue(value: string): AskedValue {
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (let n = 0; n < value.length; n++) {
    const code = value.charCodeAt(n);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x85ebca6b);
    b ^= b >>> 13;
  }
  return { a: mixed(a), b: mixed(b) | 1 };
}

/** MurmurHash3's last step: every bit of the input reaches every bit of the output. */
function mixed(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
