import { crc32 } from 'node:zlib';

const chunkBytes = 65_536;

/** Writes BinXML into a chunk; offsets in it are offsets in the chunk, as the format wants them. */
export class Writer {
  readonly bytes = Buffer.alloc(chunkBytes);
  at = 512;

  u8(...values: number[]): this {
    for (const value of values) this.bytes[this.at++] = value;
    return this;
  }
  u16(value: number): this {
    this.at = this.bytes.writeUInt16LE(value, this.at);
    return this;
  }
  u32(value: number): this {
    this.at = this.bytes.writeUInt32LE(value, this.at);
    return this;
  }
  raw(bytes: Uint8Array): this {
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
    return this;
  }
  utf16(text: string): this {
    return this.raw(Buffer.from(text, 'utf16le'));
  }
  /** A name where it is first used. */
  name(text: string): this {
    return this.u32(this.at + 4)
      .u32(0)
      .u16(0)
      .u16(text.length)
      .utf16(text)
      .u16(0);
  }
  /** `<name`, up to its attributes; `dependency` only in templates. */
  open(name: string, attributes = false, dependency = 0xffff): this {
    return this.u8(attributes ? 0x41 : 0x01)
      .u16(dependency)
      .u32(0)
      .name(name);
  }
  text(text: string): this {
    return this.u8(0x05, 0x01).u16(text.length).utf16(text);
  }
  /** An attribute, the last of its element unless `more`; its value follows. */
  attribute(name: string, more = false): this {
    return this.u8(more ? 0x46 : 0x06).name(name);
  }
  substitution(id: number, type: number, optional = false): this {
    return this.u8(optional ? 0x0e : 0x0d)
      .u16(id)
      .u8(type);
  }
  header(): this {
    return this.u8(0x0f, 1, 1, 0);
  }
  /** A template instance whose definition is here. */
  instance(id: number, definition: (w: Writer) => void, values: [type: number, bytes: Uint8Array][]): this {
    this.u8(0x0c, 1)
      .u32(id)
      .u32(this.at + 4)
      .u32(0)
      .u32(id)
      .raw(Buffer.alloc(12));
    const size = this.at;
    this.u32(0).header();
    definition(this);
    this.u8(0);
    this.bytes.writeUInt32LE(this.at - size - 4, size);
    return this.values(values);
  }
  /** A template instance whose definition is elsewhere. */
  reference(id: number, offset: number, values: [type: number, bytes: Uint8Array][]): this {
    return this.u8(0x0c, 1).u32(id).u32(offset).values(values);
  }
  values(values: [type: number, bytes: Uint8Array][]): this {
    this.u32(values.length);
    for (const [type, bytes] of values) this.u16(bytes.length).u8(type, 0);
    for (const [, bytes] of values) this.raw(bytes);
    return this;
  }
}

/**
 * @param records each writes one record's BinXML
 * @returns a chunk with right checksums; record ids count from `firstId`
 */
export function buildChunk(records: ((w: Writer) => void)[], firstId = 1): Buffer {
  const w = new Writer();
  records.forEach((write, n) => {
    const start = w.at;
    w.u32(0x2a2a)
      .u32(0)
      .u32(firstId + n)
      .u32(0);
    w.at = w.bytes.writeBigUInt64LE(132_000_000_000_000_000n, w.at);
    write(w);
    const size = w.at - start + 4;
    w.u32(size);
    w.bytes.writeUInt32LE(size, start + 4);
  });
  w.bytes.write('ElfChnk\0', 0, 'latin1');
  for (const at of [8, 24]) w.bytes.writeBigUInt64LE(BigInt(firstId), at);
  for (const at of [16, 32]) w.bytes.writeBigUInt64LE(BigInt(firstId + records.length - 1), at);
  w.bytes.writeUInt32LE(128, 40);
  w.bytes.writeUInt32LE(w.at, 48);
  return seal(w.bytes);
}

/** Writes the checksums of a chunk anew. */
export function seal(chunk: Buffer): Buffer {
  chunk.writeUInt32LE(crc32(chunk.subarray(512, chunk.readUInt32LE(48))), 52);
  chunk.writeUInt32LE(crc32(chunk.subarray(128, 512), crc32(chunk.subarray(0, 120))), 124);
  return chunk;
}

/** @returns a file of these chunks */
export function buildFile(chunks: Buffer[], { dirty = false, chunkCount = chunks.length } = {}): Buffer {
  const header = Buffer.alloc(4096);
  header.write('ElfFile\0', 0, 'latin1');
  header.writeUInt32LE(128, 32);
  header.writeUInt16LE(1, 36);
  header.writeUInt16LE(3, 38);
  header.writeUInt16LE(4096, 40);
  header.writeUInt16LE(chunkCount, 42);
  header.writeUInt32LE(dirty ? 1 : 0, 120);
  header.writeUInt32LE(crc32(header.subarray(0, 120)), 124);
  return Buffer.concat([header, ...chunks]);
}

/** Writes `<Event><Data>text</Data></Event>` without a template. */
export const plainRecord =
  (text: string) =>
  (w: Writer): void => {
    w.header().open('Event').u8(0x02).open('Data').u8(0x02).text(text).u8(0x04, 0x04, 0x00);
  };

/** Writes a record `<E>` whose template has a `<Data>` for each value. */
export const valuesRecord =
  (...values: [type: number, bytes: Uint8Array][]) =>
  (w: Writer): void => {
    w.header().instance(
      7,
      (t) => {
        t.open('E').u8(0x02);
        values.forEach(([type], id) => {
          t.open('Data').u8(0x02).substitution(id, type).u8(0x04);
        });
        t.u8(0x04);
      },
      values,
    );
    w.u8(0);
  };
