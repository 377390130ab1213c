import { TextDecoder } from 'node:util';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** Joins lines to a record. */
export interface MultiLine {
  /** Whether a line begins a record; takes linear time. */
  starts(line: string): boolean;
  maxLines: number;
}

export interface CutOptions {
  /** Bytes of a record; what exceeds them is cut off. */
  maxBytes: number;
  encoding: Encoding;
  multiLine?: MultiLine | undefined;
}

/**
 * @param raw the record in UTF-8, or the file's own bytes where it is not UTF-16; without line end
 * @param end offset behind the record and its line end
 */
export type Emit = (raw: Buffer, end: number, truncated: boolean) => void;

const lineFeed = {
  'utf-8': Buffer.from('\n'),
  'utf-16le': Buffer.from('\n\0'),
  'utf-16be': Buffer.from('\0\n'),
};
/** Of a line, where it is decided whether it begins a record. */
const startBytes = 2048;

/** Cuts the bytes of a file into records: a line each, or several by their beginnings. */
export class RecordCutter {
  /** Offset behind the last record: what is held begins here. */
  at: number;
  private readonly options: CutOptions;
  private readonly decoder: TextDecoder | undefined;
  private readonly unit: number;
  private held: Buffer = Buffer.alloc(0);
  /** In `held`: the whole lines of a record that may go on end here. */
  private wholeLines = 0;
  private lines = 0;
  /** Bytes of a line longer than the limit that follow on `held` and are not kept. */
  private cutOff = 0;
  /** Of UTF-16: half a unit. */
  private half: Buffer = Buffer.alloc(0);

  /** @param at offset of the first byte that will be pushed */
  constructor(options: CutOptions, at: number) {
    this.options = options;
    this.at = at;
    this.unit = options.encoding === 'utf-8' ? 1 : 2;
    this.decoder = options.encoding === 'utf-8' ? undefined : new TextDecoder(options.encoding);
  }

  /** Whole lines wait for what follows. */
  get waits(): boolean {
    return this.lines > 0;
  }

  push(chunk: Buffer, emit: Emit): void {
    const units = this.wholeUnits(chunk);
    const rest = this.cutOff > 0 ? this.endLongLine(units, emit) : this.withoutHole(units);
    if (rest === undefined) return;
    const bytes = this.held.length === 0 ? rest : Buffer.concat([this.held, rest]);
    const consumed = this.cutLines(bytes, emit);
    // A copy: a view would keep the whole chunk.
    this.held = Buffer.from(bytes.subarray(consumed));
    this.wholeLines -= consumed;
    this.keepShort(emit);
  }

  /** Gives out the whole lines that wait. */
  flush(emit: Emit): void {
    if (this.lines === 0) return;
    const rest = this.held.subarray(this.wholeLines);
    this.give(this.held.subarray(0, this.wholeLines), this.wholeLines, emit);
    this.held = Buffer.from(rest);
    this.wholeLines = 0;
  }

  /** Nothing follows: gives out a last line without its end, too. */
  end(emit: Emit): void {
    const { cutOff } = this;
    const held = Buffer.concat([this.held, this.half]);
    this.held = Buffer.alloc(0);
    this.half = Buffer.alloc(0);
    this.wholeLines = 0;
    this.cutOff = 0;
    this.give(held, held.length + cutOff, emit, cutOff > 0);
  }

  private wholeUnits(chunk: Buffer): Buffer {
    if (this.unit === 1) return chunk;
    const bytes = Buffer.concat([this.half, chunk]);
    const whole = bytes.length - (bytes.length % this.unit);
    this.half = Buffer.from(bytes.subarray(whole));
    return bytes.subarray(0, whole);
  }

  /** A file that was emptied while its writer went on at its old place begins with NULs, perhaps gigabytes of them. */
  private withoutHole(bytes: Buffer): Buffer {
    if (this.held.length > 0 || bytes[0] !== 0 || this.unit !== 1) return bytes;
    let end = 1;
    while (bytes[end] === 0) end++;
    this.at += end;
    return bytes.subarray(end);
  }

  /** @returns how many bytes have become records */
  private cutLines(bytes: Buffer, emit: Emit): number {
    const { multiLine } = this.options;
    let start = 0;
    let from = this.wholeLines;
    for (let end = this.lineEnd(bytes, from); end >= 0; end = this.lineEnd(bytes, from)) {
      const next = end + this.unit;
      if (multiLine === undefined) {
        this.give(bytes.subarray(start, end), next - start, emit);
        start = next;
      } else start = this.join(bytes, start, from, next, multiLine, emit);
      from = next;
    }
    this.wholeLines = multiLine === undefined ? start : from;
    return start;
  }

  /** Adds the line `from` to `next` to the record that begins at `start`. @returns where the record begins now */
  private join(
    bytes: Buffer,
    start: number,
    from: number,
    next: number,
    multiLine: MultiLine,
    emit: Emit,
  ): number {
    let begin = start;
    const tooLong = next - begin > this.options.maxBytes * this.unit;
    const line = this.text(bytes.subarray(from, Math.min(next, from + startBytes)));
    if (this.lines > 0 && (tooLong || multiLine.starts(line))) {
      this.give(bytes.subarray(begin, from), from - begin, emit);
      begin = from;
    }
    if (++this.lines < multiLine.maxLines) return begin;
    this.give(bytes.subarray(begin, next), next - begin, emit);
    return next;
  }

  /** An unfinished line that is longer than a record may be is not held whole. */
  private keepShort(emit: Emit): void {
    const limit = this.options.maxBytes * this.unit;
    if (this.held.length - this.wholeLines <= limit) return;
    this.flush(emit);
    this.cutOff = this.held.length - limit;
    this.held = Buffer.from(this.held.subarray(0, limit));
  }

  /** @returns what follows the long line; undefined while it goes on */
  private endLongLine(chunk: Buffer, emit: Emit): Buffer | undefined {
    const end = this.lineEnd(chunk, 0);
    if (end < 0) {
      this.cutOff += chunk.length;
      return undefined;
    }
    const { held, cutOff } = this;
    this.held = Buffer.alloc(0);
    this.cutOff = 0;
    this.give(held, held.length + cutOff + end + this.unit, emit, true);
    return chunk.subarray(end + this.unit);
  }

  private lineEnd(bytes: Buffer, from: number): number {
    const wanted = lineFeed[this.options.encoding];
    let end = bytes.indexOf(wanted, from);
    while (end >= 0 && end % this.unit !== 0) end = bytes.indexOf(wanted, end + 1);
    return end;
  }

  /** @param length bytes of the file that the record takes, line end included */
  private give(bytes: Buffer, length: number, emit: Emit, cut = false): void {
    this.at += length;
    this.lines = 0;
    const raw = trimmed(this.decoder === undefined ? bytes : Buffer.from(this.decoder.decode(bytes)));
    if (raw.length === 0) return;
    const { maxBytes } = this.options;
    emit(raw.subarray(0, maxBytes), this.at, cut || raw.length > maxBytes);
  }

  private text(bytes: Buffer): string {
    return trimmed(this.decoder === undefined ? bytes : Buffer.from(this.decoder.decode(bytes))).toString();
  }
}

/** Without line ends, and without the NULs of a hole. */
function trimmed(bytes: Buffer): Buffer {
  let start = 0;
  let end = bytes.length;
  while (start < end && bytes[start] === 0) start++;
  while (end > start && (bytes[end - 1] === 10 || bytes[end - 1] === 13)) end--;
  return bytes.subarray(start, end);
}
