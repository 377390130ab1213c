import { isAscii, isUtf8 } from 'node:buffer';
import { absent, composite } from '../match/json-line.js';
import { hasStranger, hasUnicodeEscape } from '../match/searchable.js';
import { KeyTable } from './key-table.js';
import { latin1Of } from './latin1.js';
import type { ValueFinder } from './value-finder.js';

const quote = 0x22;
const comma = 0x2c;
const backslash = 0x5c;
const space = 0x20;

/** Records must not fill the memory. */
const [longestKind, mostKinds] = [1024, 4096];

/** What a value that is no string may be; everything else is left to `JSON.parse`. */
const scalar = /^(?:true|false|null|-?(?:0|[1-9]\d{0,30})(?:\.\d{1,30})?(?:[eE][-+]?\d{1,3})?)$/;

/** Of a Latin-1 reading. */
const control = /[^ -\xff]/;
/** RFC 8259 section 7, without `u`. */
const shortEscapes = [...'"\\/bfnrt'];

/**
 * The value finder where WebAssembly is not available, and what that is tested against.
 *
 * Control characters and wrong escapes inside strings that nobody asks for are not noticed.
 */
export class ScriptFinder implements ValueFinder {
  ascii = true;
  private readonly keys = new KeyTable();
  private bytes: Buffer = Buffer.alloc(0);
  /** The line's bytes as characters. */
  private text = '';
  private line = 0;
  private seen = new Float64Array(64);
  private starts = new Int32Array(64);
  private ends = new Int32Array(64);
  private kinds = new Map<string, number>();
  private lastKind = 0;

  get escaped(): boolean {
    return hasUnicodeEscape(this.bytes);
  }

  get foldsAsAscii(): boolean {
    return this.ascii || !hasStranger(this.bytes);
  }

  idOf(name: string): number {
    return this.keys.idOf(name);
  }

  find(bytes: Buffer): boolean {
    this.bytes = bytes;
    this.ascii = isAscii(bytes);
    if (bytes[0] !== 0x7b || (!this.ascii && !isUtf8(bytes))) return false;
    this.text = latin1Of(bytes);
    this.line++;
    if (this.seen.length < this.keys.size) this.grow();
    const { keys } = this;
    let label = 0;
    let at = 1;
    while (bytes[at] === space) at++;
    while (true) {
      label = keys.read(bytes, this.text, at, label);
      if (label < 0) return false;
      at = keys.end;
      // The same key may have stood without spaces before.
      while (bytes[at] === space) at++;
      at = this.value(keys.keyOf(label), at);
      if (at < 0) return false;
      while (bytes[at] === space) at++;
      const c = bytes[at++];
      if (c === 0x7d) return this.blankFrom(at);
      if (c !== comma) return false;
      while (bytes[at] === space) at++;
    }
  }

  start(key: number): number {
    return this.seen[key] === this.line ? this.starts[key]! : absent;
  }

  end(key: number): number {
    return this.ends[key]!;
  }

  surelyDiffer(): boolean {
    return false;
  }

  isStrict(): boolean {
    const { text } = this;
    if (control.test(text)) return false;
    for (let at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', at + 2)) {
      if (!shortEscapes.includes(text.charAt(at + 1))) return false;
    }
    return true;
  }

  kindOf(keys: readonly number[]): number {
    const tokens = keys.map((key) => {
      const start = this.start(key);
      return start < 0 ? start : JSON.stringify(this.text.slice(start, this.end(key)));
    });
    const text = tokens.join();
    if (text.length > longestKind) return -1;
    const known = this.kinds.get(text);
    if (known !== undefined) return known;
    if (this.kinds.size >= mostKinds) this.kinds = new Map();
    this.kinds.set(text, ++this.lastKind);
    return this.lastKind;
  }

  /** @returns behind the value, or -1 */
  private value(key: number, at: number): number {
    this.seen[key] = this.line;
    const c = this.bytes[at];
    if (c === quote) {
      const end = this.closingQuote(at);
      this.starts[key] = at;
      this.ends[key] = end;
      return end < 0 ? -1 : end + 1;
    }
    if (c === 0x5b) {
      this.starts[key] = composite;
      return this.array(at);
    }
    const end = this.scalar(at);
    this.starts[key] = at - 1;
    this.ends[key] = end;
    return end;
  }

  /** @param at the opening quote */
  private closingQuote(at: number): number {
    const { bytes, text } = this;
    let end = text.indexOf('"', at + 1);
    while (end > 0 && bytes[end - 1] === backslash) {
      let escapes = end - 1;
      while (bytes[escapes - 1] === backslash) escapes--;
      if ((end - escapes) % 2 === 0) return end;
      end = text.indexOf('"', end + 1);
    }
    return end;
  }

  private scalar(at: number): number {
    const { bytes } = this;
    let end = at;
    for (let c = bytes[end]; c !== undefined && c > space && c !== comma && c !== 0x7d && c !== 0x5d; )
      c = bytes[++end];
    return end - at < 64 && scalar.test(this.text.slice(at, end)) ? end : -1;
  }

  /** @param at the opening bracket */
  private array(at: number): number {
    const { bytes } = this;
    let i = at + 1;
    if (bytes[i] === 0x5d) return i + 1;
    while (true) {
      while (bytes[i] === space) i++;
      i = bytes[i] === quote ? this.closingQuote(i) + 1 : this.scalar(i);
      if (i <= 0) return -1;
      while (bytes[i] === space) i++;
      const c = bytes[i++];
      if (c === 0x5d) return i;
      if (c !== comma) return -1;
    }
  }

  private blankFrom(at: number): boolean {
    const { bytes } = this;
    for (let i = at; i < bytes.length; i++) if (bytes[i]! > space) return false;
    return true;
  }

  private grow(): void {
    const size = 2 * this.keys.size;
    const grown = new Float64Array(size);
    grown.set(this.seen);
    this.seen = grown;
    this.starts = new Int32Array(size);
    this.ends = new Int32Array(size);
  }
}
