import { ThriftWriter } from './thrift.js';

/** Up to this length a loop costs less than a call into native code. */
const shortText = 48;

/**
 * Collects the values of one column of a row group, row by row, with plain values
 * (Parquet format, "Plain: (PLAIN = 0)"): what costs the writer and the reader least.
 */
export class PageColumn {
  /** The values so far. */
  bytes = Buffer.allocUnsafeSlow(1 << 12);
  length = 0;
  /** Rows with a value. */
  count = 0;
  /** One bit a row: whether it has a value. */
  #present = new Uint8Array(128);
  #last: string | undefined;
  #lastStart = 0;

  /** Begins anew. */
  reset(): void {
    this.#present.fill(0);
    this.length = 0;
    this.count = 0;
    this.#last = undefined;
  }

  /** Half surrogate pairs become U+FFFD. @param row its number in the row group, ascending */
  text(row: number, value: string): void {
    this.#mark(row);
    const end = this.length;
    if (value === this.#last) {
      // Most columns repeat themselves: the last value's bytes are there already.
      const length = end - this.#lastStart;
      const target = this.#room(length);
      if (length > shortText) target.copyWithin(end, this.#lastStart, end);
      else for (let n = 0; n < length; n++) target[end + n] = target[this.#lastStart + n]!;
      this.length = end + length;
    } else {
      const target = this.#room(4 + 3 * value.length);
      const written = writeText(target, end + 4, value);
      writeInteger(target, end, written);
      this.#last = value;
      this.length = end + 4 + written;
    }
    this.#lastStart = end;
  }

  binary(row: number, value: Uint8Array): void {
    this.#mark(row);
    const target = this.#room(4 + value.length);
    writeInteger(target, this.length, value.length);
    target.set(value, this.length + 4);
    this.length += 4 + value.length;
  }

  /** @param value a safe integer, becomes INT64 */
  integer(row: number, value: number): void {
    this.#mark(row);
    const target = this.#room(8);
    writeInteger(target, this.length, value | 0);
    writeInteger(target, this.length + 4, Math.floor(value / 2 ** 32));
    this.length += 8;
  }

  /**
   * Which rows hold a value: "RLE / Bit-Packing Hybrid", bit width 1; one run where all rows are alike,
   * otherwise one bit a row.
   */
  levels(rows: number): Uint8Array {
    if (this.count === 0 || this.count === rows) {
      return Uint8Array.from([...varint(rows * 2), this.count === 0 ? 0 : 1]);
    }
    const groups = (rows + 7) >> 3;
    const head = varint(groups * 2 + 1);
    const encoded = new Uint8Array(head.length + groups);
    encoded.set(head);
    encoded.set(this.#present.subarray(0, groups), head.length);
    return encoded;
  }

  #mark(row: number): void {
    if (row >> 3 >= this.#present.length) {
      const larger = new Uint8Array(this.#present.length * 2);
      larger.set(this.#present);
      this.#present = larger;
      this.#mark(row);
      return;
    }
    this.#present[row >> 3]! |= 1 << (row & 7);
    this.count++;
  }

  #room(more: number): Buffer {
    if (this.length + more > this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.length + more));
      this.bytes.copy(larger, 0, 0, this.length);
      this.bytes = larger;
    }
    return this.bytes;
  }
}

/**
 * Makes column chunks of columns, each with one uncompressed data page (Parquet format, "Data Pages").
 * @param columns with whether they may lack values; full ones must have one in each row
 * @returns all chunks, back to back, in an array of their own, and the bytes of each
 */
export function columnChunks(
  columns: readonly { column: PageColumn; optional: boolean }[],
  rows: number,
): { bytes: Uint8Array<ArrayBuffer>; columnBytes: number[] } {
  const parts: Uint8Array[] = [];
  const columnBytes = columns.map(({ column, optional }) => {
    const chunk: Uint8Array[] = [column.bytes.subarray(0, column.length)];
    if (optional) {
      const levels = column.levels(rows);
      const length = new Uint8Array(4);
      writeInteger(length, 0, levels.length);
      chunk.unshift(length, levels);
    }
    chunk.unshift(pageHeader(rows, sizeOf(chunk)));
    parts.push(...chunk);
    return sizeOf(chunk);
  });
  const bytes = new Uint8Array(sizeOf(parts));
  let end = 0;
  for (const part of parts) {
    bytes.set(part, end);
    end += part.length;
  }
  return { bytes, columnBytes };
}

function sizeOf(parts: readonly Uint8Array[]): number {
  let size = 0;
  for (const { length } of parts) size += length;
  return size;
}

const header = new ThriftWriter();

function pageHeader(rows: number, size: number): Uint8Array {
  header.reset();
  return header
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
    .bytes()
    .slice();
}

function writeInteger(target: Uint8Array, at: number, value: number): void {
  target[at] = value;
  target[at + 1] = value >>> 8;
  target[at + 2] = value >>> 16;
  target[at + 3] = value >>> 24;
}

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

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return [...bytes, rest];
}
