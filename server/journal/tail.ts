/** The frames of one group commit, as they were written. */
export interface Group {
  start: number;
  end: number;
  frames: Buffer;
}

/** The newest groups in memory, so that a reader that keeps up needs no disk. Bounded by bytes. */
export class MemoryTail {
  readonly #limit: number;
  #groups: Group[] = [];
  #bytes = 0;

  /** @param limit bytes to hold at most; the newest group stays whatever its size */
  constructor(limit: number) {
    this.#limit = limit;
  }

  push(group: Group): void {
    this.#groups.push(group);
    this.#bytes += group.frames.length;
    while (this.#bytes > this.#limit && this.#groups.length > 1) {
      this.#bytes -= this.#groups.shift()!.frames.length;
    }
  }

  /** @returns the group that holds a position, if it is still in memory */
  find(position: number): Group | undefined {
    let low = 0;
    let high = this.#groups.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const group = this.#groups[middle]!;
      if (position < group.start) high = middle - 1;
      else if (position >= group.end) low = middle + 1;
      else return group;
    }
    return undefined;
  }
}
