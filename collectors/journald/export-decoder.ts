/** An entry of the journal: its fields in their order; a name can stand more than once. */
export interface JournalEntry {
  fields: [name: string, value: Buffer][];
  /** A field was longer than the limit and is cut off, or there were too many. */
  truncated: boolean;
}

export interface ExportLimits {
  /** Bytes kept of a field. */
  fieldBytes: number;
  /** Fields of an entry; systemd itself allows 1024. */
  fields: number;
}

const lineFeed = 10;
const equals = 61;
/** Names are shorter (64 bytes); a longer one is damage. */
const nameLimit = 256;
const lengthBytes = 8;

/**
 * Reads systemd's Journal Export Format: an entry is a row of fields and ends with an empty line. A field is
 * `NAME=text` and LF, or, for any bytes, `NAME` and LF, the length (64 bits, little-endian), the bytes, LF.
 */
export class ExportDecoder {
  private readonly limits: ExportLimits;
  private pending: Buffer = Buffer.alloc(0);
  private entry: JournalEntry = { fields: [], truncated: false };
  /** A field that is being read: what is kept of it, and how many bytes are to come. */
  private open: { name: string; parts: Buffer[]; kept: number; left: number } | undefined;
  /** A line of text that exceeds the limit goes on. */
  private inLongLine = false;
  /** Bytes that are no field. */
  malformed = 0;

  constructor(limits: ExportLimits) {
    this.limits = limits;
  }

  push(chunk: Buffer, emit: (entry: JournalEntry) => void): void {
    const bytes = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
    let at = 0;
    for (let next = this.step(bytes, at, emit); next > at; next = this.step(bytes, at, emit)) at = next;
    // A copy: a view would keep the whole chunk.
    this.pending = Buffer.from(bytes.subarray(at));
  }

  /** The stream has ended: what there is of an entry is given out, marked where its last field may be cut off. */
  end(emit: (entry: JournalEntry) => void): void {
    const { pending, open } = this;
    const sign = pending.indexOf(equals);
    if (open !== undefined) this.add(open.name, Buffer.concat(open.parts));
    else if (sign >= 0) this.add(pending.toString('latin1', 0, sign), pending.subarray(sign + 1));
    else this.malformed += pending.length;
    if (open !== undefined || pending.length > 0) this.entry.truncated = true;
    this.open = undefined;
    this.inLongLine = false;
    this.pending = Buffer.alloc(0);
    this.finish(emit);
  }

  /** @returns where to go on; `at` when more is needed */
  private step(bytes: Buffer, at: number, emit: (entry: JournalEntry) => void): number {
    if (this.open !== undefined) return this.takeBytes(bytes, at);
    const end = bytes.indexOf(lineFeed, at);
    if (this.inLongLine) {
      this.inLongLine = end < 0;
      return end < 0 ? bytes.length : end + 1;
    }
    if (end < 0) return this.keepShort(bytes, at);
    if (end === at) {
      this.finish(emit);
      return at + 1;
    }
    const sign = bytes.subarray(at, end).indexOf(equals);
    if (sign >= 0) {
      this.add(bytes.toString('latin1', at, at + sign), bytes.subarray(at + sign + 1, end));
      return end + 1;
    }
    if (end - at > nameLimit) {
      this.malformed += end + 1 - at;
      return end + 1;
    }
    if (bytes.length < end + 1 + lengthBytes) return at;
    const left = Number(bytes.readBigUInt64LE(end + 1));
    this.open = { name: bytes.toString('latin1', at, end), parts: [], kept: 0, left };
    return end + 1 + lengthBytes;
  }

  private takeBytes(bytes: Buffer, at: number): number {
    const open = this.open!;
    if (open.left > 0) {
      const part = bytes.subarray(at, Math.min(bytes.length, at + open.left));
      const kept = part.subarray(0, Math.max(0, this.limits.fieldBytes - open.kept));
      if (kept.length > 0) open.parts.push(Buffer.from(kept));
      if (kept.length < part.length) this.entry.truncated = true;
      open.kept += kept.length;
      open.left -= part.length;
      return at + part.length;
    }
    // The line feed behind the bytes.
    if (at >= bytes.length) return at;
    this.open = undefined;
    this.add(open.name, Buffer.concat(open.parts));
    return at + 1;
  }

  /** A line that is longer than a field may be is not held whole. */
  private keepShort(bytes: Buffer, at: number): number {
    if (bytes.length - at <= this.limits.fieldBytes + nameLimit) return at;
    const sign = bytes.indexOf(equals, at);
    this.inLongLine = true;
    this.entry.truncated = true;
    if (sign >= 0 && sign - at <= nameLimit)
      this.add(bytes.toString('latin1', at, sign), bytes.subarray(sign + 1));
    else this.malformed += bytes.length - at;
    return bytes.length;
  }

  private add(name: string, value: Buffer): void {
    if (value.length > this.limits.fieldBytes || this.entry.fields.length >= this.limits.fields)
      this.entry.truncated = true;
    if (this.entry.fields.length < this.limits.fields)
      this.entry.fields.push([name, Buffer.from(value.subarray(0, this.limits.fieldBytes))]);
  }

  private finish(emit: (entry: JournalEntry) => void): void {
    const { entry } = this;
    if (entry.fields.length === 0) return;
    this.entry = { fields: [], truncated: false };
    emit(entry);
  }
}
