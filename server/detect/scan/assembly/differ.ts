// AssemblyScript. Compares two values of the line.

import { ends, line, starts } from './layout';

const quote: u8 = 0x22;
const backslash: u8 = 0x5c;
const slash: u8 = 0x2f;
const hexadecimal: u8 = 0x75;
/** Added to what follows a backslash; a slash is the only character that is written with and without one. */
const escapeSequence: u32 = 0x100;

/** @returns the character without case */
function fold(character: u32): u32 {
  return character - 0x41 < 26 ? character | 0x20 : character;
}

/**
 * @param a number of a key that is present and not composite
 * @param b another one
 * @returns whether both are strings whose texts differ, whatever their case; false also where that is not certain
 */
export function differ(a: i32, b: i32): bool {
  let i = line + <usize>load<i32>(starts + 4 * <usize>a);
  let k = line + <usize>load<i32>(starts + 4 * <usize>b);
  const endOfA = line + <usize>load<i32>(ends + 4 * <usize>a);
  const endOfB = line + <usize>load<i32>(ends + 4 * <usize>b);
  if (load<u8>(i++) !== quote || load<u8>(k++) !== quote) return false;
  while (i < endOfA && k < endOfB) {
    let x = <u32>load<u8>(i++);
    let y = <u32>load<u8>(k++);
    if (x === backslash) {
      x = load<u8>(i++);
      if (x === hexadecimal) return false;
      if (x !== slash) x |= escapeSequence;
    }
    if (y === backslash) {
      y = load<u8>(k++);
      if (y === hexadecimal) return false;
      if (y !== slash) y |= escapeSequence;
    }
    if (((x | y) & 0x80) !== 0) return false;
    if (fold(x) !== fold(y)) return true;
  }
  return i < endOfA || k < endOfB;
}
