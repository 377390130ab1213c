// AssemblyScript. Compares the value with the literals of an image; collects what is found.

import { found, mostFound } from './layout';

const backslash: u8 = 0x5c;

/** Flags of a literal. */
const head: u32 = 1;
const tail: u32 = 2;
const negated: u32 = 4;

/** Beginning of the image. */
export let image: usize = 0;
/** Number of this screening: a literal's stamp tells whether it was found already. */
let stamp: u32 = 0;
/** Beginning of its literals' records of the part, 16 bytes each: list, stamp, place of the text, length and flags. */
let literals: usize = 0;
/** The value. */
export let from: usize = 0;
export let to: usize = 0;
export let count: i32 = 0;

export function begin(at: usize, number: u32): void {
  image = at;
  stamp = number;
  count = 0;
}

export function setValue(start: usize, end: usize): void {
  from = start;
  to = end;
}

export function setLiterals(records: usize): void {
  literals = records;
}

export function literalAt(number: u32): usize {
  return literals + 16 * <usize>number;
}

export function isFound(literal: usize): bool {
  return load<u32>(literal, 4) === stamp;
}

export function push(what: u32): void {
  if (count < <i32>mostFound) store<u32>(found + 4 * <usize>count, what);
  count++;
}

/** Adds a list whose number plus one stands in a word; 0 is none. */
export function pushList(word: usize): void {
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
export function verify(literal: usize, at: usize): void {
  if (isFound(literal)) return;
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
