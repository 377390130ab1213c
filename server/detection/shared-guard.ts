import type { RuleGuard } from '../detect/rule-guard.js';
import { cell, noRule } from './cells.js';

/** What an evaluation threw. */
export interface Fault {
  rule: number;
  message: string;
}

/** Lets the main thread see which rule is being evaluated. */
export class SharedGuard implements RuleGuard {
  readonly #cells: Int32Array;
  readonly #out: Uint8Array;
  #faults: Fault[] = [];

  /**
   * @param cells see cells.ts
   * @param rules how many there are
   */
  constructor(cells: Int32Array, rules: number) {
    this.#cells = cells;
    this.#out = new Uint8Array(rules);
  }

  isOut(rule: number): boolean {
    return this.#out[rule] === 1;
  }

  begin(rule: number): void {
    Atomics.store(this.#cells, cell.rule, rule);
  }

  end(): void {
    Atomics.store(this.#cells, cell.rule, noRule);
  }

  failed(error: unknown): boolean {
    const rule = Atomics.exchange(this.#cells, cell.rule, noRule);
    if (rule === noRule) return false;
    this.setOut(rule, true);
    this.#faults.push({ rule, message: error instanceof Error ? error.message : String(error) });
    return true;
  }

  setOut(rule: number, out: boolean): void {
    this.#out[rule] = out ? 1 : 0;
  }

  /** The watchdog sees that the thread goes on. */
  step(): void {
    Atomics.add(this.#cells, cell.steps, 1);
  }

  /** @returns the faults since the last call */
  takeFaults(): Fault[] {
    const faults = this.#faults;
    if (faults.length > 0) this.#faults = [];
    return faults;
  }
}
