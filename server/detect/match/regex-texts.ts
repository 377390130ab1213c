import type { Requirement } from './literal.js';

/** Shorter texts do not tell events apart. */
const shortest = 3;

/** A syntax of which no text can be told. */
class Unreadable extends Error {}

/**
 * Reads from a regular expression (RE2 syntax) what every match of it contains, by a cautious reading: characters
 * of classes, and what a quantifier may leave out, do not count.
 * @returns the texts in lower case (of `ſ`, which folds with `s`, too); undefined where nothing of three letters or
 * more is required
 */
export function requiredTexts(source: string): Requirement | undefined {
  const reader = new RegexReader(source);
  try {
    return reader.alternatives();
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

class RegexReader {
  private readonly source: string;
  private at = 0;

  constructor(source: string) {
    this.source = source;
  }

  /** Reads up to the end or the closing bracket. */
  alternatives(): Requirement | undefined {
    const of: (Requirement | undefined)[] = [this.sequence()];
    while (this.source[this.at] === '|') {
      this.at++;
      of.push(this.sequence());
    }
    const required = of.filter((one) => one !== undefined);
    if (required.length < of.length) return undefined;
    return required.length === 1 ? required[0] : { op: 'any', of: required };
  }

  private sequence(): Requirement | undefined {
    const of: Requirement[] = [];
    let run = '';
    const end = (): void => {
      if (run.length >= shortest) of.push({ op: 'literal', literal: { kind: 'substring', text: run } });
      run = '';
    };
    while (this.at < this.source.length && !'|)'.includes(this.source[this.at]!)) {
      const atom = this.atom();
      const { length, optional } = this.quantifier();
      if (typeof atom === 'string' && !optional) run += atom;
      if (typeof atom !== 'string' || length > 0) end();
      if (typeof atom === 'object' && !optional) of.push(atom);
      this.at += length;
    }
    end();
    return of.length > 1 ? { op: 'all', of } : of[0];
  }

  /** @returns a character in lower case, what a group requires, or undefined */
  private atom(): string | Requirement | undefined {
    const c = this.source[this.at++]!;
    if (c === '\\') return this.escape();
    if (c === '[') return this.class();
    if (c === '(') return this.group();
    if (c === '.' || c === '^' || c === '$') return undefined;
    if ('*+?'.includes(c) || c > '\x7f') throw new Unreadable();
    return c.toLowerCase();
  }

  private escape(): string | undefined {
    const c = this.source[this.at++];
    if (c === undefined || c > '\x7f') throw new Unreadable();
    if (!/[A-Za-z0-9]/.test(c)) return c;
    if (!/[dDwWsSbBAz]/.test(c)) throw new Unreadable();
    return undefined;
  }

  /** Reads behind the closing bracket; `]` right after `[` or `[^` is a member. */
  private class(): undefined {
    const { source } = this;
    if (source[this.at] === '^') this.at++;
    if (source[this.at] === ']') this.at++;
    while (this.at < source.length && source[this.at] !== ']') {
      const named = source.startsWith('[:', this.at) ? source.indexOf(':]', this.at) : -1;
      this.at = named > 0 ? named + 2 : this.at + (source[this.at] === '\\' ? 2 : 1);
    }
    this.at++;
  }

  private group(): Requirement | undefined {
    const head = /^\?(?:P?<\w+>|[A-Za-z-]*[:)])/.exec(this.source.slice(this.at, this.at + 64))?.[0];
    if (head === undefined && this.source[this.at] === '?') throw new Unreadable();
    this.at += head?.length ?? 0;
    if (head?.endsWith(')')) return undefined;
    const required = this.alternatives();
    if (this.source[this.at++] !== ')') throw new Unreadable();
    return required;
  }

  /** @returns how long a quantifier stands here and whether it allows none */
  private quantifier(): { length: number; optional: boolean } {
    const found = /^(?:[*+?]|\{(\d*),?\d*\})[?+]?/.exec(this.source.slice(this.at, this.at + 24));
    if (found === null) return { length: 0, optional: false };
    const least = found[1];
    const optional = least === undefined ? found[0][0] !== '+' : Number(least) === 0;
    return { length: found[0].length, optional };
  }
}
