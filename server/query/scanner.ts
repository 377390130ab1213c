import type { Pattern, PatternPart, Span } from './ast.js';
import { QuerySyntaxError } from './syntax-error.js';

/**
 * Characters that a backslash takes the meaning from, as it does from white space. Before any other character it
 * is a backslash: `C:\Windows`.
 */
export const special = new Set('\\*?"\'()[]{}:<>=+-!&|');
export const space = /\s/;

/** A word without quotation marks. */
export interface Word extends Span {
  pattern: Pattern;
  /** As it was written. */
  raw: string;
}

/** Reads the smallest parts of a query, from left to right. */
export class Scanner {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get ended(): boolean {
    return this.at >= this.text.length;
  }

  skipSpace(): void {
    while (!this.ended && space.test(this.text[this.at]!)) this.at++;
  }

  /** @returns whether the text goes on with this; then behind it */
  take(token: string): boolean {
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  peek(ahead = 0): string | undefined {
    return this.text[this.at + ahead];
  }

  isSpace(ahead: number): boolean {
    const c = this.peek(ahead);
    return c === undefined || space.test(c);
  }

  spanFrom(offset: number): Span {
    return { offset, length: Math.max(1, this.at - offset) };
  }

  /** @returns the text between the quotation marks, the first of which is next; `\"` and `\\` are characters */
  quoted(): string {
    const start = this.at++;
    let value = '';
    while (!this.ended) {
      const c = this.text[this.at++]!;
      if (c === '"') return value;
      const next = this.peek();
      if (c === '\\' && (next === '"' || next === '\\')) {
        value += next;
        this.at++;
      } else value += c;
    }
    throw new QuerySyntaxError('quote_open', { offset: start, length: 1 });
  }

  /**
   * Reads a word: up to white space, one of the ends, or a bracket that closes what the word has not opened.
   * @param ends further characters that end it
   * @param keywords a word that ends before an opening bracket when it is one of these
   */
  word(ends: string, keywords: ReadonlySet<string> = new Set()): Word {
    const offset = this.at;
    const parts: PatternPart[] = [];
    let piece = '';
    let open = 0;
    while (!this.ended) {
      const c = this.text[this.at]!;
      if (space.test(c) || ends.includes(c) || (c === ')' && open === 0)) break;
      if (c === '(' && keywords.has(this.text.slice(offset, this.at).toLowerCase())) break;
      this.at++;
      const next = this.peek();
      if (c === '\\' && next !== undefined && (special.has(next) || space.test(next))) {
        piece += next;
        this.at++;
      } else if (c === '*' || c === '?') {
        if (piece !== '') parts.push(piece);
        piece = '';
        parts.push({ wildcard: c });
      } else {
        if (c === '(') open++;
        if (c === ')') open--;
        piece += c;
      }
    }
    if (piece !== '') parts.push(piece);
    return {
      offset,
      length: this.at - offset,
      pattern: merged(parts),
      raw: this.text.slice(offset, this.at),
    };
  }
}

/** @returns the same pattern without a `*` behind another: it adds nothing */
export function merged(parts: readonly PatternPart[]): Pattern {
  const result: PatternPart[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (typeof part === 'string' && typeof last === 'string') result[result.length - 1] = last + part;
    else if (!(isStar(part) && isStar(last))) result.push(part);
  }
  return result;
}

/** @returns whether the part stands for any characters */
export function isStar(part: PatternPart | undefined): boolean {
  return typeof part === 'object' && part.wildcard === '*';
}
