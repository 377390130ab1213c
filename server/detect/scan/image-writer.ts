/** Writes an image of 32-bit words, little-endian, and texts, that grows as needed. */
export class ImageWriter {
  private view = new DataView(new ArrayBuffer(4096));
  /** Behind what was reserved, bytes. */
  private end = 0;

  /** @returns place of so many words, all 0 */
  words(count: number): number {
    return this.reserve(4 * count);
  }

  /** @returns place of a text, followed by zeros up to a multiple of 16 bytes */
  text(text: string): number {
    const at = this.reserve((text.length + 15) & ~15);
    for (let i = 0; i < text.length; i++) this.view.setUint8(at + i, text.charCodeAt(i));
    return at;
  }

  /** Sets word `index` behind a place. */
  set(at: number, index: number, word: number): void {
    this.view.setUint32(at + 4 * index, word, true);
  }

  /** Sets a bit in the bytes that begin at a place. */
  setBit(at: number, bit: number): void {
    const byte = at + (bit >>> 3);
    this.view.setUint8(byte, this.view.getUint8(byte) | (1 << (bit & 7)));
  }

  finish(): Uint8Array {
    return new Uint8Array(this.view.buffer.slice(0, this.end));
  }

  private reserve(bytes: number): number {
    const at = this.end;
    this.end += bytes;
    let size = this.view.byteLength;
    while (size < this.end) size *= 2;
    if (size > this.view.byteLength) {
      const grown = new Uint8Array(size);
      grown.set(new Uint8Array(this.view.buffer));
      this.view = new DataView(grown.buffer);
    }
    return at;
  }
}
