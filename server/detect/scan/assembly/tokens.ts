// AssemblyScript. Reads the line's punctuation and values. All places are offsets in the line.

import { line } from './layout';

export const quote: u8 = 0x22;
export const backslash: u8 = 0x5c;
export const space: u8 = 0x20;

/** Length of the line. */
export let end: i32 = 0;

export function setEnd(length: i32): void {
  end = length;
}

// @ts-expect-error: decorator
export function byteAt(i: i32): u8 {
  return load<u8>(line + <usize>i);
}

/** @returns the quote that closes the one at `from`, or -1 */
export function closingQuote(from: i32): i32 {
  for (let i = from + 1; i < end; i += 16) {
    let mask = i8x16.bitmask(i8x16.eq(v128.load(line + <usize>i), i8x16.splat(quote)));
    for (; mask !== 0; mask &= mask - 1) {
      const found = i + ctz(mask);
      if (found >= end) return -1;
      let first = found;
      while (byteAt(first - 1) === backslash) first--;
      if (((found - first) & 1) === 0) return found;
    }
  }
  return -1;
}

/** @returns behind at most so many digits */
function digits(from: i32, to: i32, most: i32): i32 {
  let i = from;
  while (i < to && i - from < most && byteAt(i) >= 0x30 && byteAt(i) <= 0x39) i++;
  return i;
}

function isNumber(from: i32, to: i32): bool {
  let i = from;
  if (byteAt(i) === 0x2d) i++;
  const whole = digits(i, to, 31);
  if (whole === i || (whole - i > 1 && byteAt(i) === 0x30)) return false;
  i = whole;
  if (i < to && byteAt(i) === 0x2e) {
    const fraction = digits(i + 1, to, 30);
    if (fraction === i + 1) return false;
    i = fraction;
  }
  if (i < to && (byteAt(i) | 0x20) === 0x65) {
    i++;
    if (i < to && (byteAt(i) === 0x2b || byteAt(i) === 0x2d)) i++;
    const exponent = digits(i, to, 3);
    if (exponent === i) return false;
    i = exponent;
  }
  return i === to;
}

/** @returns behind the number, true, false or null, or -1 */
export function scalar(from: i32): i32 {
  let i = from;
  for (; i < end; i++) {
    const c = byteAt(i);
    if (c <= space || c === 0x2c || c === 0x7d || c === 0x5d) break;
  }
  const length = i - from;
  if (length === 4) {
    const word = load<u32>(line + <usize>from);
    // true, null
    if (word === 0x65757274 || word === 0x6c6c756e) return i;
  }
  // false
  if (length === 5 && load<u32>(line + <usize>from) === 0x736c6166 && byteAt(from + 4) === 0x65) return i;
  return length > 0 && length < 64 && isNumber(from, i) ? i : -1;
}

// @ts-expect-error: decorator
export function blank(from: i32): i32 {
  let i = from;
  while (i < end && byteAt(i) === space) i++;
  return i;
}

/** @returns behind the array of strings and scalars that begins at `from`, or -1 */
export function array(from: i32): i32 {
  let i = from + 1;
  if (i < end && byteAt(i) === 0x5d) return i + 1;
  while (true) {
    i = blank(i);
    if (i >= end) return -1;
    i = byteAt(i) === quote ? closingQuote(i) + 1 : scalar(i);
    if (i <= 0) return -1;
    i = blank(i);
    if (i >= end) return -1;
    const c = byteAt(i++);
    if (c === 0x5d) return i;
    if (c !== 0x2c) return -1;
  }
}
