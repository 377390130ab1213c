import { Malformed } from './malformed.js';
import { decodeUtf16 } from './utf16.js';

/** Reads little-endian numbers from a stretch of a chunk and never leaves that stretch. */
export class Cursor {
  readonly bytes: Buffer;
  /** Offset in the chunk of the next byte. */
  at: number;
  /** Offset in the chunk after the last byte that may be read. */
  readonly end: number;

  /**
   * @param bytes the chunk
   * @param at first byte of the stretch
   * @param end offset after the stretch
   * @throws Malformed when the stretch is not inside the chunk
   */
  constructor(bytes: Buffer, at: number, end: number) {
    if (at < 0 || end < at || end > bytes.length) throw new Malformed(at, 'points outside the chunk');
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  /**
   * @param count bytes to pass over
   * @returns the offset of the first of them
   * @throws Malformed when fewer are left
   */
  skip(count: number): number {
    const at = this.at;
    if (count > this.end - at) throw new Malformed(at, `needs ${count} bytes, ${this.end - at} are left`);
    this.at = at + count;
    return at;
  }

  u8(): number {
    return this.bytes[this.skip(1)]!;
  }

  u16(): number {
    return this.bytes.readUInt16LE(this.skip(2));
  }

  u32(): number {
    return this.bytes.readUInt32LE(this.skip(4));
  }

  /**
   * @param count UTF-16 code units
   * @returns the text
   */
  text(count: number): string {
    const at = this.skip(count * 2);
    return decodeUtf16(this.bytes, at, at + count * 2);
  }
}
