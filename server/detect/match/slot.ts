import type { Event, FieldValue } from '../../contract/event.js';
import type { FieldReader } from './field-reader.js';
import type { LiteralIndex } from './literal-index.js';
import { lowerCase, type TextTest } from './value-test.js';

/** Longer texts are mostly unique: remembering them costs memory and gains nothing. */
const longestRemembered = 2048;
/** Values per generation; two generations are kept. */
const generationSize = 8192;

/** What is known of one distinct text in one field. */
export interface TextVerdict {
  readonly text: string;
  readonly lower: string;
  /** Per predicate of the slot: 0 unknown, 1 true, 2 false. */
  memo: Uint8Array;
  /** Rules of the route that this text makes candidates. */
  readonly candidates: readonly number[];
}

/** One field of a route: how to read it, what is asked of it, and what is known of the texts seen in it. */
export class Slot {
  readonly read: FieldReader;
  /** False for the whole event's text, which is never the same twice. */
  private readonly remember: boolean;
  private readonly tests: TextTest[] = [];
  private readonly byKey = new Map<string, number>();
  private young = new Map<string, TextVerdict>();
  private old = new Map<string, TextVerdict>();
  private index: LiteralIndex | undefined;

  constructor(read: FieldReader, remember: boolean) {
    this.read = read;
    this.remember = remember;
  }

  /** @returns number of the predicate; equal keys share one */
  addPredicate(key: string, compile: () => TextTest): number {
    const known = this.byKey.get(key);
    if (known !== undefined) return known;
    this.byKey.set(key, this.tests.length);
    return this.tests.push(compile()) - 1;
  }

  /** Sets what finds the rules that a text makes candidates; forgets what was known before. */
  setIndex(index: LiteralIndex | undefined): void {
    this.index = index;
    this.young = new Map();
    this.old = new Map();
  }

  /** @returns what is known of a text */
  verdict(text: string): TextVerdict {
    const known = this.young.get(text);
    if (known !== undefined) return known;
    return this.promote(text) ?? this.create(text);
  }

  /** @returns whether the predicate holds for the text */
  test(verdict: TextVerdict, predicate: number): boolean {
    const known = verdict.memo[predicate];
    if (known !== 0 && known !== undefined) return known === 1;
    const result = this.tests[predicate]!(verdict.text, verdict.lower);
    if (verdict.memo.length === 0) verdict.memo = new Uint8Array(this.tests.length);
    verdict.memo[predicate] = result ? 1 : 2;
    return result;
  }

  private promote(text: string): TextVerdict | undefined {
    const known = this.old.get(text);
    if (known !== undefined) this.store(text, known);
    return known;
  }

  private create(text: string): TextVerdict {
    const lower = lowerCase(text);
    const candidates = this.index === undefined ? none : this.index.find(lower);
    const verdict: TextVerdict = { text, lower, memo: empty, candidates };
    if (this.remember && text.length <= longestRemembered) this.store(text, verdict);
    return verdict;
  }

  private store(text: string, verdict: TextVerdict): void {
    if (this.young.size >= generationSize) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(text, verdict);
  }
}

const none: readonly number[] = [];
const empty = new Uint8Array(0);

/** The values of one event in a route's slots, read when first asked for. */
export class Frame {
  event!: Event;
  private readonly slots: readonly Slot[];
  private readonly read: Uint32Array;
  private readonly judged: Uint32Array;
  private readonly values: (FieldValue | undefined)[];
  /** One verdict for a single text, several for an array, undefined where there is no text. */
  private readonly verdicts: (TextVerdict | TextVerdict[] | undefined)[];
  private generation = 0;

  constructor(slots: readonly Slot[]) {
    this.slots = slots;
    this.read = new Uint32Array(slots.length);
    this.judged = new Uint32Array(slots.length);
    this.values = new Array(slots.length).fill(undefined);
    this.verdicts = new Array(slots.length).fill(undefined);
  }

  /** Turns to the next event. */
  begin(event: Event): void {
    this.event = event;
    this.generation++;
    if (this.generation <= 0xffffffff) return;
    this.read.fill(0);
    this.judged.fill(0);
    this.generation = 1;
  }

  /** @returns the slot's value as it stands in the event */
  value(slot: number): FieldValue | undefined {
    if (this.read[slot] !== this.generation) {
      this.read[slot] = this.generation;
      this.values[slot] = this.slots[slot]!.read(this.event);
    }
    return this.values[slot];
  }

  /** @returns what is known of the slot's text or texts */
  verdict(slot: number): TextVerdict | TextVerdict[] | undefined {
    if (this.judged[slot] !== this.generation) {
      this.judged[slot] = this.generation;
      this.verdicts[slot] = judge(this.slots[slot]!, this.value(slot));
    }
    return this.verdicts[slot];
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
}

function judge(slot: Slot, value: FieldValue | undefined): TextVerdict | TextVerdict[] | undefined {
  if (typeof value === 'string') return slot.verdict(value);
  if (value === undefined || value === null) return undefined;
  return Array.isArray(value) ? arrayVerdicts(slot, value, []) : slot.verdict(String(value));
}

function arrayVerdicts(slot: Slot, values: readonly FieldValue[], found: TextVerdict[]): TextVerdict[] {
  for (const value of values) {
    if (Array.isArray(value)) arrayVerdicts(slot, value, found);
    else if (value !== null) found.push(slot.verdict(String(value)));
  }
  return found;
}
