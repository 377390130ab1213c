// AssemblyScript. Finds the places of a value where literals of an image may stand; see screen-tables.ts.

import { from, image, isFound, literalAt, pushList, to, verify } from './literals';

/**
 * Verifies the entries of a chain, 8 bytes each: literal and, in the last one, the highest bit; offset of the gram and
 * 16 bits of its hash.
 */
function verifyChain(entry: usize, at: usize, hash: u32): void {
  for (let e = entry; ; e += 8) {
    const word = load<u32>(e);
    if (load<u16>(e, 6) === (hash & 0xffff))
      verify(literalAt(word & 0x7fffffff), at - <usize>load<u16>(e, 4));
    if (<i32>word < 0) return;
  }
}

function mix(hash: u32, word: u32): u32 {
  const product = (hash ^ word) * 0x9e3779b1;
  return product ^ (product >> 15);
}

/** @returns hash of so many bytes, 1 to 4 or a multiple of 4, without the case of letters */
function hashAt(at: usize, length: u32): u32 {
  if (length < 4) {
    const mask = ((<u32>1) << (8 * length)) - 1;
    return mix(length, (load<u32>(at) | 0x20202020) & mask);
  }
  let hash = length;
  for (let i: u32 = 0; i < length; i += 4) hash = mix(hash, load<u32>(at + <usize>i) | 0x20202020);
  return hash;
}

/**
 * Looks for literals that are tied to an end of the value by their first or last bytes.
 * @param table which lengths of those there are, buckets as a power of two, the buckets, their chains
 */
export function findTied(table: usize, atEnd: bool): void {
  let sizes = load<u32>(table);
  const shift = 32 - load<u32>(table, 4);
  for (; sizes !== 0; sizes &= sizes - 1) {
    const size = <u32>ctz(sizes);
    if (to - from < <usize>size) return;
    const at = atEnd ? to - <usize>size : from;
    const hash = hashAt(at, size);
    const chain = load<u32>(table + 8 + 4 * <usize>(hash >> shift));
    if (chain === 0) continue;
    for (let e = image + chain; ; e += 8) {
      const word = load<u32>(e);
      if (load<u16>(e, 6) === (hash & 0xffff)) {
        const literal = literalAt(word & 0x7fffffff);
        verify(literal, atEnd ? to - <usize>load<u16>(literal, 12) : from);
      }
      if (<i32>word < 0) break;
    }
  }
}

/** Looks for literals one by one, by two neighbouring characters. */
export function findSingle(table: usize, size: u32): void {
  for (let i: u32 = 0; i < size; i++) {
    const e = table + 8 * <usize>i;
    const literal = literalAt(load<u32>(e));
    const offset = <usize>load<u16>(e, 4);
    const first = i8x16.splat(load<u8>(e, 6));
    const single = load<u8>(e, 7) === 0;
    const second = i8x16.splat(load<u8>(e, 7));
    const fold = i8x16.splat(0x20);
    for (let at = from; at < to; at += 16) {
      let mask = i8x16.bitmask(i8x16.eq(v128.or(v128.load(at), fold), first));
      if (!single) mask &= i8x16.bitmask(i8x16.eq(v128.or(v128.load(at, 1), fold), second));
      for (; mask !== 0; mask &= mask - 1) {
        verify(literal, at + <usize>ctz(mask) - offset);
        if (isFound(literal)) break;
      }
      if (isFound(literal)) break;
    }
  }
}

/**
 * Looks at every n-th place for two to four characters that one of the literals has.
 * @param table distance of the places, bits of the filter as a power of two, buckets as a power of two, places of
 * filter and buckets, how many characters
 */
export function findGrams(table: usize): void {
  const stride = <usize>load<u32>(table);
  const filterShift = 32 - load<u32>(table, 4);
  const bucketShift = 32 - load<u32>(table, 8);
  const filter = image + load<u32>(table, 12);
  const buckets = image + load<u32>(table, 16);
  const size = load<u32>(table, 20);
  const mask: u32 = size === 4 ? 0xffffffff : ((<u32>1) << (8 * size)) - 1;
  const last = to - <usize>(size - 1);
  for (let at = from; at < last; at += stride) {
    const hash = ((load<u32>(at) | 0x20202020) & mask) * 0x9e3779b1;
    const bit = hash >> filterShift;
    if (((load<u8>(filter + <usize>(bit >> 3)) >> (bit & 7)) & 1) === 0) continue;
    const chain = load<u32>(buckets + 4 * <usize>(hash >> bucketShift));
    if (chain !== 0) verifyChain(image + chain, at, hash);
  }
}

function isMember(at: usize, members: usize): bool {
  const c = load<u8>(at);
  return c < 0x80 && ((load<u8>(members + <usize>(c >> 3)) >> (c & 7)) & 1) !== 0;
}

/**
 * Looks for so many neighbouring characters of a set.
 * @param table per run: its list, how many characters, a bit for each character of ASCII
 */
export function findRuns(table: usize, size: u32): void {
  for (let run = table; run < table + 24 * <usize>size; run += 24) {
    const least = <usize>load<u32>(run, 4);
    const members = run + 8;
    let at = from + least - 1;
    while (at < to) {
      let first = at + 1;
      while (first > from && isMember(first - 1, members)) first--;
      let last = at + 1;
      if (first <= at) while (last < to && last - first < least && isMember(last, members)) last++;
      if (last - first >= least) {
        pushList(run);
        break;
      }
      at = last + least - 1;
    }
  }
}
