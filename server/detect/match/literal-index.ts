import type { Literal } from './literal.js';
import { hasMembers } from './member-run.js';
import { SubstringIndex } from './substring-index.js';
import { Trie } from './trie.js';

type Values = Map<string, number[]>;

/** Finds which of many literals hold for a text, at a cost that hardly grows with their number. */
export class LiteralIndex {
  private readonly exact: Values = new Map();
  private readonly prefixes: Values = new Map();
  private readonly suffixes: Values = new Map();
  private readonly substrings: Values = new Map();
  /** Literals with characters beyond ASCII: few, and asked one by one where the text has such characters. */
  private readonly beyondAscii: { literal: Literal; value: number }[] = [];
  private readonly runs: { literal: Literal; value: number }[] = [];
  /** Literals that every text has. */
  private readonly always: number[] = [];
  private starts: Trie | undefined;
  private ends: Trie | undefined;
  private containing: SubstringIndex | undefined;
  private completed = false;
  private found: number[] = [];
  private readonly collect = (values: readonly number[]): void => {
    for (const value of values) this.found.push(value);
  };

  /**
   * Not to be called after {@link find}.
   * @param value what {@link find} returns when the literal holds
   */
  add(literal: Literal, value: number): void {
    const { kind, text } = literal;
    if (kind === 'run') this.runs.push({ literal, value });
    else if (kind === 'exact') append(this.exact, text, value);
    else if (text === '') this.always.push(value);
    else if (!isAscii(text)) this.beyondAscii.push({ literal, value });
    else
      append(
        kind === 'prefix' ? this.prefixes : kind === 'suffix' ? this.suffixes : this.substrings,
        text,
        value,
      );
  }

  /**
   * @param lower the text in lower case
   * @returns values of the literals that hold, each once
   */
  find(lower: string): readonly number[] {
    if (!this.completed) this.complete();
    this.found = [];
    if (this.exact.size > 0) this.collect(this.exact.get(lower) ?? none);
    this.starts?.scan(lower, this.collect);
    this.ends?.scan(lower, this.collect);
    this.containing?.scan(lower, this.collect);
    if (this.beyondAscii.length > 0 && !isAscii(lower)) {
      for (const { literal, value } of this.beyondAscii) if (holds(literal, lower)) this.found.push(value);
    }
    for (const { literal, value } of this.runs)
      if (hasMembers(lower, literal.text, literal.least!)) this.found.push(value);
    if (this.always.length > 0) this.collect(this.always);
    if (this.found.length === 0) return none;
    return this.found.length === 1 ? this.found : [...new Set(this.found)];
  }

  /** When the first text comes, all literals are there. */
  private complete(): void {
    this.completed = true;
    if (this.prefixes.size > 0) this.starts = new Trie(this.prefixes, false);
    if (this.suffixes.size > 0) this.ends = new Trie(this.suffixes, true);
    if (this.substrings.size > 0) this.containing = new SubstringIndex(this.substrings);
  }
}

const none: readonly number[] = [];

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

function holds({ kind, text }: Literal, lower: string): boolean {
  if (kind === 'prefix') return lower.startsWith(text);
  return kind === 'suffix' ? lower.endsWith(text) : lower.includes(text);
}

function append(map: Values, text: string, value: number): void {
  const values = map.get(text);
  if (values === undefined) map.set(text, [value]);
  else if (values.at(-1) !== value) values.push(value);
}
