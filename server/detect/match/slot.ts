import type { FieldValue } from '../../contract/event.js';
import type { FieldReader } from './field-reader.js';
import { absent, type JsonLine } from './json-line.js';
import { RecentMap } from './recent-map.js';
import type { SlotGuards } from './slot-guards.js';
import { lowerCase, type TextTest } from './value-test.js';

/** Longer texts are mostly unique: remembering them costs memory and gains nothing. */
const longestRemembered = 2048;

/** What is known of one distinct text in one field. */
export interface TextVerdict {
  readonly text: string;
  readonly lower: string;
  /** Predicates that were asked: their numbers, doubled, plus one where they hold. */
  readonly asked: number[];
  /** Rules of the route that this text makes candidates; undefined before anybody asked. */
  candidates: readonly number[] | undefined;
}

/** One verdict for a single text, several for an array, undefined where there is no text. */
export type Verdict = TextVerdict | TextVerdict[] | undefined;

/** One field of a route: how to read it, what is asked of it, and what is known of the texts seen in it. */
export class Slot {
  readonly read: FieldReader;
  /** Keys of JSON lines that hold the field, in order of preference; undefined when only the event has it. */
  readonly keys: readonly number[] | undefined;
  /** False for the whole event's text, which is never the same twice. */
  private readonly remember: boolean;
  private readonly tests: TextTest[] = [];
  private readonly byKey = new Map<string, number>();
  private readonly texts = new RecentMap<TextVerdict>();
  private readonly tokens = new RecentMap<TextVerdict>();
  private guards: SlotGuards | undefined;

  constructor(read: FieldReader, keys: readonly number[] | undefined, remember: boolean) {
    this.read = read;
    this.keys = keys;
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
  setGuards(guards: SlotGuards | undefined): void {
    this.guards = guards;
    this.texts.clear();
    this.tokens.clear();
  }

  /** @returns what is known of a value */
  judge(value: FieldValue | undefined): Verdict {
    if (typeof value === 'string') return this.verdict(value);
    if (value === undefined || value === null) return undefined;
    return Array.isArray(value) ? this.each(value, []) : this.verdict(String(value));
  }

  /** @returns what is known of the value that the slot has in a line */
  judgeLine(line: JsonLine): Verdict {
    if (this.keys === undefined) return this.judge(this.read(line.event()));
    for (const key of this.keys) {
      const start = line.start(key);
      if (start === absent) continue;
      if (start < 0) return this.judge(this.read(line.event()));
      const token = line.token(key);
      return this.tokens.get(token) ?? this.judgeToken(token, line);
    }
    return undefined;
  }

  /** Rules of the route that are candidates where the slot has no text. */
  get withoutText(): readonly number[] {
    return this.guards?.withoutText ?? none;
  }

  /** @returns rules of the route that a text makes candidates */
  candidatesOf(verdict: TextVerdict): readonly number[] {
    verdict.candidates ??= this.guards === undefined ? none : this.guards.find(verdict.lower);
    return verdict.candidates;
  }

  /** @returns whether the predicate holds for the text */
  test(verdict: TextVerdict, predicate: number): boolean {
    const { asked } = verdict;
    for (let i = 0; i < asked.length; i++) if (asked[i]! >> 1 === predicate) return (asked[i]! & 1) === 1;
    const result = this.tests[predicate]!(verdict.text, verdict.lower);
    asked.push(2 * predicate + (result ? 1 : 0));
    return result;
  }

  private verdict(text: string): TextVerdict {
    const known = this.texts.get(text);
    if (known !== undefined) return known;
    const verdict = this.create(text);
    if (this.remember && text.length <= longestRemembered) this.texts.set(text, verdict);
    return verdict;
  }

  private judgeToken(token: string, line: JsonLine): Verdict {
    const text = line.textOf(token) ?? this.read(line.event());
    if (typeof text !== 'string') return this.judge(text);
    if (!this.remember || token.length > longestRemembered) return this.create(text);
    const verdict = this.create(text);
    this.tokens.set(token, verdict);
    return verdict;
  }

  private create(text: string): TextVerdict {
    const lower = lowerCase(text);
    return { text, lower, asked: [], candidates: undefined };
  }

  private each(values: readonly FieldValue[], found: TextVerdict[]): TextVerdict[] {
    for (const value of values) {
      if (Array.isArray(value)) this.each(value, found);
      else if (value !== null) found.push(this.verdict(String(value)));
    }
    return found;
  }
}

const none: readonly number[] = [];
