// AssemblyScript. Looks through the values of the scanned line for the literals of an image that screen-image.ts makes.

import { findGrams, findRuns, findSingle, findTied } from './grams';
import { absent, composite, ends, line, starts } from './layout';
import {
  begin,
  count,
  from,
  image,
  isFound,
  literalAt,
  push,
  pushList,
  setLiterals,
  setValue,
  to,
} from './literals';

const quote: u8 = 0x22;

/** Kinds of parts; see screen-image.ts. */
const ofLine: u32 = 1;
const ofEvent: u32 = 2;
const beyondAsciiOnly: u32 = 0x100;
/** Bytes of a part before its keys. */
const partBytes: usize = 64;

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
  const keys = load<u32>(part, partBytes - 4);
  for (let i: u32 = 0; i < keys; i++) {
    const cell = starts + 4 * <usize>load<u32>(part + partBytes + 4 * <usize>i);
    const start = load<i32>(cell);
    if (start === absent) continue;
    if (start === composite) return -1;
    setValue(line + <usize>start + 1, line + <usize>load<i32>(cell, ends - starts));
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
    setValue(line, line + <usize>length);
  } else {
    const state = kind === ofEvent ? -1 : findValue(part);
    if (state < 0) push(load<u32>(part, 4));
    if (state === 0) pushList(part + 12);
    if (state !== 1) return;
  }
  if (beyond && isAscii()) return;
  pushList(part + 8);
  if (from === to) pushList(part + 16);
  setLiterals(image + load<u32>(part, 20));
  const heads = load<u32>(part, 28);
  if (heads !== 0) findTied(image + heads, false);
  const tails = load<u32>(part, 32);
  if (tails !== 0) findTied(image + tails, true);
  findSingle(image + load<u32>(part, 36), load<u32>(part, 40));
  const pairs = load<u32>(part, 44);
  if (pairs !== 0) findGrams(image + pairs);
  const grams = load<u32>(part, 48);
  if (grams !== 0) findGrams(image + grams);
  findRuns(image + load<u32>(part, 52), load<u32>(part, 56));
  const absences = load<u32>(part, 24);
  for (let i: u32 = 0; i < absences; i++) {
    const literal = literalAt(i);
    if (!isFound(literal)) push(load<u32>(literal));
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
  begin(at, number);
  const parts = load<u32>(image);
  for (let i: u32 = 0; i < parts; i++) screenPart(image + load<u32>(image + 4 + 4 * <usize>i), length, ascii);
  return count;
}
