import type { Entries } from './window.js';

/** Counters of what correlations did not count; see window.ts for their meaning. */
export interface CorrelationStats {
  late: number;
  future: number;
  ungrouped: number;
  /** Value types: the field is missing or no number. */
  valueless: number;
  evictedGroups: number;
  evictedEntries: number;
}

export interface Group {
  /** Group-by fields and their values. */
  values: Record<string, string>;
  entries: Entries;
}

/** Budget of entries that all correlations of an engine share. */
export class EntryBudget {
  used = 0;
  readonly limit: number;

  /** @param limit most entries at any time */
  constructor(limit: number) {
    this.limit = limit;
  }
}

/** The open groups of one correlation, in two generations by when they were last touched. */
export class Groups {
  private young = new Map<string, Group>();
  private old = new Map<string, Group>();
  private rotated = Number.NEGATIVE_INFINITY;
  private readonly horizon: number;
  private readonly budget: EntryBudget;
  private readonly stats: CorrelationStats;

  /** @param horizon milliseconds of receipt time after which an untouched group is forgotten */
  constructor(horizon: number, budget: EntryBudget, stats: CorrelationStats) {
    this.horizon = horizon;
    this.budget = budget;
    this.stats = stats;
  }

  /** @returns number of open groups */
  get size(): number {
    return this.young.size + this.old.size;
  }

  /** @returns the group of the key; `create` gives the values of a new one */
  touch(key: string, create: () => Record<string, string>): Group {
    let group = this.young.get(key);
    if (group !== undefined) return group;
    group = this.old.get(key);
    if (group === undefined) group = { values: create(), entries: [] };
    else this.old.delete(key);
    this.young.set(key, group);
    return group;
  }

  /** Forgets a group. */
  remove(key: string): void {
    const group = this.young.get(key) ?? this.old.get(key);
    if (group === undefined) return;
    this.budget.used -= group.entries.length;
    this.young.delete(key);
    this.old.delete(key);
  }

  /**
   * Lets the time go on; forgets what can only count with events that come too late.
   * @param time receipt time of an event
   */
  advance(time: number): void {
    if (time - this.rotated <= this.horizon) return;
    if (this.rotated !== Number.NEGATIVE_INFINITY) this.rotate();
    this.rotated = time;
  }

  /** Forgets groups untouched longest until the budget is kept. */
  shrink(): void {
    for (let round = 0; round < 2 && this.budget.used > this.budget.limit; round++) {
      this.stats.evictedGroups += this.old.size;
      this.rotate();
    }
  }

  private rotate(): void {
    for (const group of this.old.values()) this.budget.used -= group.entries.length;
    this.old = this.young;
    this.young = new Map();
  }
}
