// AssemblyScript. Numbers the kinds of lines: which tokens they have under a few keys.

import {
  ends,
  kindBytes,
  kindKeys,
  kindRecords,
  kindSlots,
  kindTokens,
  line,
  longestKind,
  slotsOfKinds,
  starts,
} from './layout';

/** What `kind` returns. */
const unknown: i32 = -1;
const tooLong: i32 = -2;

/** Beside each record lies its length. */
const head: usize = 4;
let used: usize = 0;
let count: u32 = 0;
/** Of the tokens read last: their length, and the slot for them. */
let length: usize = 0;
let slot: u32 = 0;

/** Copies the tokens of the line, a length before each. @returns whether there was room */
function readTokens(keys: i32): bool {
  let end = kindTokens;
  const limit = kindTokens + longestKind - 8;
  for (let i = 0; i < keys; i++) {
    const cell = starts + 4 * <usize>load<u32>(kindKeys + 4 * <usize>i);
    const start = load<i32>(cell);
    const size = start < 0 ? start : load<i32>(cell, ends - starts) - start;
    if (end + 4 + <usize>max(size, 0) > limit) return false;
    store<i32>(end, size);
    end += 4;
    if (size <= 0) continue;
    memory.copy(end, line + <usize>start, <usize>size);
    end += <usize>size;
  }
  store<u32>(end, 0);
  length = (end - kindTokens + 3) & ~3;
  return true;
}

function isSame(record: usize): bool {
  if (load<u32>(record) !== <u32>length) return false;
  for (let i: usize = 0; i < length; i += 4)
    if (load<u32>(record + head + i) !== load<u32>(kindTokens + i)) return false;
  return true;
}

/**
 * @param keys how many keys there are
 * @param seed of the hash
 * @returns slot of the kind of the line that was scanned last, or one of the constants above
 */
export function kind(keys: i32, seed: u32): i32 {
  if (!readTokens(keys)) return tooLong;
  let hash = seed;
  for (let i: usize = 0; i < length; i += 4) {
    hash = (hash ^ load<u32>(kindTokens + i)) * 0x9e3779b1;
    hash ^= hash >> 15;
  }
  slot = hash & (slotsOfKinds - 1);
  while (true) {
    const record = load<u32>(kindSlots + 4 * <usize>slot);
    if (record === 0) return unknown;
    if (isSame(record)) return <i32>slot;
    slot = (slot + 1) & (slotsOfKinds - 1);
  }
}

/** Makes the kind known that `kind` did not find last. @returns its slot, or -1 when there is no more room */
export function addKind(): i32 {
  if (<u32>2 * ++count > slotsOfKinds || used + head + length > kindBytes) return -1;
  const record = kindRecords + used;
  store<u32>(record, <u32>length);
  memory.copy(record + head, kindTokens, length);
  store<u32>(kindSlots + 4 * <usize>slot, <u32>record);
  used += head + length;
  return <i32>slot;
}

/** Makes all kinds unknown. */
export function forgetKinds(): void {
  memory.fill(kindSlots, 0, 4 * slotsOfKinds);
  used = 0;
  count = 0;
}
