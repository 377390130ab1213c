/** Bytes that are no protobuf message of the expected kind. */
export class WireFault extends Error {
  constructor(reason: string, at: number) {
    super(`${reason} (byte ${at})`);
  }
}

/** Wire types (Protocol Buffers, "Encoding"). */
export const wire = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/**
 * Reads the fields of a protobuf message, one after the other. Fields of a number or type that nobody asks for are
 * skipped, as the format demands.
 */
export class WireReader {
  readonly #bytes: Buffer;
  readonly #end: number;
  #at: number;
  /** Number and wire type of the field whose value comes next. */
  field = 0;
  type = 0;

  constructor(bytes: Buffer, at = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#at = at;
    this.#end = end;
  }

  /**
   * Goes to the next field.
   * @returns false at the end of the message
   * @throws WireFault
   */
  next(): boolean {
    if (this.#at >= this.#end) return false;
    const key = this.uint();
    this.field = Math.floor(key / 8);
    this.type = key % 8;
    if (this.field === 0) throw new WireFault('a field without number', this.#at);
    return true;
  }

  /** @returns whether the value that comes next is of this field and type; otherwise it is not touched */
  is(field: number, type: number): boolean {
    return this.field === field && this.type === type;
  }

  /** @returns a varint; beyond 2^53 only the size is right */
  uint(): number {
    let value = 0;
    let factor = 1;
    for (let count = 0; count < 10; count++) {
      const byte = this.#byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
    throw new WireFault('a number of more than ten bytes', this.#at);
  }

  /** @returns a varint as a signed number of 64 bits */
  int64(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, value);
    }
    throw new WireFault('a number of more than ten bytes', this.#at);
  }

  fixed64(): bigint {
    return this.#bytes.readBigUInt64LE(this.#skip(8));
  }

  double(): number {
    return this.#bytes.readDoubleLE(this.#skip(8));
  }

  fixed32(): number {
    return this.#bytes.readUInt32LE(this.#skip(4));
  }

  /** @returns a view of the bytes */
  bytes(): Buffer {
    const length = this.uint();
    const start = this.#skip(length);
    return this.#bytes.subarray(start, start + length);
  }

  text(): string {
    const length = this.uint();
    const start = this.#skip(length);
    return this.#bytes.toString('utf8', start, start + length);
  }

  /** @returns a reader of the message that comes next */
  message(): WireReader {
    const length = this.uint();
    const start = this.#skip(length);
    return new WireReader(this.#bytes, start, start + length);
  }

  skip(): void {
    switch (this.type) {
      case wire.varint:
        this.int64();
        return;
      case wire.fixed64:
        this.#skip(8);
        return;
      case wire.bytes:
        this.#skip(this.uint());
        return;
      case wire.fixed32:
        this.#skip(4);
        return;
      default:
        throw new WireFault(`unknown wire type ${this.type}`, this.#at);
    }
  }

  #byte(): number {
    if (this.#at >= this.#end) throw new WireFault('the message is cut off', this.#at);
    return this.#bytes[this.#at++]!;
  }

  #skip(length: number): number {
    const start = this.#at;
    if (length > this.#end - start) throw new WireFault('the message is cut off', start);
    this.#at += length;
    return start;
  }
}
