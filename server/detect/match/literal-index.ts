import { Automaton } from './automaton.js';
import type { Literal } from './literal.js';

type Values = Map<string, number[]>;

/** Finds which of many literals hold for a text, at a cost that hardly grows with their number. */
export class LiteralIndex {
  private readonly exact: Values = new Map();
  /** Suffixes that are a path's last part (`\cmd.exe`), by that part. */
  private readonly lastPart: Values = new Map();
  private readonly prefixes = new Map<number, Values>();
  private readonly suffixes = new Map<number, Values>();
  private readonly substrings: Values = new Map();
  private readonly beyondAscii: Values = new Map();
  private prefixBuckets: [number, Values][] = [];
  private suffixBuckets: [number, Values][] = [];
  private automaton: Automaton | undefined;
  private size = 0;

  /** @param value what {@link find} returns when the literal holds */
  add({ kind, text }: Literal, value: number): void {
    this.size++;
    if (kind === 'exact') append(this.exact, text, value);
    else if (kind === 'suffix' && text.lastIndexOf('\\') === 0) append(this.lastPart, text, value);
    else if (kind === 'prefix') append(bucket(this.prefixes, text.length), text, value);
    else if (kind === 'suffix') append(bucket(this.suffixes, text.length), text, value);
    else append(/^[\x20-\x7e]+$/.test(text) ? this.substrings : this.beyondAscii, text, value);
  }

  /** @returns whether there are no literals */
  get empty(): boolean {
    return this.size === 0;
  }

  /** To be called when all literals are there. */
  complete(): void {
    this.prefixBuckets = [...this.prefixes];
    this.suffixBuckets = [...this.suffixes];
    this.automaton = this.substrings.size === 0 ? undefined : new Automaton(this.substrings);
  }

  /**
   * @param lower the text in lower case
   * @returns values of the literals that hold, each once
   */
  find(lower: string): readonly number[] {
    let found: Set<number> | undefined;
    const add = (values: readonly number[] | undefined): void => {
      if (values === undefined) return;
      found ??= new Set();
      for (const value of values) found.add(value);
    };
    add(this.exact.get(lower));
    if (this.lastPart.size > 0) {
      const at = lower.lastIndexOf('\\');
      if (at >= 0) add(this.lastPart.get(at === 0 ? lower : lower.slice(at)));
    }
    for (const [length, values] of this.prefixBuckets) {
      if (lower.length >= length) add(values.get(lower.slice(0, length)));
    }
    for (const [length, values] of this.suffixBuckets) {
      if (lower.length >= length) add(values.get(lower.slice(lower.length - length)));
    }
    this.automaton?.scan(lower, add);
    for (const [text, values] of this.beyondAscii) if (lower.includes(text)) add(values);
    return found === undefined ? none : [...found];
  }
}

const none: readonly number[] = [];

function append(map: Values, text: string, value: number): void {
  const values = map.get(text);
  if (values === undefined) map.set(text, [value]);
  else if (values.at(-1) !== value) values.push(value);
}

function bucket(buckets: Map<number, Values>, length: number): Values {
  const known = buckets.get(length);
  if (known !== undefined) return known;
  const fresh: Values = new Map();
  buckets.set(length, fresh);
  return fresh;
}
