/**
 * Writes Thrift's compact protocol, as far as Parquet's metadata needs it.
 * https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */
export class ThriftWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;
  /** Id of the last field of each open struct: a field's header holds the difference. */
  readonly #fields: number[] = [];

  /** Begins again; what {@link bytes} gave before is overwritten. */
  reset(): void {
    this.#length = 0;
    this.#fields.length = 0;
  }

  /** @returns what was written, valid until the next {@link reset} */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Begins the outermost struct or a struct in a list. */
  begin(): this {
    this.#fields.push(0);
    return this;
  }

  /** Begins a struct that is a field. */
  struct(id: number): this {
    this.#header(id, type.struct);
    return this.begin();
  }

  /** Ends the struct that was begun last. */
  end(): this {
    this.#fields.pop();
    this.#byte(0);
    return this;
  }

  i32(id: number, value: number): this {
    this.#header(id, type.i32);
    this.#integer(value);
    return this;
  }

  /** @param value a safe integer */
  i64(id: number, value: number): this {
    this.#header(id, type.i64);
    this.#integer(value);
    return this;
  }

  text(id: number, value: string): this {
    this.#header(id, type.binary);
    this.#text(value);
    return this;
  }

  /** Begins a list of structs; each follows between {@link begin} and {@link end}. */
  structs(id: number, count: number): this {
    this.#header(id, type.list);
    this.#list(type.struct, count);
    return this;
  }

  integers(id: number, values: readonly number[]): this {
    this.#header(id, type.list);
    this.#list(type.i32, values.length);
    for (const value of values) this.#integer(value);
    return this;
  }

  texts(id: number, values: readonly string[]): this {
    this.#header(id, type.list);
    this.#list(type.binary, values.length);
    for (const value of values) this.#text(value);
    return this;
  }

  #header(id: number, kind: number): void {
    const last = this.#fields.length - 1;
    this.#byte(((id - this.#fields[last]!) << 4) | kind);
    this.#fields[last] = id;
  }

  #list(kind: number, count: number): void {
    const short = count < 15;
    this.#byte(((short ? count : 15) << 4) | kind);
    if (!short) this.#varint(count);
  }

  /** Zigzag: small numbers of either sign stay short. */
  #integer(value: number): void {
    this.#varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  #varint(value: number): void {
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.#byte((rest % 128) | 128);
    this.#byte(rest);
  }

  #text(value: string): void {
    const bytes = Buffer.from(value);
    this.#varint(bytes.length);
    for (const byte of bytes) this.#byte(byte);
  }

  #byte(value: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#length++] = value;
  }
}

const type = { i32: 5, i64: 6, binary: 8, list: 9, struct: 12 } as const;
