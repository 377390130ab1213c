import type { Unit } from './guard.js';
import { LiteralIndex } from './literal-index.js';
import { type ScreenPart, ScreenPartBuilder } from './screen.js';

/** Regular expressions that ignore case take it for an `s`, so the index finds an `s` there that is none. */
const longS = '\u017f';

/**
 * The guards of a route's rules that lie in one slot: which rules a text makes candidates. Rules are numbered from 0;
 * the literals that must be absent have the numbers below 0.
 */
export class SlotGuards {
  private readonly index = new LiteralIndex();
  /** Rules by the literal that must be absent. */
  private readonly absences: number[][] = [];
  private readonly byAbsent = new Map<string, number>();
  /** Rules that are candidates where the slot has no text. */
  withoutText: readonly number[] = none;
  /** The same for texts as they stand in lines; dropped when it was asked for. */
  private part: ScreenPartBuilder | undefined = new ScreenPartBuilder();

  /** @param rule is a candidate where the unit holds */
  add(unit: Unit, rule: number): void {
    if (unit.negated) {
      this.addAbsence(unit, rule);
      this.part!.addAbsent(unit, rule);
    } else {
      this.index.add(unit, rule);
      this.part!.addPresent(unit, rule);
    }
  }

  /** To be called when all units are there. */
  complete(): void {
    this.withoutText = [...new Set(this.absences.flat())];
  }

  /**
   * @param lower a text in lower case
   * @returns the rules that it makes candidates, each once
   */
  find(lower: string): readonly number[] {
    const found = this.index.find(lower);
    if (this.absences.length === 0) return found;
    const rules = new Set<number>();
    const present = new Set<number>();
    const surely = !lower.includes(longS);
    for (const value of found) {
      if (value >= 0) rules.add(value);
      else if (surely) present.add(-1 - value);
    }
    this.absences.forEach((absent, number) => {
      if (!present.has(number)) for (const rule of absent) rules.add(rule);
    });
    return [...rules];
  }

  /** @returns what the same makes of lines; to be asked once */
  screenParts(source: ScreenPart['source'], slot: number): ScreenPart[] {
    const parts = this.part!.build(source, slot, this.withoutText);
    this.part = undefined;
    return parts;
  }

  private addAbsence(unit: Unit, rule: number): void {
    const key = `${unit.kind} ${unit.text}`;
    const known = this.byAbsent.get(key);
    if (known !== undefined) {
      this.absences[known]!.push(rule);
      return;
    }
    const number = this.absences.push([rule]) - 1;
    this.byAbsent.set(key, number);
    this.index.add(unit, -1 - number);
  }
}

const none: readonly number[] = [];
