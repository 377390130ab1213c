// AssemblyScript. Recognises the keys of a line; those that are not known are left to the caller.

import { followers, keys, labelBytes, lengths, line, mostLabels, slots, spellings } from './layout';
import { backslash, byteAt, closingQuote, end, quote } from './tokens';

const slotMask: u32 = 8191;

/** The label before. */
let previous: i32 = 0;

export function setPrevious(label: i32): void {
  previous = label;
}

export function lengthOf(label: i32): i32 {
  return <i32>load<u8>(lengths + <usize>label);
}

export function keyOf(label: i32): i32 {
  return load<u16>(keys + 2 * <usize>label);
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
export function labelAt(from: i32): i32 {
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
