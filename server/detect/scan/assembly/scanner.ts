// AssemblyScript, compiled by `npm run build:wasm`. The same as script-finder.ts, 16 bytes at a time; what it leaves to
// its caller (keys that are not known, long keys) is rare.

import { keyOf, labelAt, lengthOf, setPrevious } from './labels';
import { composite, ends, starts } from './layout';
import { array, blank, byteAt, closingQuote, end, quote, scalar, setEnd, space } from './tokens';

/** What `scan` returns. */
const other: i32 = 0;
const flat: i32 = 1;
const unknownLabel: i32 = 2;

/** Where the line is read on. */
let at: i32 = 0;

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

/** @returns where the line is read on */
export function place(): i32 {
  return at;
}

/**
 * Begins with a line.
 * @param keyCount numbers of keys are below this
 */
export function scan(length: i32, keyCount: i32): i32 {
  setEnd(length);
  memory.fill(starts, 0xff, 4 * <usize>keyCount);
  if (length === 0 || byteAt(0) !== 0x7b) return other;
  setPrevious(0);
  at = blank(1);
  return resume();
}

/** Goes on where a label was not known. */
export function resume(): i32 {
  while (true) {
    const label = labelAt(at);
    if (label < 0) return other;
    if (label === 0) return unknownLabel;
    let i = blank(at + lengthOf(label));
    if (i >= end || byteAt(i) !== 0x3a) return other;
    i = value(keyOf(label), blank(i + 1));
    if (i < 0) return other;
    setPrevious(label);
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
