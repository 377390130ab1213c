import type { Place } from '../problems.js';
import { resolvePlain } from './core-schema.js';
import { closingQuote, unquote } from './quoted.js';
import type { Entry, Node, ScalarNode } from './tree.js';
import { unusual } from './unusual.js';

/** Where a line of a text is. */
export interface Line {
  text: string;
  /** 1-based. */
  number: number;
  start: number;
  end: number;
}

const maxDepth = 10;
const maxEntries = 1000;
const space = 0x20;
/** What a plain scalar can begin with, and what it can hold besides colons before other characters and spaces. */
const begin = /[^-?:,[\]{}#&*!|>'"%@`\s]/;
const within = /[^,[\]{}#\n]/;

/**
 * Reads a list `[a, b]` or map `{ a: b }` that ends in its line.
 * @param at the opening bracket
 * @returns the node, and where the line goes on
 * @throws unusual
 */
export function readFlow(line: Line, at: number): { node: Node; end: number } {
  const reader = new FlowReader(line, at);
  const node = reader.collection(0);
  return { node, end: reader.at };
}

class FlowReader {
  at: number;
  private readonly line: Line;
  private entries = 0;

  constructor(line: Line, at: number) {
    this.line = line;
    this.at = at;
  }

  collection(depth: number): Node {
    if (depth > maxDepth) throw unusual;
    const place = this.place();
    return this.take('[')
      ? { kind: 'list', place, items: this.parts(']', () => this.node(depth)) }
      : { kind: 'map', place, entries: this.map(depth) };
  }

  private map(depth: number): Entry[] {
    this.expect('{');
    const names = new Set<string>();
    return this.parts('}', () => {
      const place = this.place();
      const { text: key, value, plain } = this.scalar();
      if (names.has(key) || key === '<<' || (plain && value !== key) || !this.take(': ')) throw unusual;
      names.add(key);
      this.skipSpaces();
      return { key, place, value: this.node(depth) };
    });
  }

  /** Reads what stands between commas up to the closing bracket. */
  private parts<T>(close: string, read: () => T): T[] {
    const parts: T[] = [];
    this.skipSpaces();
    if (this.take(close)) return parts;
    while (true) {
      if (++this.entries > maxEntries) throw unusual;
      parts.push(read());
      this.skipSpaces();
      if (this.take(close)) return parts;
      this.expect(',');
      this.skipSpaces();
    }
  }

  private node(depth: number): Node {
    const c = this.line.text[this.at];
    return c === '[' || c === '{' ? this.collection(depth + 1) : this.scalar();
  }

  private scalar(): ScalarNode {
    const { text, end } = this.line;
    const { at } = this;
    const place = this.place();
    const c = text[at];
    if (c === "'" || c === '"') {
      const close = closingQuote(text, at, end);
      this.at = close + 1;
      const value = unquote(text, at, close);
      return { kind: 'scalar', place, value, text: value, plain: false };
    }
    this.at = this.plainEnd(at);
    const written = text.slice(at, this.at);
    if (written === '<<') throw unusual;
    return { kind: 'scalar', place, value: resolvePlain(written), text: written, plain: true };
  }

  private plainEnd(from: number): number {
    const { text, end } = this.line;
    if (from >= end || !begin.test(text[from]!)) throw unusual;
    let at = from + 1;
    let last = at;
    while (at < end && within.test(text[at]!) && !(text[at] === ':' && !/[^\s,[\]{}]/.test(text[at + 1]!))) {
      if (text.charCodeAt(at++) !== space) last = at;
    }
    return last;
  }

  private skipSpaces(): void {
    while (this.line.text.charCodeAt(this.at) === space) this.at++;
  }

  /** @returns whether these characters come next; they then are passed */
  private take(characters: string): boolean {
    if (!this.line.text.startsWith(characters, this.at)) return false;
    this.at += characters.length;
    return true;
  }

  private expect(character: string): void {
    if (!this.take(character)) throw unusual;
  }

  private place(): Place {
    return { line: this.line.number, column: this.at - this.line.start + 1 };
  }
}
