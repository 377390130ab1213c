// AssemblyScript, compiled by `npm run build:wasm`. The same as script-finder.ts, 16 bytes at a time; what it leaves to
// its caller (keys that are not known, long keys) is rare. All places are offsets in the line.

import {
  composite,
  ends,
  followers,
  keys,
  labelBytes,
  lengths,
  line,
  mostLabels,
  slots,
  spellings,
  starts,
} from './layout';

const slotMask: u32 = 8191;

const quote: u8 = 0x22;
const backslash: u8 = 0x5c;
const space: u8 = 0x20;

/** What `scan` returns. */
const other: i32 = 0;
const flat: i32 = 1;
const unknownLabel: i32 = 2;

let end: i32 = 0;
/** Where the line is read on, and the label before. */
let at: i32 = 0;
let previous: i32 = 0;

// @ts-expect-error: decorator
function byteAt(i: i32): u8 {
  return load<u8>(line + <usize>i);
}

/** @returns 1: bytes beyond ASCII; 2: characters written as \u006d */
export function inspect(length: i32): i32 {
  let high = i8x16.splat(0);
  let escapes = 0;
  const limit = length & ~15;
  for (let i = 0; i < length; i += 16) {
    const block = v128.load(line + <usize>i);
    const next = v128.load(line + <usize>i, 1);
    let mask = i8x16.bitmask(
      v128.and(i8x16.eq(block, i8x16.splat(backslash)), i8x16.eq(next, i8x16.splat(0x75))),
    );
    if (i < limit) high = v128.or(high, block);
    else mask &= (1 << (length - i)) - 1;
    for (; mask !== 0; mask &= mask - 1) {
      let first = i + ctz(mask);
      const last = first;
      while (first > 0 && byteAt(first - 1) === backslash) first--;
      if (((last - first) & 1) === 0 && last + 1 < length) escapes = 2;
    }
  }
  let beyond = i8x16.bitmask(high);
  for (let i = limit; i < length; i++) beyond |= byteAt(i) & 0x80;
  return (beyond !== 0 ? 1 : 0) | escapes;
}

/** @returns the quote that closes the one at `from`, or -1 */
function closingQuote(from: i32): i32 {
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
function scalar(from: i32): i32 {
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
function blank(from: i32): i32 {
  let i = from;
  while (i < end && byteAt(i) === space) i++;
  return i;
}

/** @returns behind the array of strings and scalars that begins at `from`, or -1 */
function array(from: i32): i32 {
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

/** Notes where the key's value stands. @returns behind it, or -1 */
function value(key: i32, from: i32): i32 {
  if (from >= end) return -1;
  const cell = starts + 4 * <usize>key;
  const c = byteAt(from);
  if (c === quote) {
    const close = closingQuote(from);
    store<i32>(cell, from);
    store<i32>(cell, close, ends - starts);
    return close < 0 ? -1 : close + 1;
  }
  if (c === 0x5b) {
    store<i32>(cell, composite);
    return array(from);
  }
  const behind = scalar(from);
  store<i32>(cell, from - 1);
  store<i32>(cell, behind, ends - starts);
  return behind;
}

/** @returns whether the label stands at `from` */
function spells(label: i32, from: i32): bool {
  const length = <i32>load<u8>(lengths + <usize>label);
  const wanted = spellings + labelBytes * <usize>label;
  let i = 0;
  for (; i + 16 <= length; i += 16) {
    const same = i8x16.eq(v128.load(wanted + <usize>i), v128.load(line + <usize>(from + i)));
    if (i8x16.bitmask(same) !== 0xffff) return false;
  }
  if (i === length) return length > 0;
  const same = i8x16.eq(v128.load(wanted + <usize>i), v128.load(line + <usize>(from + i)));
  return (~i8x16.bitmask(same) & ((1 << (length - i)) - 1)) === 0;
}

// @ts-expect-error: decorator
function hashOf(at: usize, length: i32): u32 {
  let hash: u32 = 0x811c9dc5;
  for (let i = 0; i < length; i++) hash = (hash ^ load<u8>(at + <usize>i)) * 0x01000193;
  return (hash ^ (hash >> 15)) & slotMask;
}

/** @returns the label at `from`, 0 when it is not known, -1 where no plain key stands */
function labelAt(from: i32): i32 {
  const expected = <i32>load<u16>(followers + 2 * <usize>previous);
  if (spells(expected, from)) return expected;
  if (from >= end || byteAt(from) !== quote) return -1;
  const close = closingQuote(from);
  const length = close + 1 - from;
  if (close < 0 || length > <i32>labelBytes) return -1;
  for (let i = from; i < close; i++) if (byteAt(i) === backslash) return -1;
  let slot = hashOf(line + <usize>from, length);
  while (true) {
    const label = <i32>load<u16>(slots + 2 * <usize>slot);
    if (label === 0) return 0;
    if (<i32>load<u8>(lengths + <usize>label) === length && spells(label, from)) {
      store<u16>(followers + 2 * <usize>previous, <u16>label);
      return label;
    }
    slot = (slot + 1) & slotMask;
  }
}

/** Makes a label known whose spelling, length and key are in place. */
export function addLabel(label: i32): void {
  let slot = hashOf(spellings + labelBytes * <usize>label, load<u8>(lengths + <usize>label));
  while (load<u16>(slots + 2 * <usize>slot) !== 0) slot = (slot + 1) & slotMask;
  store<u16>(slots + 2 * <usize>slot, <u16>label);
}

/** Makes all labels unknown. */
export function forgetLabels(): void {
  memory.fill(followers, 0, slots + 2 * (slotMask + 1) - followers);
  memory.fill(lengths, 0, mostLabels);
  previous = 0;
}

/** @returns where the line is read on */
export function place(): i32 {
  return at;
}

/**
 * Begins with a line.
 * @param keyCount numbers of keys are below this
 */
export function scan(length: i32, keyCount: i32): i32 {
  end = length;
  memory.fill(starts, 0xff, 4 * <usize>keyCount);
  if (length === 0 || byteAt(0) !== 0x7b) return other;
  previous = 0;
  at = blank(1);
  return resume();
}

/** Goes on where a label was not known. */
export function resume(): i32 {
  while (true) {
    const label = labelAt(at);
    if (label < 0) return other;
    if (label === 0) return unknownLabel;
    let i = blank(at + <i32>load<u8>(lengths + <usize>label));
    if (i >= end || byteAt(i) !== 0x3a) return other;
    i = value(load<u16>(keys + 2 * <usize>label), blank(i + 1));
    if (i < 0) return other;
    previous = label;
    i = blank(i);
    if (i >= end) return other;
    const c = byteAt(i);
    at = blank(i + 1);
    if (c === 0x7d) return isBlankFrom(i + 1) ? flat : other;
    if (c !== 0x2c) return other;
  }
}

function isBlankFrom(from: i32): bool {
  for (let i = from; i < end; i++) if (byteAt(i) > space) return false;
  return true;
}
