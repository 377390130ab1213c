import { fields, stride } from './group-record.js';

/** Share of slots in use above which the index grows. */
const maxLoad = 0.6;

/** A slot holds the record's number plus one in its lower bits and a part of the hash in the upper ones. */
const numberBits = 25;
const numberMask = 2 ** numberBits - 1;

/** Most groups that an index can hold. */
export const maxGroups = numberMask - 1;

/**
 * Finds a group's record by the 64-bit hash of its key: open addressing with linear probing. The part of the hash in
 * the slot spares most looks at records of other groups; an empty slot is 0.
 */
export class GroupIndex {
  private slots: Uint32Array;
  private scale: number;

  /** @param count groups that there is room for */
  constructor(count: number) {
    this.slots = new Uint32Array(slotsFor(count));
    this.scale = this.slots.length / 2 ** 32;
  }

  /** @returns bytes held */
  get bytes(): number {
    return this.slots.byteLength;
  }

  /** @returns whether so many groups fit */
  fits(count: number): boolean {
    return count <= this.slots.length * maxLoad;
  }

  /** @returns number of the record, or -1 */
  find(records: Uint32Array, low: number, high: number): number {
    const { slots } = this;
    const tag = high >>> numberBits;
    let slot = (low * this.scale) | 0;
    while (true) {
      const word = slots[slot]!;
      if (word === 0) return -1;
      if (word >>> numberBits === tag) {
        const group = (word & numberMask) - 1;
        const at = group * stride;
        if (records[at + fields.low] === low && records[at + fields.high] === high) return group;
      }
      if (++slot === slots.length) slot = 0;
    }
  }

  /** Enters a record that is not yet in the index; {@link fits} must hold for it. */
  insert(records: Uint32Array, group: number): void {
    const { slots } = this;
    let slot = (records[group * stride + fields.low]! * this.scale) | 0;
    while (slots[slot] !== 0) if (++slot === slots.length) slot = 0;
    slots[slot] = ((records[group * stride + fields.high]! >>> numberBits) << numberBits) | (group + 1);
  }

  /** Takes a record out; the ones behind it move up, so that no markers of deleted ones are needed. */
  remove(records: Uint32Array, group: number): void {
    const { slots } = this;
    const { length } = slots;
    let hole = (records[group * stride + fields.low]! * this.scale) | 0;
    while ((slots[hole]! & numberMask) !== group + 1) if (++hole === length) hole = 0;
    for (let slot = hole; ; ) {
      if (++slot === length) slot = 0;
      const word = slots[slot]!;
      if (word === 0) break;
      const next = (word & numberMask) - 1;
      const home = (records[next * stride + fields.low]! * this.scale) | 0;
      // How far the record is from home, and from the hole, going round.
      const fromHome = slot >= home ? slot - home : slot - home + length;
      const fromHole = slot >= hole ? slot - hole : slot - hole + length;
      if (fromHome < fromHole) continue;
      slots[hole] = word;
      hole = slot;
    }
    slots[hole] = 0;
  }
}

function slotsFor(count: number): number {
  return Math.max(8, Math.ceil((count / maxLoad) * 1.05));
}
