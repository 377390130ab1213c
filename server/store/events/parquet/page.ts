import { ThriftWriter } from './thrift.js';

/**
 * Collects one column chunk after the other, each as one uncompressed data page with plain values
 * (Parquet format, "Data Pages" and "Plain: (PLAIN = 0)"): what costs the writer and the reader least.
 */
export class PageWriter {
  #out = Buffer.allocUnsafeSlow(1 << 16);
  #length = 0;
  #values = Buffer.allocUnsafeSlow(1 << 16);
  readonly #header = new ThriftWriter();

  /**
   * A column of texts; half surrogate pairs become U+FFFD.
   * @param values undefined: the row has none
   * @returns bytes of the chunk
   */
  texts(values: readonly (string | undefined)[]): number {
    let target = this.#values;
    let end = 0;
    let last: string | undefined;
    let lastStart = 0;
    for (const value of values) {
      if (value === undefined) continue;
      const most = 4 + 3 * value.length;
      if (end + most > target.length) target = this.#values = larger(target, end, most);
      if (value === last) {
        // Most columns repeat themselves: the last value's bytes are there already.
        const length = end - lastStart;
        for (let n = 0; n < length; n++) target[end + n] = target[lastStart + n]!;
        lastStart = end;
        end += length;
        continue;
      }
      const written = writeText(target, end + 4, value);
      writeLength(target, end, written);
      last = value;
      lastStart = end;
      end += 4 + written;
    }
    return this.#endColumn(end, values.length, encodedLevels(values));
  }

  /** A column of byte arrays, one a row. @returns bytes of the chunk */
  bytes(values: readonly Uint8Array[]): number {
    let target = this.#values;
    let end = 0;
    for (const value of values) {
      const most = 4 + value.length;
      if (end + most > target.length) target = this.#values = larger(target, end, most);
      writeLength(target, end, value.length);
      target.set(value, end + 4);
      end += most;
    }
    return this.#endColumn(end, values.length, undefined);
  }

  /**
   * A column of safe integers, as INT64.
   * @param values undefined: the row has none
   * @param optional whether the column may lack values
   * @returns bytes of the chunk
   */
  integers(values: readonly (number | undefined)[], optional: boolean): number {
    const most = 8 * values.length;
    if (most > this.#values.length) this.#values = larger(this.#values, 0, most);
    const target = this.#values;
    let end = 0;
    for (const value of values) {
      if (value === undefined) continue;
      target.writeInt32LE(value | 0, end);
      target.writeInt32LE(Math.floor(value / 2 ** 32), end + 4);
      end += 8;
    }
    return this.#endColumn(end, values.length, optional ? encodedLevels(values) : undefined);
  }

  /** @returns all chunks since the last call, in an array of their own */
  take(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.#length);
    bytes.set(this.#out.subarray(0, this.#length));
    this.#length = 0;
    return bytes;
  }

  /** @returns bytes of the chunk */
  #endColumn(used: number, rows: number, levels: Uint8Array | undefined): number {
    const size = used + (levels ? 4 + levels.length : 0);
    const header = this.#pageHeader(rows, size);
    const start = this.#length;
    const most = header.length + size;
    if (start + most > this.#out.length) this.#out = larger(this.#out, start, most);
    this.#append(header);
    if (levels) {
      this.#length = this.#out.writeUInt32LE(levels.length, this.#length);
      this.#append(levels);
    }
    this.#append(this.#values.subarray(0, used));
    return this.#length - start;
  }

  #pageHeader(rows: number, size: number): Uint8Array {
    this.#header.reset();
    return this.#header
      .begin()
      .i32(1, 0) // DATA_PAGE
      .i32(2, size)
      .i32(3, size)
      .struct(5)
      .i32(1, rows)
      .i32(2, 0) // PLAIN
      .i32(3, 3) // RLE, of the definition levels
      .i32(4, 3)
      .end()
      .end()
      .bytes();
  }

  #append(bytes: Uint8Array): void {
    this.#out.set(bytes, this.#length);
    this.#length += bytes.length;
  }
}

function larger(buffer: Buffer<ArrayBuffer>, used: number, more: number): Buffer<ArrayBuffer> {
  const next = Buffer.allocUnsafeSlow(Math.max(buffer.length * 2, used + more));
  buffer.copy(next, 0, 0, used);
  return next;
}

function writeLength(target: Buffer, at: number, length: number): void {
  target[at] = length;
  target[at + 1] = length >>> 8;
  target[at + 2] = length >>> 16;
  target[at + 3] = length >>> 24;
}

/** Up to this length a loop costs less than a call into native code. */
const shortText = 40;

/** @returns bytes written; there is room for three a character */
function writeText(target: Buffer, start: number, value: string): number {
  const { length } = value;
  if (length > shortText) return target.write(value, start, 'utf8');
  for (let n = 0; n < length; n++) {
    const code = value.charCodeAt(n);
    if (code > 127) return target.write(value, start, 'utf8');
    target[start + n] = code;
  }
  return length;
}

/**
 * Which rows hold a value: "RLE / Bit-Packing Hybrid", bit width 1; one run where all rows are alike,
 * otherwise one bit a row.
 */
function encodedLevels(values: readonly unknown[]): Uint8Array {
  const rows = values.length;
  const groups = (rows + 7) >> 3;
  const bits = new Uint8Array(groups);
  let present = 0;
  for (let n = 0; n < rows; n++) {
    if (values[n] === undefined) continue;
    bits[n >> 3]! |= 1 << (n & 7);
    present++;
  }
  if (present === 0 || present === rows) return Uint8Array.from([...varint(rows * 2), present === 0 ? 0 : 1]);
  const head = varint(groups * 2 + 1);
  const levels = new Uint8Array(head.length + groups);
  levels.set(head);
  levels.set(bits, head.length);
  return levels;
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return [...bytes, rest];
}
