/** Takes a frame: the record's bytes without framing, and whether its end is missing. */
export type EmitFrame = (bytes: Buffer, truncated: boolean) => void;

const [lf, cr, nul, space, less, zero, one, nine] = [10, 13, 0, 32, 60, 48, 49, 57];
/** Digits of MSG-LEN that are read; a longer number is no octet count. */
const countDigits = 9;

/**
 * Takes a syslog stream apart into records (RFC 6587). Octet counting (3.4.1: `MSG-LEN SP <PRI>...`) and
 * non-transparent framing (3.4.2: until LF, here also NUL) are told apart for every record anew. The result
 * does not depend on how the stream is cut into chunks. Frames are views into the chunk where they lie within
 * one. Empty records are skipped.
 */
export class FrameDecoder {
  private readonly limit: number;
  /** Bytes of a record's start that do not yet tell its framing. */
  private undecided: Buffer | undefined;
  /** The begun record, when it is not within one chunk. */
  private held: Buffer | undefined;
  private heldLength = 0;
  private state: 'start' | 'line' | 'octets' = 'start';
  /** Octets of the record that are still to come. */
  private missing = 0;
  private truncated = false;

  /** @param limit a record's bytes beyond this are cut off, and the record is marked truncated */
  constructor(limit: number) {
    this.limit = limit;
  }

  /** @param chunk next bytes of the stream; frames may be views into it */
  push(chunk: Buffer, emit: EmitFrame): void {
    let bytes = chunk;
    if (this.undecided !== undefined) {
      bytes = Buffer.concat([this.undecided, chunk]);
      this.undecided = undefined;
    }
    // Each is searched for once, whichever of them ends the records: otherwise every record would search the rest.
    let nextLf = bytes.indexOf(lf);
    let nextNul = bytes.indexOf(nul);
    let at = 0;
    while (at < bytes.length) {
      if (this.state === 'start') {
        at = this.begin(bytes, at);
        if (at < 0) return;
        continue;
      }
      if (this.state === 'octets') {
        at = this.octets(bytes, at, emit);
        continue;
      }
      if (nextLf >= 0 && nextLf < at) nextLf = bytes.indexOf(lf, at);
      if (nextNul >= 0 && nextNul < at) nextNul = bytes.indexOf(nul, at);
      at = this.line(bytes, at, nextNul < 0 || (nextLf >= 0 && nextLf < nextNul) ? nextLf : nextNul, emit);
    }
  }

  /** The stream has ended: gives out what was begun; a counted record that is too short is marked truncated. */
  end(emit: EmitFrame): void {
    if (this.undecided !== undefined) {
      const bytes = this.undecided;
      this.undecided = undefined;
      this.hold(bytes, 0, bytes.length);
    }
    if (this.heldLength === 0) return;
    if (this.state === 'octets' && this.missing > 0) this.truncated = true;
    this.finish(Buffer.alloc(0), 0, 0, emit);
  }

  /** @returns index of the record's first byte, or -1 when more bytes are needed to tell its framing */
  private begin(bytes: Buffer, at: number): number {
    const first = bytes[at]!;
    if (first < one || first > nine) {
      this.state = 'line';
      return at;
    }
    let i = at + 1;
    let count = first - zero;
    const end = Math.min(bytes.length, at + countDigits);
    while (i < end && bytes[i]! >= zero && bytes[i]! <= nine) count = count * 10 + bytes[i++]! - zero;
    const open = i === bytes.length || (bytes[i] === space && i + 1 === bytes.length);
    if (open) {
      this.undecided = Buffer.from(bytes.subarray(at));
      return -1;
    }
    // A record that only looks like a count, such as `2026-11-21T...` or `42 is the answer`, is a line.
    if (bytes[i] !== space || bytes[i + 1] !== less) {
      this.state = 'line';
      return at;
    }
    this.state = 'octets';
    this.missing = count;
    return i + 1;
  }

  private octets(bytes: Buffer, at: number, emit: EmitFrame): number {
    const end = Math.min(bytes.length, at + this.missing);
    this.missing -= end - at;
    if (this.missing > 0) this.hold(bytes, at, end);
    else this.finish(bytes, at, end, emit);
    return end;
  }

  /** @param end of the line, or -1 when it is not in the chunk */
  private line(bytes: Buffer, at: number, end: number, emit: EmitFrame): number {
    if (end < 0) {
      this.hold(bytes, at, bytes.length);
      return bytes.length;
    }
    this.finish(bytes, at, end, emit);
    return end + 1;
  }

  /** Copies the begun record: a view would keep the whole chunk alive for as long as the peer likes. */
  private hold(bytes: Buffer, from: number, to: number): void {
    const take = Math.min(to - from, this.limit - this.heldLength);
    if (take < to - from) this.truncated = true;
    const needed = this.heldLength + take;
    if (this.held === undefined || this.held.length < needed) {
      const grown = Buffer.allocUnsafeSlow(
        Math.min(this.limit, Math.max(needed, 2 * (this.held?.length ?? 128))),
      );
      this.held?.copy(grown, 0, 0, this.heldLength);
      this.held = grown;
    }
    bytes.copy(this.held, this.heldLength, from, from + take);
    this.heldLength = needed;
  }

  private finish(bytes: Buffer, from: number, to: number, emit: EmitFrame): void {
    let record: Buffer;
    if (this.heldLength > 0) {
      this.hold(bytes, from, to);
      record = this.held!.subarray(0, this.heldLength);
    } else {
      if (to - from > this.limit) this.truncated = true;
      record = bytes.subarray(from, Math.min(to, from + this.limit));
    }
    const { truncated } = this;
    if (this.state === 'line' && !truncated && record.at(-1) === cr) record = record.subarray(0, -1);
    this.held = undefined;
    this.heldLength = 0;
    this.state = 'start';
    this.truncated = false;
    if (record.length > 0) emit(record, truncated);
  }
}
