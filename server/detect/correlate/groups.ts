import type { Holder, MemoryBudget } from './budget.js';
import type { Shape } from './entry-pool.js';
import { maxGroups } from './group-index.js';
import { fields, stride } from './group-record.js';
import { GroupTable } from './group-table.js';

const { state } = fields;
const maxEpoch = 0xffff;

/** What a snapshot keeps of a correlation's groups besides records and entries. */
export interface GroupsClock {
  epoch: number;
  generation: number;
  /** Receipt time of the latest rotation; undefined before the first event. */
  rotated: number | undefined;
}

/**
 * The open groups of one correlation, and when they are forgotten. Every touch marks the group with the current
 * epoch; epochs tell which groups were untouched longest. A generation is the epochs between two rotations: a group
 * untouched for a whole one is forgotten.
 */
export class Groups implements Holder {
  readonly table: GroupTable;
  private latest = -1;
  private epoch = 1;
  /** First epoch of the current generation. */
  private generation = 1;
  private untilEpoch = 16;
  private rotated = Number.NEGATIVE_INFINITY;
  private readonly horizon: number;
  private readonly onEvict: (groups: number) => void;

  /**
   * @param horizon milliseconds of receipt time after which an untouched group is forgotten
   * @param onEvict called with the number of groups that were forgotten early
   */
  constructor(shape: Shape, horizon: number, budget: MemoryBudget, onEvict: (groups: number) => void) {
    this.table = new GroupTable(shape, budget);
    this.horizon = horizon;
    this.onEvict = onEvict;
    budget.register(this);
  }

  /** @returns bytes held */
  get bytes(): number {
    return this.table.bytes;
  }

  /** @returns number of the group of the hash; a new one has no entries */
  touch(low: number, high: number): number {
    if (--this.untilEpoch <= 0) this.nextEpoch();
    const { table } = this;
    let group = table.find(low, high);
    if (group < 0) {
      if (table.size === maxGroups) this.evict();
      group = table.create(low, high, 0);
    }
    const { records } = table;
    const at = group * stride + state;
    const mark = (records[at]! & 0xff0000) | this.epoch;
    if (records[at] !== mark) records[at] = mark;
    this.latest = group;
    return group;
  }

  /**
   * Lets the time go on; forgets what can only count with events that come too late.
   * @param time receipt time of an event
   */
  advance(time: number): void {
    if (time - this.rotated <= this.horizon) return;
    if (this.rotated !== Number.NEGATIVE_INFINITY) {
      this.forgetBefore(this.generation);
      this.nextEpoch();
      this.generation = this.epoch;
    }
    this.rotated = time;
  }

  /** Forgets the quarter of the groups that was untouched longest, for the sake of the memory budget. */
  evict(): void {
    const { table } = this;
    const before = table.size;
    const counts = new Uint32Array(maxEpoch + 1);
    table.each((at) => {
      counts[this.epochOf(at)]!++;
    });
    let epoch = 0;
    for (let sum = 0; sum < before / 4 && epoch < this.epoch; ) sum += counts[epoch++]!;
    const latest = this.latest * stride;
    const nothingOlder = counts[this.epoch] === before;
    table.rebuild((at) => (nothingOlder ? at === latest : this.epochOf(at) >= epoch));
    this.latest = -1;
    this.onEvict(before - table.size);
  }

  /** The state of rotation, for snapshots. */
  get clock(): GroupsClock {
    const { epoch, generation, rotated } = this;
    return { epoch, generation, rotated: rotated === Number.NEGATIVE_INFINITY ? undefined : rotated };
  }

  set clock(clock: GroupsClock) {
    this.epoch = clock.epoch;
    this.generation = clock.generation;
    this.rotated = clock.rotated ?? Number.NEGATIVE_INFINITY;
    this.untilEpoch = Math.max(16, this.table.size >>> 4);
  }

  private epochOf(at: number): number {
    return this.table.records[at + state]! & 0xffff;
  }

  private forgetBefore(epoch: number): void {
    const { table } = this;
    let count = 0;
    table.each((at) => {
      if (this.epochOf(at) < epoch) count++;
    });
    if (count * 4 > table.size) table.rebuild((at) => this.epochOf(at) >= epoch);
    else if (count > 0) {
      table.each((at) => {
        if (this.epochOf(at) < epoch) table.remove(at / stride);
      });
    }
  }

  private nextEpoch(): void {
    const { table } = this;
    this.untilEpoch = Math.max(16, table.size >>> 4);
    if (++this.epoch < maxEpoch) return;
    // Halved, the epochs keep their order; what falls together with the generation's first one stays longer.
    table.each((at) => {
      const word = table.records[at + state]!;
      table.records[at + state] = (word & 0xff0000) | ((word & 0xffff) >>> 1);
    });
    this.generation >>>= 1;
    this.epoch = (this.epoch >>> 1) + 1;
  }
}
