// AssemblyScript. What the scan passes over: whether the strings of the line are those of RFC 8259 section 7.

import { line } from './layout';
import { backslash, byteAt, quote, space } from './tokens';

/** @returns whether what follows a backslash makes an escape sequence; those with `u` are left to the caller */
function escapes(c: u8): bool {
  return (
    c === backslash ||
    c === quote ||
    c === 0x2f ||
    c === 0x62 ||
    c === 0x66 ||
    c === 0x6e ||
    c === 0x72 ||
    c === 0x74
  );
}

/** @returns whether the line, scanned as flat, has no control characters and no other escape sequences than short ones */
export function isStrict(length: i32): bool {
  /** Behind the escape sequence before. */
  let free = 0;
  for (let i = 0; i < length; i += 16) {
    const block = v128.load(line + <usize>i);
    const inside = length - i < 16 ? (1 << (length - i)) - 1 : 0xffff;
    if ((i8x16.bitmask(i8x16.lt_u(block, i8x16.splat(space))) & inside) !== 0) return false;
    let mask = i8x16.bitmask(i8x16.eq(block, i8x16.splat(backslash))) & inside;
    for (; mask !== 0; mask &= mask - 1) {
      const at = i + ctz(mask);
      if (at < free) continue;
      if (at + 1 >= length || !escapes(byteAt(at + 1))) return false;
      free = at + 2;
    }
  }
  return true;
}
