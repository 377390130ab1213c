import { GramScan } from './gram-scan.js';
import type { Unit } from './guard.js';
import { LiteralIndex } from './literal-index.js';
import { searchableInJson, writtenInJson } from './searchable.js';

const shortestPart = 3;
/** Regular expressions that ignore case take it for an `s`, so the index finds an `s` there that is none. */
const longS = '\u017f';

/**
 * The guards of a route's rules that lie in one slot: which rules a text makes candidates. Rules are numbered from 0;
 * the literals that must be absent have the numbers below 0.
 */
export class SlotGuards {
  private readonly index = new LiteralIndex();
  private readonly parts: { text: string; value: number }[] = [];
  /** Whether each literal that makes candidates by its presence has a part that can be looked for in JSON. */
  private searchable = true;
  /** Rules by the literal that must be absent. */
  private readonly absences: number[][] = [];
  private readonly byAbsent = new Map<string, number>();
  /** Per literal that must be absent: the scan that found it last. */
  private seen = new Float64Array(0);
  private scans = 0;
  private screen: GramScan | undefined;
  /** Rules that each text makes candidates. */
  private readonly withText: number[] = [];
  /** Rules that are candidates where the slot has no text. */
  withoutText: readonly number[] = none;

  /** @param rule is a candidate where the unit holds */
  add(unit: Unit, rule: number): void {
    if (unit.negated) this.addAbsence(unit, rule);
    else if (unit.text === '' && unit.kind !== 'exact') {
      this.index.add(unit, rule);
      this.withText.push(rule);
    } else {
      this.index.add(unit, rule);
      const text = searchableInJson(unit.text);
      if (text.length < shortestPart) this.searchable = false;
      else this.parts.push({ text, value: rule });
    }
  }

  /** To be called when all units are there. */
  complete(): void {
    this.index.complete();
    this.seen = new Float64Array(this.absences.length);
    this.withoutText = [...new Set(this.absences.flat())];
    if (this.searchable && this.parts.length > 0) this.screen = new GramScan(this.parts);
  }

  /**
   * @param lower a text in lower case
   * @returns the rules that it makes candidates, each once
   */
  find(lower: string): readonly number[] {
    const found = this.index.find(lower);
    if (this.absences.length === 0) return found;
    const rules = new Set<number>();
    this.scans++;
    const surely = !lower.includes(longS);
    for (const value of found) {
      if (value >= 0) rules.add(value);
      else if (surely) this.seen[-1 - value] = this.scans;
    }
    this.addAbsent((rule) => rules.add(rule));
    return [...rules];
  }

  /** Whether {@link scan} can be asked. */
  get scansBytes(): boolean {
    return this.screen !== undefined;
  }

  /**
   * Finds the rules that a value makes candidates where it stands in a line of JSON.
   * @param found called with those rules, some perhaps several times, and perhaps with others
   */
  scan(bytes: Uint8Array, from: number, to: number, found: (rule: number) => void): void {
    this.scans++;
    this.screen!.scan(bytes, from, to, (value, at) => {
      if (value >= 0) found(value);
      else if (!isEscaped(bytes, at)) this.seen[-1 - value] = this.scans;
    });
    for (const rule of this.withText) found(rule);
    if (this.absences.length > 0) this.addAbsent(found);
  }

  private addAbsent(found: (rule: number) => void): void {
    this.absences.forEach((rules, number) => {
      if (this.seen[number] !== this.scans) for (const rule of rules) found(rule);
    });
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
    const text = unit.kind === 'substring' ? writtenInJson(unit.text) : undefined;
    if (text !== undefined && text.length >= shortestPart) this.parts.push({ text, value: -1 - number });
  }
}

/** @returns whether what begins in a JSON string at a place is part of an escape sequence */
function isEscaped(bytes: Uint8Array, at: number): boolean {
  let first = at;
  while (bytes[first - 1] === backslash) first--;
  return (at - first) % 2 === 1;
}

const backslash = 0x5c;
const none: readonly number[] = [];
