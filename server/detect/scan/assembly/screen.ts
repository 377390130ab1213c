// AssemblyScript. Looks through the values of the scanned line for the literals of an image that screen-image.ts makes.

import { absent, composite, ends, found, line, mostFound, starts } from './layout';

const quote: u8 = 0x22;
const backslash: u8 = 0x5c;

/** Kinds of parts, and words of a part; see screen-image.ts. */
const ofLine: u32 = 1;
const ofEvent: u32 = 2;
const beyondAsciiOnly: u32 = 0x100;

/** Flags of a literal. */
const head: u32 = 1;
const tail: u32 = 2;
const negated: u32 = 4;

/** Beginning of the image. */
let image: usize = 0;
/** Beginning of its literals' records of the part, 16 bytes each: list, stamp, place of the text, length and flags. */
let literals: usize = 0;
/** Number of this screening: a literal's stamp tells whether it was found already. */
let stamp: u32 = 0;
let count: i32 = 0;
/** The value. */
let from: usize = 0;
let to: usize = 0;

function push(what: u32): void {
  if (count < <i32>mostFound) store<u32>(found + 4 * <usize>count, what);
  count++;
}

/** Adds a list whose number plus one stands in a word; 0 is none. */
function pushList(word: usize): void {
  const list = load<u32>(word);
  if (list !== 0) push(list - 1);
}

/** @returns 16 bytes with ASCII letters in lower case */
function lower(bytes: v128): v128 {
  const upper = i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(0x41)), i8x16.splat(26));
  return v128.or(bytes, v128.and(upper, i8x16.splat(0x20)));
}

function isSame(text: usize, at: usize, length: i32): bool {
  let i = 0;
  for (; i + 16 <= length; i += 16) {
    const same = i8x16.eq(v128.load(text + <usize>i), lower(v128.load(at + <usize>i)));
    if (i8x16.bitmask(same) !== 0xffff) return false;
  }
  if (i === length) return true;
  const same = i8x16.eq(v128.load(text + <usize>i), lower(v128.load(at + <usize>i)));
  return (~i8x16.bitmask(same) & ((1 << (length - i)) - 1)) === 0;
}

/** @returns whether what begins here in a JSON string is part of an escape sequence */
function isEscaped(at: usize): bool {
  let first = at;
  while (load<u8>(first - 1) === backslash) first--;
  return ((at - first) & 1) === 1;
}

/** Notes the literal if it stands at a place of the value. */
function verify(literal: usize, at: usize): void {
  if (load<u32>(literal, 4) === stamp) return;
  const length = <i32>load<u16>(literal, 12);
  const flags = <u32>load<u16>(literal, 14);
  if (at < from || at + <usize>length > to) return;
  if ((flags & head) !== 0 && at !== from) return;
  if ((flags & tail) !== 0 && at + <usize>length !== to) return;
  if (!isSame(image + load<u32>(literal, 8), at, length)) return;
  if ((flags & negated) === 0) push(load<u32>(literal));
  else if (isEscaped(at)) return;
  store<u32>(literal, stamp, 4);
}

/**
 * Verifies the entries of a chain, 8 bytes each: literal and, in the last one, the highest bit; offset of the gram and
 * 16 bits of its hash.
 */
function verifyChain(entry: usize, at: usize, hash: u32): void {
  for (let e = entry; ; e += 8) {
    const word = load<u32>(e);
    if (load<u16>(e, 6) === (hash & 0xffff))
      verify(literals + 16 * <usize>(word & 0x7fffffff), at - <usize>load<u16>(e, 4));
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
function findTied(table: usize, atEnd: bool): void {
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
        const literal = literals + 16 * <usize>(word & 0x7fffffff);
        verify(literal, atEnd ? to - <usize>load<u16>(literal, 12) : from);
      }
      if (<i32>word < 0) break;
    }
  }
}

/** Looks for literals one by one, by two neighbouring characters. */
function findSingle(table: usize, size: u32): void {
  for (let i: u32 = 0; i < size; i++) {
    const e = table + 8 * <usize>i;
    const literal = literals + 16 * <usize>load<u32>(e);
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
        if (load<u32>(literal, 4) === stamp) break;
      }
      if (load<u32>(literal, 4) === stamp) break;
    }
  }
}

/**
 * Looks at every n-th place for two to four characters that one of the literals has.
 * @param table distance of the places, bits of the filter as a power of two, buckets as a power of two, places of
 * filter and buckets, how many characters
 */
function findGrams(table: usize): void {
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

/** @returns whether an unquoted value's text is that of its bytes */
function isPlain(): bool {
  const first = load<u8>(from);
  if (first === 0x74 || first === 0x66) return true;
  let at = first === 0x2d ? from + 1 : from;
  if (to - at > 15 || (first === 0x2d && load<u8>(at) === 0x30)) return false;
  for (; at < to; at++) if (load<u8>(at) < 0x30 || load<u8>(at) > 0x39) return false;
  return true;
}

/** Finds the part's value. @returns 1: found; 0: there is none; -1: the event must be asked */
function findValue(part: usize): i32 {
  const keys = load<u32>(part, 56);
  for (let i: u32 = 0; i < keys; i++) {
    const cell = starts + 4 * <usize>load<u32>(part + 60 + 4 * <usize>i);
    const start = load<i32>(cell);
    if (start === absent) continue;
    if (start === composite) return -1;
    from = line + <usize>start + 1;
    to = line + <usize>load<i32>(cell, ends - starts);
    if (load<u8>(from - 1) === quote) return 1;
    // null
    if (load<u8>(from) === 0x6e) return keys === 1 ? 0 : -1;
    return isPlain() ? 1 : -1;
  }
  return 0;
}

function isAscii(): bool {
  let high = i8x16.splat(0);
  let at = from;
  for (; at + 16 <= to; at += 16) high = v128.or(high, v128.load(at));
  let beyond = i8x16.bitmask(high);
  for (; at < to; at++) beyond |= load<u8>(at) & 0x80;
  return beyond === 0;
}

function screenPart(part: usize, length: i32, ascii: bool): void {
  const word = load<u32>(part);
  const beyond = (word & beyondAsciiOnly) !== 0;
  if (ascii && beyond) return;
  const kind = word & 0xff;
  if (kind === ofLine) {
    from = line;
    to = line + <usize>length;
  } else {
    const state = kind === ofEvent ? -1 : findValue(part);
    if (state < 0) push(load<u32>(part, 4));
    if (state === 0) pushList(part + 12);
    if (state !== 1) return;
  }
  if (beyond && isAscii()) return;
  pushList(part + 8);
  if (from === to) pushList(part + 16);
  if (!ascii) pushList(part + 20);
  literals = image + load<u32>(part, 24);
  const heads = load<u32>(part, 32);
  if (heads !== 0) findTied(image + heads, false);
  const tails = load<u32>(part, 36);
  if (tails !== 0) findTied(image + tails, true);
  findSingle(image + load<u32>(part, 40), load<u32>(part, 44));
  const pairs = load<u32>(part, 48);
  if (pairs !== 0) findGrams(image + pairs);
  const grams = load<u32>(part, 52);
  if (grams !== 0) findGrams(image + grams);
  const absences = load<u32>(part, 28);
  for (let i: u32 = 0; i < absences; i++) {
    const literal = literals + 16 * <usize>i;
    if (load<u32>(literal, 4) !== stamp) push(load<u32>(literal));
  }
}

/**
 * Looks through the line that was scanned last.
 * @param at place of the image in memory
 * @param ascii whether the line has no characters beyond ASCII
 * @param number of the screening, unlike the last ones of the image
 * @returns how many lists and parts were found; only {@link mostFound} are kept
 */
export function screen(at: usize, length: i32, ascii: bool, number: u32): i32 {
  image = at;
  stamp = number;
  count = 0;
  const parts = load<u32>(image);
  for (let i: u32 = 0; i < parts; i++) screenPart(image + load<u32>(image + 4 + 4 * <usize>i), length, ascii);
  return count;
}
