import type { Place } from '../problems.js';
import { Anchors, anchorAt } from './anchors.js';
import { isBlockScalar, isFlow, isQuote, withoutSpaces } from './beginnings.js';
import { readBlockScalar } from './block-scalar.js';
import { resolvePlain } from './core-schema.js';
import { readFlow } from './flow-style.js';
import { closingQuote, unquote } from './quoted.js';
import type { Entry, Node, ScalarNode } from './tree.js';
import { unusual } from './unusual.js';

/** Far below the limits of the full parser, which reports what is beyond them. */
const maxDepth = 20;
const maxNodes = 50_000;
const maxKey = 512;

/** Control characters but line feeds, and byte order marks. */
const control = /[^\P{Cc}\n]|\ufeff/u;
/** What a plain scalar cannot begin with (YAML 1.2.2, 7.3.3). */
const indicator = /^(?:[,[\]{}#&*!|>'"%@`]|[-?:](?: |$))/m;
/** Stricter, for keys. */
const keyIndicator = /[-?:,[\]{}#&*!|>'"%@`]/;

const [space, hash, colon, dash] = [0x20, 0x23, 0x3a, 0x2d];

/**
 * Reads YAML as rules are written: block maps and lists, scalars and flow collections within a line, literal and
 * folded texts, comments, several documents. That is nearly every rule, and many times faster than the full parser.
 * @param text content of the file
 * @returns exactly what the full parser makes of it, or undefined where the text uses anything else or is wrong
 */
export function readBlockStyle(text: string): { root: Node; number: number }[] | undefined {
  if (control.test(text)) return undefined;
  try {
    return new BlockReader(text).documents();
  } catch (error) {
    if (error !== unusual) throw error;
    return undefined;
  }
}

class BlockReader {
  private readonly text: string;
  /** 1-based number of the line that is read. */
  private line = 0;
  private lineStart = 0;
  private lineEnd = -1;
  /** Spaces before the content of the line; -1 behind the last line of a document. */
  private indent = -1;
  private at = 0;
  private atMarker = false;
  private nodes = 0;
  private anchors = new Anchors();

  constructor(text: string) {
    this.text = text;
  }

  documents(): { root: Node; number: number }[] {
    const roots: { root: Node; number: number }[] = [];
    this.next();
    if (this.atMarker) this.next();
    for (let number = 1; ; number++) {
      this.anchors = new Anchors();
      if (this.indent > 0) throw unusual;
      if (this.indent === 0) roots.push({ root: this.map(0, 0), number });
      if (this.indent >= 0) throw unusual;
      if (!this.atMarker) return roots;
      this.next();
    }
  }

  /** Goes to the next line with content. */
  private next(): void {
    const { text } = this;
    let start = this.lineEnd + 1;
    this.atMarker = false;
    while (start < text.length) {
      this.line++;
      let at = start;
      while (text.charCodeAt(at) === space) at++;
      const feed = text.indexOf('\n', at);
      const end = feed < 0 ? text.length : feed;
      if (at < end && text.charCodeAt(at) !== hash) {
        this.enter(start, at, end);
        return;
      }
      start = end + 1;
    }
    this.lineEnd = text.length;
    this.indent = -1;
  }

  private enter(start: number, at: number, end: number): void {
    this.lineStart = start;
    this.lineEnd = end;
    this.at = at;
    this.indent = at - start;
    if (this.indent > 0 || (!this.text.startsWith('---', at) && !this.text.startsWith('...', at))) return;
    if (end - at !== 3 || this.text.charCodeAt(at) !== dash) throw unusual;
    this.atMarker = true;
    this.indent = -1;
  }

  private place(at: number): Place {
    return { line: this.line, column: at - this.lineStart + 1 };
  }

  private count(depth: number): void {
    if (depth > maxDepth || ++this.nodes > maxNodes) throw unusual;
  }

  /** @param indent column of its keys; the reader stands before the first one */
  private map(indent: number, depth: number): Node {
    this.count(depth);
    const place = this.place(this.at);
    const entries: Entry[] = [];
    while (this.indent === indent) {
      const start = this.place(this.at);
      const key = this.key();
      if (entries.some((entry) => entry.key === key)) throw unusual;
      entries.push({ key, place: start, value: this.value(indent, depth + 1, true) });
    }
    if (this.indent > indent) throw unusual;
    return { kind: 'map', place, entries };
  }

  /** Reads a key and its colon. */
  private key(): string {
    const { text, at } = this;
    const quoted = isQuote(text, at);
    if (!quoted && keyIndicator.test(text[at]!)) throw unusual;
    const end = quoted ? closingQuote(text, at, this.lineEnd) + 1 : this.plainEnd(at);
    if (text.charCodeAt(end) !== colon || end - at > maxKey) throw unusual;
    const after = end + 1;
    if (after < this.lineEnd && text.charCodeAt(after) !== space) throw unusual;
    const key = quoted ? unquote(text, at, end - 1) : text.slice(at, end);
    if (key === '<<' || (!quoted && (key.endsWith(' ') || resolvePlain(key) !== key))) throw unusual;
    this.at = after;
    return key;
  }

  /**
   * @param indent of the collection that the value is in
   * @param listed whether a list may begin in the same column: below a key it may
   */
  private value(indent: number, depth: number, listed: boolean): Node {
    const { text, lineEnd } = this;
    while (this.at < lineEnd && text.charCodeAt(this.at) === space) this.at++;
    const anchor = anchorAt(text, this.at, lineEnd);
    if (anchor !== undefined) this.at = lineEnd;
    if (this.at < lineEnd && text.charCodeAt(this.at) !== hash) return this.content(indent, depth);
    const before = this.nodes;
    const node = this.below(indent, depth, listed);
    if (anchor !== undefined) this.anchors.set(anchor, node, this.nodes - before);
    return node;
  }

  /** Reads a value that begins in the next line. */
  private below(indent: number, depth: number, listed: boolean): Node {
    this.next();
    const same = listed && this.indent === indent && this.isItem();
    if (this.indent <= indent && !same) throw unusual;
    if (isFlow(this.text, this.at)) return this.content(indent, depth);
    return this.isItem() ? this.list(this.indent, depth) : this.map(this.indent, depth);
  }

  private isItem(): boolean {
    const { text, at } = this;
    return text.charCodeAt(at) === dash && (at + 1 === this.lineEnd || text.charCodeAt(at + 1) === space);
  }

  private list(indent: number, depth: number): Node {
    this.count(depth);
    const place = this.place(this.at);
    const items: Node[] = [];
    while (this.indent === indent && this.isItem()) items.push(this.item(indent, depth + 1));
    if (this.indent > indent) throw unusual;
    return { kind: 'list', place, items };
  }

  private item(indent: number, depth: number): Node {
    const { text, lineEnd } = this;
    this.at++;
    while (this.at < lineEnd && text.charCodeAt(this.at) === space) this.at++;
    if (this.at === lineEnd || text.charCodeAt(this.at) === hash || !this.isKey()) {
      return this.value(indent, depth, false);
    }
    this.indent = this.at - this.lineStart;
    return this.map(this.indent, depth);
  }

  private isKey(): boolean {
    const { text, at } = this;
    if (isQuote(text, at)) return text.charCodeAt(closingQuote(text, at, this.lineEnd) + 1) === colon;
    if (isBlockScalar(text, at) || isFlow(text, at)) return false;
    return text.charCodeAt(this.plainEnd(at)) === colon;
  }

  /** @returns end of the plain scalar at a place: at a colon that makes it a key, before a comment or the line's end */
  private plainEnd(at: number): number {
    const { text, lineEnd } = this;
    for (let i = at; i < lineEnd; i++) {
      const c = text.charCodeAt(i);
      if (c === colon && (i + 1 === lineEnd || text.charCodeAt(i + 1) === space)) return i;
      if (c === hash && text.charCodeAt(i - 1) === space) return i;
    }
    return lineEnd;
  }

  /** Reads a value that begins in the line of its key or dash. */
  private content(indent: number, depth: number): Node {
    this.count(depth);
    const { text, at, line, lineStart, lineEnd } = this;
    if (text[at] === '*') return this.alias(depth);
    if (!isFlow(text, at)) return this.scalar(indent);
    const { node, end } = readFlow({ text, number: line, start: lineStart, end: lineEnd }, at);
    this.expectEnd(end);
    this.next();
    return node;
  }

  private alias(depth: number): Node {
    const place = this.place(this.at);
    const { node, nodes, end } = this.anchors.read(this.text, this.at, this.lineEnd, depth);
    this.nodes += nodes;
    this.count(depth);
    this.expectEnd(end);
    this.next();
    return { ...node, place };
  }

  private scalar(indent: number): ScalarNode {
    const { text, at } = this;
    const place = this.place(at);
    if (isBlockScalar(text, at)) return this.blockScalar(indent, place);
    if (isQuote(text, at)) {
      const end = closingQuote(text, at, this.lineEnd);
      this.expectEnd(end + 1);
      const value = unquote(text, at, end);
      this.next();
      return { kind: 'scalar', place, value, text: value, plain: false };
    }
    const written = this.plainText(indent);
    return { kind: 'scalar', place, value: resolvePlain(written), text: written, plain: true };
  }

  private plainText(indent: number): string {
    const { text, at } = this;
    if (indicator.test(text.slice(at, at + 2))) throw unusual;
    const end = this.plainEnd(at);
    if (text.charCodeAt(end) === colon && end < this.lineEnd) throw unusual;
    let written = withoutSpaces(text, at, end);
    let line = this.line;
    const open = end === this.lineEnd;
    this.next();
    // A scalar goes on in lines that are indented deeper; line feeds become spaces (YAML 1.2.2, 7.3.3).
    while (this.indent > indent) {
      if (!open || this.line !== ++line || this.plainEnd(this.at) !== this.lineEnd) throw unusual;
      written += ` ${withoutSpaces(text, this.at, this.lineEnd)}`;
      this.next();
    }
    return written;
  }

  private blockScalar(indent: number, place: Place): ScalarNode {
    const header = this.text.slice(this.at, this.lineEnd);
    if (!/^[|>]-?$/.test(header)) throw unusual;
    const { value, end, lines } = readBlockScalar(this.text, this.lineEnd + 1, indent, header);
    this.line += lines;
    this.lineEnd = end - 1;
    this.next();
    return { kind: 'scalar', place, value, text: value, plain: false };
  }

  /** Nothing but a comment may follow. */
  private expectEnd(from: number): void {
    const { text, lineEnd } = this;
    let at = from;
    while (at < lineEnd && text.charCodeAt(at) === space) at++;
    if (at < lineEnd && (at === from || text.charCodeAt(at) !== hash)) throw unusual;
  }
}
