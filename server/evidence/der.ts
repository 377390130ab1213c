/** Bytes are not the DER that they should be. */
export class DerFault extends Error {}

/** Tags of X.690 that time stamps have. */
export const tags = {
  boolean: 0x01,
  integer: 0x02,
  octets: 0x04,
  null: 0x05,
  object: 0x06,
  time: 0x18,
  sequence: 0x30,
  set: 0x31,
  explicit0: 0xa0,
} as const;

/** @returns tag, length and value (X.690, 10.1: the shortest form of the length) */
export function der(tag: number, ...values: readonly Uint8Array[]): Buffer {
  const value = Buffer.concat(values);
  if (value.length < 0x80) return Buffer.concat([Buffer.of(tag, value.length), value]);
  const length = value.length > 0xff ? [0x82, value.length >> 8, value.length & 0xff] : [0x81, value.length];
  return Buffer.concat([Buffer.of(tag, ...length), value]);
}

/** @returns a non-negative integer */
export function derInteger(bytes: Uint8Array): Buffer {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const value = bytes.subarray(start);
  return der(tags.integer, value[0]! >= 0x80 ? Buffer.of(0) : Buffer.alloc(0), value);
}

/** Reads the elements of a value one after the other, strictly. */
export class DerReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** @returns the tag that comes next; undefined: nothing does */
  get next(): number | undefined {
    return this.#bytes[this.#at];
  }

  /** @returns the value of the next element @throws DerFault unless it has the tag */
  value(tag: number): Buffer {
    if (this.next !== tag) throw new DerFault(`tag ${this.next} where ${tag} belongs`);
    const { start, end } = this.#extent();
    this.#at = end;
    return this.#bytes.subarray(start, end);
  }

  /** {@link value}, to be read in turn. */
  inside(tag: number): DerReader {
    return new DerReader(this.value(tag));
  }

  skip(): void {
    this.#at = this.#extent().end;
  }

  /** @throws DerFault when something follows */
  end(): void {
    if (!this.isAtEnd) throw new DerFault('bytes after the end');
  }

  #extent(): { start: number; end: number } {
    const first = this.#bytes[this.#at + 1];
    if (first === undefined) throw new DerFault('cut off');
    let start = this.#at + 2;
    let length = first;
    if (first >= 0x80) {
      const count = first & 0x7f;
      if (count < 1 || count > 3 || start + count > this.#bytes.length)
        throw new DerFault('a length that is none');
      length = this.#bytes.readUIntBE(start, count);
      if (length < 0x80 || length < 2 ** (8 * (count - 1)))
        throw new DerFault('a length that is not the shortest');
      start += count;
    }
    if (start + length > this.#bytes.length) throw new DerFault('cut off');
    return { start, end: start + length };
  }
}
