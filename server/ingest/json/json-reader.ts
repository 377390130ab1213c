/** What is wrong with a JSON text, and where. */
export class JsonFault extends Error {
  /** Byte offset. */
  readonly at: number;
  /** JSON pointer (RFC 6901) of the value that the fault is in, as far as the reader descended. */
  pointer = '';

  constructor(reason: string, at: number) {
    super(reason);
    this.at = at;
  }

  /** Called by every level that the fault passes on its way out. */
  under(key: string | number): void {
    this.pointer = `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}${this.pointer}`;
  }
}

const depthLimit = 256;
const c = {
  quote: 0x22,
  comma: 0x2c,
  minus: 0x2d,
  dot: 0x2e,
  zero: 0x30,
  nine: 0x39,
  colon: 0x3a,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  closeBrace: 0x7d,
} as const;

const words: Record<number, readonly number[]> = Object.fromEntries(
  ['true', 'false', 'null'].map((word) => [word.charCodeAt(0), [...Buffer.from(word)]]),
);

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
    for (; at < end; at++) {
      const byte = bytes[at]!;
      if (byte === c.quote) {
        this.at = at + 1;
        return escaped;
      }
      if (byte === c.backslash) {
        escaped = true;
        at = this.#escape(at + 1);
      } else if (byte < 0x20) throw new JsonFault('a control character in a string', at);
    }
    throw new JsonFault('a string without end', end);
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
    if (!'"\\/bfnrt'.includes(String.fromCharCode(letter!))) throw new JsonFault('an unknown escape', at);
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

const isHex = (byte: number): boolean =>
  (byte >= c.zero && byte <= c.nine) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);

/**
 * Reads a value level by level, for the pointer of its fault; slower than {@link JsonReader.skip}.
 * @returns the fault; undefined when there is none
 */
export function faultOf(bytes: Buffer): JsonFault | undefined {
  const reader = new JsonReader(bytes);
  let depth = 0;
  const read = (): void => {
    const byte = reader.next();
    if (++depth > depthLimit) throw new JsonFault('nested too deeply', reader.at);
    if (byte === c.openBrace) reader.object(read);
    else if (byte === c.openBracket) reader.array(read);
    else reader.skip();
    depth--;
  };
  try {
    read();
    return reader.next() === undefined ? undefined : new JsonFault('more behind the value', reader.at);
  } catch (error) {
    if (error instanceof JsonFault) return error;
    throw error;
  }
}
