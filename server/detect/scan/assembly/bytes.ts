// AssemblyScript. What kinds of characters the line has.

import { line } from './layout';

const backslash: u8 = 0x5c;

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
      while (first > 0 && load<u8>(line + <usize>first - 1) === backslash) first--;
      if (((last - first) & 1) === 0 && last + 1 < length) escapes = 2;
    }
  }
  let beyond = i8x16.bitmask(high);
  for (let i = limit; i < length; i++) beyond |= load<u8>(line + <usize>i) & 0x80;
  return (beyond !== 0 ? 1 : 0) | escapes;
}

/**
 * @returns whether the line has one of the letters beyond ASCII that rules may take for ASCII ones: U+0130, U+017F,
 * U+212A (C4 B0, C5 BF, E2 84 AA in UTF-8)
 */
export function hasStranger(length: i32): bool {
  for (let i = 0; i < length; i += 16) {
    const block = v128.load(line + <usize>i);
    const next = v128.load(line + <usize>i, 1);
    const two = v128.or(
      v128.and(i8x16.eq(block, i8x16.splat(<i8>0xc4)), i8x16.eq(next, i8x16.splat(<i8>0xb0))),
      v128.and(i8x16.eq(block, i8x16.splat(<i8>0xc5)), i8x16.eq(next, i8x16.splat(<i8>0xbf))),
    );
    const three = v128.and(i8x16.eq(block, i8x16.splat(<i8>0xe2)), i8x16.eq(next, i8x16.splat(<i8>0x84)));
    let mask = i8x16.bitmask(v128.or(two, three));
    for (; mask !== 0; mask &= mask - 1) {
      const at = line + <usize>(i + ctz(mask));
      const size: usize = load<u8>(at) === 0xe2 ? 3 : 2;
      if (at + size > line + <usize>length) return false;
      if (size === 2 || load<u8>(at, 2) === 0xaa) return true;
    }
  }
  return false;
}
