import { jsonPartWritings, jsonWritings } from './json-writing.js';
import type { Literal, LiteralKind } from './literal.js';

/** A text to be looked for in a value as it stands in JSON, without the case of ASCII letters. */
export interface ScreenLiteral {
  /** As JSON writes it, ASCII letters in lower case; UTF-8 read as Latin-1. Not empty. */
  text: string;
  /** Whether it must stand at the beginning of the value, or at its end. */
  head: boolean;
  tail: boolean;
  /** Rules that it makes candidates, or with `negated` its absence. */
  rules: number[];
  negated: boolean;
}

/** Characters of ASCII, in both cases, of which so many must stand side by side. */
export interface ScreenRun {
  members: string;
  least: number;
  /** Rules that it makes candidates. */
  rules: number[];
}

/** What is looked for in one slot, or in the whole line. Rules may become candidates without need, never the other way. */
export interface ScreenPart {
  /** Keys in order of preference; `event` where only the event has the value. */
  source: readonly number[] | 'line' | 'event';
  slot: number;
  /** Whether it is looked for only in values with characters beyond ASCII. */
  beyondAsciiOnly: boolean;
  literals: readonly ScreenLiteral[];
  runs: readonly ScreenRun[];
  /** Rules that are candidates where there is a text; none; the empty text. */
  withText: readonly number[];
  withoutText: readonly number[];
  empty: readonly number[];
}

/** Finds the rules that a line makes candidates by its bytes, without reading its values. */
export interface LineScreen {
  /**
   * Looks through the line that was scanned last.
   * @param candidate called with rules, some perhaps several times, and perhaps with others
   * @param slow called with slots whose values have to be read
   * @returns false when that cannot be done; nothing was called then
   */
  find(candidate: (rule: number) => void, slow: (slot: number) => void): boolean;
}

/** Characters that JSON writes as they are, whoever writes it. */
const verbatim = /^[ !#-.0-[\]-~]+$/;

/** Collects what is looked for in one slot. */
export class ScreenPartBuilder {
  readonly withText: number[] = [];
  private readonly empty: number[] = [];
  private readonly beyondAscii: number[] = [];
  private readonly literals = new Map<string, ScreenLiteral>();
  private readonly runs: ScreenRun[] = [];

  /** @param literal must stand in the value in lower case for the rule to be true */
  addPresent({ kind, text, least }: Literal, rule: number): void {
    if (kind === 'run') {
      this.addRun(text, least!, rule);
      return;
    }
    if (text === '') return void (kind === 'exact' ? this.empty : this.withText).push(rule);
    const writings = jsonWritings(text);
    for (const written of writings) this.add(kind, written, false, rule);
    if (writings.length > 0) return;
    const parts = jsonPartWritings(text);
    for (const part of parts) this.add('substring', part, false, rule);
    if (parts.length > 0) return;
    if (/[^\0-\x7f]/.test(text)) this.beyondAscii.push(rule);
    else this.withText.push(rule);
  }

  /** @param literal must not stand in the value for the rule to be true */
  addAbsent({ kind, text }: Literal, rule: number): void {
    const parts = text.split('/').map(jsonWritings);
    // Where the literal is not recognised in all its writings, the rule is asked without need: a slash is looked for
    // as it mostly stands, without a backslash.
    if (text === '' || parts.some(({ length }) => length !== 1)) this.withText.push(rule);
    else this.add(kind, parts.map(([written]) => written).join('/'), true, rule);
  }

  /** @param withoutText rules that are candidates where there is no text */
  build(source: ScreenPart['source'], slot: number, withoutText: readonly number[]): ScreenPart[] {
    const { withText, empty, beyondAscii } = this;
    const [ascii, beyond]: ScreenLiteral[][] = [[], []];
    for (const literal of this.literals.values()) (isAscii(literal) ? ascii! : beyond!).push(literal);
    const base = {
      source,
      slot,
      beyondAsciiOnly: false,
      literals: ascii!,
      runs: this.runs,
      withText,
      withoutText,
      empty,
    };
    if (beyond!.length === 0 && beyondAscii.length === 0) return [base];
    const lists = { withText: beyondAscii, withoutText: [], empty: [] };
    return [base, { source, slot, beyondAsciiOnly: true, literals: beyond!, runs: [], ...lists }];
  }

  private addRun(text: string, least: number, rule: number): void {
    if (verbatim.test(text)) this.runs.push({ members: text + text.toUpperCase(), least, rules: [rule] });
    else this.withText.push(rule);
  }

  private add(kind: LiteralKind, text: string, negated: boolean, rule: number): void {
    const key = `${kind} ${negated} ${text}`;
    const known = this.literals.get(key);
    if (known !== undefined) {
      if (known.rules.at(-1) !== rule) known.rules.push(rule);
      return;
    }
    const [head, tail] = [kind === 'exact' || kind === 'prefix', kind === 'exact' || kind === 'suffix'];
    this.literals.set(key, { text, head, tail, negated, rules: [rule] });
  }
}

/** An absent literal is reported by the part that is always looked at. */
function isAscii({ text, negated }: ScreenLiteral): boolean {
  return negated || /^[\0-\x7f]*$/.test(text);
}
