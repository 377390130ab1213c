// AssemblyScript. Numbers the kinds of lines: which tokens they have under a few keys.

import {
  ends,
  kindBytes,
  kindKeys,
  kindRecords,
  kindSlots,
  line,
  longestKind,
  slotsOfKinds,
  starts,
} from './layout';

/** What `kind` returns. */
const unknown: i32 = -1;
const tooLong: i32 = -2;

/** Bytes of records that are in use, and how many records there are. */
let used: usize = 0;
let count: u32 = 0;
/** Of the line that was asked for last: its keys, the bytes of its record, the slot for it. */
let keys: i32 = 0;
let length: usize = 0;
let slot: u32 = 0;

/** @returns length of the key's token, or below 0: see `starts` */
function sizeOf(key: i32): i32 {
  const cell = starts + 4 * <usize>load<u32>(kindKeys + 4 * <usize>key);
  const start = load<i32>(cell);
  return start < 0 ? start : load<i32>(cell, ends - starts) - start;
}

/** @returns where the key's token stands, which is present */
function tokenOf(key: i32): usize {
  return line + <usize>load<i32>(starts + 4 * <usize>load<u32>(kindKeys + 4 * <usize>key));
}

function mix(hash: u32, word: u32): u32 {
  const product = (hash ^ word) * 0x9e3779b1;
  return product ^ (product >> 15);
}

/** @returns hash of the line's tokens; sets their length */
function hashTokens(seed: u32): u32 {
  let hash = seed;
  length = 0;
  for (let key = 0; key < keys; key++) {
    const size = sizeOf(key);
    hash = mix(hash, size);
    length += 4 + <usize>max(size, 0);
    if (size <= 0) continue;
    const token = tokenOf(key);
    let i = 0;
    for (; i + 4 <= size; i += 4) hash = mix(hash, load<u32>(token + <usize>i));
    if (i < size) hash = mix(hash, load<u32>(token + <usize>i) & ((1 << (8 * (size - i))) - 1));
  }
  return hash;
}

/** @returns whether the record, of each key the length and the token, is that of the line */
function isSame(record: usize): bool {
  let at = record;
  for (let key = 0; key < keys; key++) {
    const size = sizeOf(key);
    if (load<i32>(at) !== size) return false;
    at += 4;
    if (size <= 0) continue;
    const token = tokenOf(key);
    let i = 0;
    for (; i + 4 <= size; i += 4) if (load<u32>(at + <usize>i) !== load<u32>(token + <usize>i)) return false;
    for (; i < size; i++) if (load<u8>(at + <usize>i) !== load<u8>(token + <usize>i)) return false;
    at += <usize>size;
  }
  return true;
}

/**
 * @param keyCount how many keys there are
 * @param seed of the hash
 * @returns slot of the kind of the line that was scanned last, or one of the constants above
 */
export function kind(keyCount: i32, seed: u32): i32 {
  keys = keyCount;
  slot = hashTokens(seed) & (slotsOfKinds - 1);
  if (length > longestKind) return tooLong;
  while (true) {
    const record = load<u32>(kindSlots + 4 * <usize>slot);
    if (record === 0) return unknown;
    if (isSame(record)) return <i32>slot;
    slot = (slot + 1) & (slotsOfKinds - 1);
  }
}

/** Makes the kind known that `kind` did not find last. @returns its slot, or -1 when there is no more room */
export function addKind(): i32 {
  if (<u32>2 * ++count > slotsOfKinds || used + length > kindBytes) return -1;
  let at = kindRecords + used;
  store<u32>(kindSlots + 4 * <usize>slot, <u32>at);
  used += length;
  for (let key = 0; key < keys; key++) {
    const size = sizeOf(key);
    store<i32>(at, size);
    at += 4;
    if (size <= 0) continue;
    memory.copy(at, tokenOf(key), <usize>size);
    at += <usize>size;
  }
  return <i32>slot;
}

/** Makes all kinds unknown. */
export function forgetKinds(): void {
  memory.fill(kindSlots, 0, 4 * slotsOfKinds);
  used = 0;
  count = 0;
}
