import { c, escapes, isHex, opens, plain, quotes, structure, words } from './json-bytes.js';
import { JsonFault } from './json-fault.js';

/** Deeper nesting is no log. */
export const depthLimit = 256;
/**
 * Reads JSON (RFC 8259) from bytes in one pass, without making values of it: finds where values begin and end, and
 * refuses what is no JSON. Strings may hold any bytes but control characters; whether they are UTF-8 is not looked at.
 */
export class JsonReader {
  readonly bytes: Buffer;
  readonly end: number;
  /** Offset of what is read next. */
  at: number;

  constructor(bytes: Buffer, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  /** @returns the byte that comes next behind white space; undefined at the end */
  next(): number | undefined {
    const { bytes, end } = this;
    while (this.at < end) {
      const byte = bytes[this.at]!;
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return byte;
      this.at++;
    }
    return undefined;
  }

  /**
   * Reads an object.
   * @param member called for each member; has to read the value
   * @throws JsonFault
   */
  object(member: (key: string) => void): void {
    this.#take(c.openBrace, 'an object');
    if (this.next() === c.closeBrace) {
      this.at++;
      return;
    }
    for (;;) {
      const key = this.key();
      this.#into(key, () => member(key));
      if (!this.#more(c.closeBrace)) return;
    }
  }

  /**
   * Reads an array.
   * @param element called for each element; has to read it
   * @throws JsonFault
   */
  array(element: (index: number) => void): void {
    this.#take(c.openBracket, 'an array');
    if (this.next() === c.closeBracket) {
      this.at++;
      return;
    }
    for (let index = 0; ; index++) {
      this.next();
      this.#into(index, () => element(index));
      if (!this.#more(c.closeBracket)) return;
    }
  }

  /** @returns name of the next member, whose value comes next then */
  key(): string {
    if (this.next() !== c.quote) throw new JsonFault('expected a name in quotation marks', this.at);
    const start = this.at;
    const escaped = this.#string();
    const text = this.bytes.toString('utf8', start + 1, this.at - 1);
    this.#take(c.colon, 'a colon');
    this.next();
    return escaped ? (JSON.parse(`"${text}"`) as string) : text;
  }

  /** @returns the bytes of the next value, which is skipped */
  slice(): Buffer {
    this.next();
    const start = this.at;
    this.skip();
    return this.bytes.subarray(start, this.at);
  }

  /**
   * Cuts out the next value, without looking into it: only where it ends. What is inside may be no JSON.
   * @returns its bytes
   * @throws JsonFault when it has no end
   */
  cut(): Buffer {
    const first = this.next();
    if (first !== c.openBrace && first !== c.openBracket) return this.slice();
    const { bytes, end } = this;
    const start = this.at;
    let depth = 0;
    for (let at = start; at < end; at++) {
      const kind = structure[bytes[at]!];
      if (kind === 0) continue;
      if (kind === opens) depth++;
      else if (kind === quotes) {
        this.at = at;
        this.#string();
        at = this.at - 1;
      } else if (--depth === 0) {
        this.at = at + 1;
        return bytes.subarray(start, this.at);
      }
    }
    throw new JsonFault('a value without end', end);
  }

  /**
   * Skips a value.
   * @throws JsonFault
   */
  skip(): void {
    // Of each open container whether it is an object.
    const open: boolean[] = [];
    for (;;) {
      const byte = this.next();
      if (byte === c.openBrace || byte === c.openBracket) {
        if (open.length >= depthLimit) throw new JsonFault('nested too deeply', this.at);
        const isObject = byte === c.openBrace;
        this.at++;
        if (this.next() === (isObject ? c.closeBrace : c.closeBracket)) this.at++;
        else {
          open.push(isObject);
          if (isObject) this.#name();
          continue;
        }
      } else this.#scalar(byte);
      // A value has ended: so may the containers that it is in.
      for (;;) {
        if (open.length === 0) return;
        const isObject = open[open.length - 1]!;
        const after = this.next();
        if (after === c.comma) {
          this.at++;
          if (isObject) this.#name();
          break;
        }
        if (after !== (isObject ? c.closeBrace : c.closeBracket))
          throw this.#unexpected('a comma or the end');
        this.at++;
        open.pop();
      }
    }
  }

  #name(): void {
    if (this.next() !== c.quote) throw new JsonFault('expected a name in quotation marks', this.at);
    this.#string();
    this.#take(c.colon, 'a colon');
  }

  #scalar(byte: number | undefined): void {
    if (byte === c.quote) this.#string();
    else if (byte === c.minus || (byte !== undefined && byte >= c.zero && byte <= c.nine)) this.#number();
    else this.#word(byte);
  }

  /** @returns whether it holds escapes */
  #string(): boolean {
    const { bytes, end } = this;
    let escaped = false;
    let at = this.at + 1;
    for (;;) {
      while (at < end && plain[bytes[at]!] === 1) at++;
      if (at >= end) throw new JsonFault('a string without end', end);
      const byte = bytes[at]!;
      if (byte === c.quote) break;
      if (byte !== c.backslash) throw new JsonFault('a control character in a string', at);
      escaped = true;
      at = this.#escape(at + 1) + 1;
    }
    this.at = at + 1;
    return escaped;
  }

  /** @returns offset of the last byte of the escape */
  #escape(at: number): number {
    const letter = this.bytes[at];
    if (at >= this.end) throw new JsonFault('a string without end', this.end);
    if (letter === 0x75) {
      for (let digit = at + 1; digit <= at + 4; digit++) {
        if (digit >= this.end || !isHex(this.bytes[digit]!))
          throw new JsonFault('\\u without four digits', at);
      }
      return at + 4;
    }
    if (escapes[letter!] !== 1) throw new JsonFault('an unknown escape', at);
    return at;
  }

  #number(): void {
    const { bytes } = this;
    if (bytes[this.at] === c.minus) this.at++;
    if (bytes[this.at] === c.zero && this.at < this.end) this.at++;
    else this.#digits();
    if (this.at < this.end && bytes[this.at] === c.dot) {
      this.at++;
      this.#digits();
    }
    if (this.at < this.end && (bytes[this.at]! | 0x20) === 0x65) {
      this.at++;
      if (bytes[this.at] === c.minus || bytes[this.at] === 0x2b) this.at++;
      this.#digits();
    }
  }

  #digits(): void {
    const start = this.at;
    while (this.at < this.end && this.bytes[this.at]! >= c.zero && this.bytes[this.at]! <= c.nine) this.at++;
    if (this.at === start) throw this.#unexpected('a digit');
  }

  #word(byte: number | undefined): void {
    const word = byte === undefined ? undefined : words[byte];
    const { at } = this;
    if (word === undefined || at + word.length > this.end) throw this.#unexpected('a value');
    for (let i = 0; i < word.length; i++) {
      if (this.bytes[at + i] !== word[i]) throw this.#unexpected('a value');
    }
    this.at += word.length;
  }

  #take(byte: number, what: string): void {
    if (this.next() !== byte) throw this.#unexpected(what);
    this.at++;
  }

  /** @returns whether another member or element follows */
  #more(close: number): boolean {
    const byte = this.next();
    if (byte !== c.comma && byte !== close) throw this.#unexpected('a comma or the end');
    this.at++;
    return byte === c.comma;
  }

  #into(key: string | number, read: () => void): void {
    try {
      read();
    } catch (error) {
      if (error instanceof JsonFault) error.under(key);
      throw error;
    }
  }

  #unexpected(what: string): JsonFault {
    return new JsonFault(
      this.at >= this.end ? `expected ${what}, found the end` : `expected ${what}`,
      this.at,
    );
  }
}
