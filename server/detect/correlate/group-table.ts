import type { MemoryBudget } from './budget.js';
import { EntryPool, type Shape, sizeClassOf } from './entry-pool.js';
import { GroupIndex } from './group-index.js';
import { fields, freeClass, stride } from './group-record.js';
import { upperBound } from './window.js';

const { low: lowField, high: highField, offset, head, length, state } = fields;

/**
 * Groups in typed arrays: a record of six words each, found by hash, with the entries in an {@link EntryPool}. A
 * group's number holds until groups are cleared or rebuilt.
 */
export class GroupTable {
  pool: EntryPool;
  records = new Uint32Array(8 * stride);
  /** Number of open groups. */
  size = 0;
  /** Number of entries of all groups. */
  entries = 0;
  bytes = 0;
  private index = new GroupIndex(4);
  private recordTop = 0;
  private freeRecord = 0;
  private readonly budget: MemoryBudget;

  /** @param budget is told of every byte, and limits how far arrays grow ahead of need */
  constructor(shape: Shape, budget: MemoryBudget) {
    this.pool = new EntryPool(shape, 8);
    this.budget = budget;
    this.account();
  }

  /** @returns number of the group of the hash, or -1 */
  find(low: number, high: number): number {
    return this.index.find(this.records, low, high);
  }

  /** @returns number of a new group without entries, with room for 2^sizeClass of them */
  create(low: number, high: number, sizeClass: number): number {
    const block = this.block(sizeClass);
    let group = this.freeRecord - 1;
    if (group >= 0) this.freeRecord = this.records[group * stride + offset]!;
    else {
      group = this.recordTop++;
      if (this.recordTop * stride > this.records.length) {
        const larger = new Uint32Array(this.enlarged(group, 1, stride * 4) * stride);
        larger.set(this.records);
        this.records = larger;
        this.account();
      }
    }
    const { records } = this;
    const at = group * stride;
    records[at + lowField] = low;
    records[at + highField] = high;
    records[at + offset] = block;
    records[at + head] = 0;
    records[at + length] = 0;
    records[at + state] = sizeClass << 16;
    this.size++;
    if (this.index.fits(this.size)) this.index.insert(records, group);
    else this.reindex(this.size + (this.size >>> 1) + 8);
    return group;
  }

  /** @returns index of the group's first entry in the pool */
  start(group: number): number {
    return this.records[group * stride + offset]! + this.records[group * stride + head]!;
  }

  /** @returns number of the group's entries */
  length(group: number): number {
    return this.records[group * stride + length]!;
  }

  /** Adds an entry in order of time, behind all that are not newer. @returns its index in the pool */
  insert(group: number, time: number, event: number, rule: number, value: number): number {
    const at = group * stride;
    if (this.isFull(at)) this.makeRoom(at);
    const { records, pool } = this;
    const first = records[at + offset]! + records[at + head]!;
    const end = first + records[at + length]!;
    let position = end;
    if (end > first && pool.times[end - 1]! > time) {
      position = upperBound(pool.times, first, end, time);
      pool.move(position + 1, position, end - position);
    }
    pool.write(position, time, event, rule, value);
    records[at + length]!++;
    this.entries++;
    return position;
  }

  /** Forgets the oldest entries of a group. */
  dropFirst(group: number, count: number): void {
    const at = group * stride;
    this.records[at + length]! -= count;
    this.records[at + head] = this.records[at + length] === 0 ? 0 : this.records[at + head]! + count;
    this.entries -= count;
  }

  /** Forgets a group. */
  remove(group: number): void {
    const { records, pool } = this;
    const at = group * stride;
    this.index.remove(records, group);
    pool.give(records[at + offset]!, records[at + state]! >>> 16);
    this.entries -= records[at + length]!;
    this.size--;
    records[at + state] = freeClass << 16;
    records[at + offset] = this.freeRecord;
    this.freeRecord = group + 1;
  }

  /** Calls back with the place of each open group's record. */
  each(visit: (at: number) => void): void {
    for (let at = 0; at < this.recordTop * stride; at += stride) {
      if (this.records[at + state]! >>> 16 !== freeClass) visit(at);
    }
  }

  /** Forgets everything and makes room. */
  clear(groups: number, cells: number): void {
    this.pool = new EntryPool(this.pool.shape, Math.max(8, cells));
    this.records = new Uint32Array(Math.max(8, groups) * stride);
    this.index = new GroupIndex(Math.max(4, groups));
    this.size = this.entries = this.recordTop = this.freeRecord = 0;
    this.account();
  }

  /** Adds a group that has been elsewhere, with entries of another pool. */
  adopt(low: number, high: number, epoch: number, other: EntryPool, from: number, count: number): number {
    const group = this.create(low, high, sizeClassOf(count));
    const at = group * stride;
    this.pool.copy(this.records[at + offset]!, other, from, count);
    this.records[at + length] = count;
    this.records[at + state] = (this.records[at + state]! & 0xff0000) | epoch;
    this.entries += count;
    return group;
  }

  /** Copies the groups that stay into tables of the right size. */
  rebuild(stays: (at: number) => boolean): void {
    const { pool, records } = this;
    const kept: number[] = [];
    let cells = 0;
    this.each((at) => {
      if (!stays(at)) return;
      kept.push(at);
      cells += 1 << sizeClassOf(records[at + length]!);
    });
    this.clear(kept.length + (kept.length >>> 3), cells + (cells >>> 3));
    for (const at of kept) {
      const from = records[at + offset]! + records[at + head]!;
      const [low, high, epoch] = [
        records[at + lowField]!,
        records[at + highField]!,
        records[at + state]! & 0xffff,
      ];
      this.adopt(low, high, epoch, pool, from, records[at + length]!);
    }
  }

  private isFull(at: number): boolean {
    const { records } = this;
    return records[at + head]! + records[at + length]! === 1 << (records[at + state]! >>> 16);
  }

  /** Makes room at the end of the group's block: moves the entries to its front, or into a larger block. */
  private makeRoom(at: number): void {
    const sizeClass = this.records[at + state]! >>> 16;
    const target = this.records[at + head]! * 4 >= 1 << sizeClass ? -1 : this.block(sizeClass + 1);
    const { records, pool } = this;
    const block = records[at + offset]!;
    pool.move(target < 0 ? block : target, block + records[at + head]!, records[at + length]!);
    records[at + head] = 0;
    if (target < 0) return;
    pool.give(block, sizeClass);
    records[at + offset] = target;
    records[at + state]! += 1 << 16;
  }

  /** @returns a block, after compaction or growth of the pool where needed; blocks may then have moved */
  private block(sizeClass: number): number {
    const block = this.pool.take(sizeClass);
    if (block >= 0) return block;
    const need = 1 << sizeClass;
    if (this.pool.freed > need && this.pool.freed > this.pool.top >>> 2) this.compact(need);
    else {
      const cells = this.enlarged(this.pool.top, need, EntryPool.cellBytes(this.pool.shape));
      this.pool.resize(cells);
      this.account();
    }
    return this.pool.take(sizeClass);
  }

  /** Copies the blocks into a new pool without the freed ones. */
  private compact(need: number): void {
    const { pool, records } = this;
    const cells = this.enlarged(pool.top - pool.freed, need, EntryPool.cellBytes(pool.shape));
    const next = new EntryPool(pool.shape, cells);
    this.each((at) => {
      const block = next.take(records[at + state]! >>> 16);
      next.copy(
        block + records[at + head]!,
        pool,
        records[at + offset]! + records[at + head]!,
        records[at + length]!,
      );
      records[at + offset] = block;
    });
    this.pool = next;
    this.account();
  }

  private reindex(count: number): void {
    this.index = new GroupIndex(count);
    this.each((at) => this.index.insert(this.records, at / stride));
    this.account();
  }

  /** @returns the next size of an array: a half larger, an eighth when large, less where the budget ends */
  private enlarged(used: number, need: number, bytes: number): number {
    const more = used > 65_536 ? used >>> 3 : used >>> 1;
    return used + Math.max(need, 8, Math.min(more, Math.floor(this.budget.left / bytes)));
  }

  private account(): void {
    const bytes = this.pool.bytes + this.records.byteLength + this.index.bytes;
    this.budget.used += bytes - this.bytes;
    this.bytes = bytes;
  }
}
