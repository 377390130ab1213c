import type { Event, FieldValue } from '../../contract/event.js';
import { absent, type JsonLine } from './json-line.js';
import type { Slot, TextVerdict, Verdict } from './slot.js';

/** The values of one event, or one JSON line, in a route's slots, read when first asked for. */
export class Frame {
  private readonly slots: readonly Slot[];
  private event: Event | undefined;
  private line: JsonLine | undefined;
  private readonly read: Float64Array;
  private readonly judged: Float64Array;
  private readonly values: (FieldValue | undefined)[];
  private readonly verdicts: Verdict[];
  private generation = 0;

  constructor(slots: readonly Slot[]) {
    this.slots = slots;
    this.read = new Float64Array(slots.length);
    this.judged = new Float64Array(slots.length);
    this.values = new Array(slots.length).fill(undefined);
    this.verdicts = new Array(slots.length).fill(undefined);
  }

  /** Turns to the next event. */
  begin(event: Event): void {
    this.event = event;
    this.line = undefined;
    this.generation++;
  }

  /** Turns to the next line. */
  beginLine(line: JsonLine): void {
    this.event = undefined;
    this.line = line;
    this.generation++;
  }

  /** @returns the slot's value as it stands in the event */
  value(slot: number): FieldValue | undefined {
    if (this.read[slot] !== this.generation) {
      this.read[slot] = this.generation;
      this.values[slot] = this.readValue(slot);
    }
    return this.values[slot];
  }

  /** @returns what is known of the slot's text or texts */
  verdict(slot: number): Verdict {
    if (this.judged[slot] !== this.generation) {
      this.judged[slot] = this.generation;
      const owner = this.slots[slot]!;
      this.verdicts[slot] =
        this.line === undefined ? owner.judge(this.value(slot)) : owner.judgeLine(this.line);
    }
    return this.verdicts[slot];
  }

  /** Calls `found` with the rules that the slot's value makes candidates, and perhaps with others. */
  candidates(slot: number, found: (rule: number) => void): void {
    const owner = this.slots[slot]!;
    const verdict = this.verdict(slot);
    if (verdict === undefined || (Array.isArray(verdict) && verdict.length === 0))
      each(owner.withoutText, found);
    else if (!Array.isArray(verdict)) each(owner.candidatesOf(verdict), found);
    else for (const one of verdict) each(owner.candidatesOf(one), found);
  }

  /** @returns whether the predicate holds for the slot's text, or any of its texts */
  test(slot: number, predicate: number): boolean {
    const verdict = this.verdict(slot);
    if (verdict === undefined) return false;
    const owner = this.slots[slot]!;
    if (!Array.isArray(verdict)) return owner.test(verdict, predicate);
    for (const one of verdict) if (owner.test(one, predicate)) return true;
    return false;
  }

  /** @returns whether the slots have one text each, different ones; false where that takes longer to find out */
  surelyDiffer(slot: number, other: number): boolean {
    const [a, b] = [this.keyOf(slot), this.keyOf(other)];
    return a !== undefined && b !== undefined && this.line!.surelyDiffer(a, b);
  }

  /** @returns whether the test holds between a text of one slot and one of another */
  pairs(slot: number, other: number, holds: (a: TextVerdict, b: TextVerdict) => boolean): boolean {
    const [a, b] = [this.verdict(slot), this.verdict(other)];
    if (a === undefined || b === undefined) return false;
    if (!Array.isArray(a) && !Array.isArray(b)) return holds(a, b);
    return [a].flat().some((one) => [b].flat().some((two) => holds(one, two)));
  }

  /** @returns the key of the line that has the slot's single value; undefined where there is none */
  private keyOf(slot: number): number | undefined {
    const { line } = this;
    if (line === undefined) return undefined;
    for (const key of this.slots[slot]!.keys ?? []) {
      const start = line.start(key);
      if (start !== absent) return start < 0 ? undefined : key;
    }
    return undefined;
  }

  private readValue(slot: number): FieldValue | undefined {
    const { read, keys } = this.slots[slot]!;
    const { line } = this;
    if (line === undefined) return read(this.event!);
    if (keys !== undefined) {
      // What is read from lines is text, or an array.
      const verdict = this.verdict(slot);
      if (verdict !== undefined && !Array.isArray(verdict)) return verdict.text;
      if (keys.every((key) => line.start(key) === absent)) return undefined;
    }
    return read(line.event());
  }
}

function each(rules: readonly number[], found: (rule: number) => void): void {
  for (let i = 0; i < rules.length; i++) found(rules[i]!);
}
