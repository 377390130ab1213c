/** Which columns the entries of a correlation have besides time and event. */
export interface Shape {
  /** Which of the correlation's rules matched: the temporal types need it. */
  rules: boolean;
  /** A number, or the hash of a text: the value types need it. */
  values: boolean;
}

/** Block sizes are powers of two. */
const classes = 32;
/** Up to so many entries, a loop is faster than `copyWithin`. */
const smallMove = 16;

/**
 * The entries of all groups of a correlation, in columns. A group has one block; freed blocks are kept in a list per
 * size, linked through their first event cell.
 */
export class EntryPool {
  /** Event times, milliseconds. */
  times: Float64Array;
  /** Numbers under which the events are kept for a match. */
  events: Uint32Array;
  rules: Uint16Array;
  values: Float64Array;
  /** Cells in use or in a free list. */
  top = 0;
  /** Cells in free lists. */
  freed = 0;
  readonly shape: Shape;
  /** First free block of each size, plus one. */
  private readonly free = new Uint32Array(classes);

  /** @param cells entries that there is room for */
  constructor(shape: Shape, cells: number) {
    this.shape = shape;
    this.times = new Float64Array(cells);
    this.events = new Uint32Array(cells);
    this.rules = new Uint16Array(shape.rules ? cells : 0);
    this.values = new Float64Array(shape.values ? cells : 0);
  }

  /** @returns bytes of one entry */
  static cellBytes(shape: Shape): number {
    return 12 + (shape.rules ? 2 : 0) + (shape.values ? 8 : 0);
  }

  /** @returns entries that there is room for */
  get capacity(): number {
    return this.times.length;
  }

  /** @returns bytes held */
  get bytes(): number {
    return this.capacity * EntryPool.cellBytes(this.shape);
  }

  /** Makes room for more entries. */
  resize(cells: number): void {
    this.times = enlarged(this.times, new Float64Array(cells), this.top);
    this.events = enlarged(this.events, new Uint32Array(cells), this.top);
    if (this.shape.rules) this.rules = enlarged(this.rules, new Uint16Array(cells), this.top);
    if (this.shape.values) this.values = enlarged(this.values, new Float64Array(cells), this.top);
  }

  /** @returns first cell of a block of 2^sizeClass cells, or -1 when there is no room */
  take(sizeClass: number): number {
    const size = 1 << sizeClass;
    const block = this.free[sizeClass]!;
    if (block !== 0) {
      this.free[sizeClass] = this.events[block - 1]!;
      this.freed -= size;
      return block - 1;
    }
    if (this.top + size > this.capacity) return -1;
    this.top += size;
    return this.top - size;
  }

  /** Frees a block. */
  give(offset: number, sizeClass: number): void {
    this.events[offset] = this.free[sizeClass]!;
    this.free[sizeClass] = offset + 1;
    this.freed += 1 << sizeClass;
  }

  /** Writes an entry. */
  write(at: number, time: number, event: number, rule: number, value: number): void {
    this.times[at] = time;
    this.events[at] = event;
    if (this.shape.rules) this.rules[at] = rule;
    if (this.shape.values) this.values[at] = value;
  }

  /** Moves entries within the pool. */
  move(to: number, from: number, length: number): void {
    if (length <= smallMove) {
      if (to < from) for (let i = 0; i < length; i++) this.copyOne(to + i, this, from + i);
      else for (let i = length - 1; i >= 0; i--) this.copyOne(to + i, this, from + i);
      return;
    }
    this.times.copyWithin(to, from, from + length);
    this.events.copyWithin(to, from, from + length);
    if (this.shape.rules) this.rules.copyWithin(to, from, from + length);
    if (this.shape.values) this.values.copyWithin(to, from, from + length);
  }

  /** Copies entries of another pool of the same shape. */
  copy(to: number, other: EntryPool, from: number, length: number): void {
    for (let i = 0; i < length; i++) this.copyOne(to + i, other, from + i);
  }

  private copyOne(to: number, other: EntryPool, from: number): void {
    this.times[to] = other.times[from]!;
    this.events[to] = other.events[from]!;
    if (this.shape.rules) this.rules[to] = other.rules[from]!;
    if (this.shape.values) this.values[to] = other.values[from]!;
  }
}

function enlarged<A extends Float64Array | Uint32Array | Uint16Array>(old: A, larger: A, used: number): A {
  larger.set(old.subarray(0, used));
  return larger;
}

/** @returns the size of a block for so many entries, as exponent of two */
export function sizeClassOf(length: number): number {
  return length <= 1 ? 0 : 32 - Math.clz32(length - 1);
}
