/** A RELP frame (librelp's relp.html, "RELP Frame"): `TXNR SP COMMAND SP DATALEN [SP DATA] LF`. */
export interface RelpFrame {
  /** 1 to 999,999,999; 0 for a hint. */
  txnr: number;
  command: string;
  /** May be a view into the chunk. */
  data: Buffer;
  /** The data was longer than the limit, and its end is missing. */
  truncated: boolean;
}

const [lf, space] = [10, 32];
/** Nine digits, 32 letters, nine digits, and what separates them. */
const maxHeader = 9 + 1 + 32 + 1 + 9 + 1;
const headerForm = /^(\d{1,9}) ([a-zA-Z]{1,32}) (\d{1,9})([ \n])$/;

/** Takes a RELP stream apart into frames. The result does not depend on how the stream is cut into chunks. */
export class RelpFrameDecoder {
  private readonly limit: number;
  private header = '';
  private state: 'header' | 'data' | 'trailer' = 'header';
  private txnr = 0;
  private command = '';
  /** Octets of the data that are still to come. */
  private missing = 0;
  private truncated = false;
  /** The begun data, when it is not within one chunk. */
  private held: Buffer | undefined;
  private heldLength = 0;

  /** @param limit bytes of a frame's data beyond this are cut off, and the frame is marked truncated */
  constructor(limit: number) {
    this.limit = limit;
  }

  /**
   * @param chunk next bytes of the stream
   * @returns why the stream is no RELP, after which nothing more may be pushed; undefined otherwise
   */
  push(chunk: Buffer, emit: (frame: RelpFrame) => void): string | undefined {
    let at = 0;
    while (at < chunk.length) {
      if (this.state === 'header') at = this.begin(chunk, at);
      else if (this.state === 'data') at = this.data(chunk, at);
      else {
        if (chunk[at] !== lf) return 'no line end behind the data of a frame';
        at++;
        this.finish(emit);
      }
      if (at < 0) return 'malformed frame header';
    }
    return undefined;
  }

  /** @returns index behind the header or the chunk's end, or -1 when this is no header */
  private begin(chunk: Buffer, from: number): number {
    const most = Math.min(chunk.length, from + maxHeader - this.header.length);
    let blanks = 0;
    for (const letter of this.header) if (letter === ' ') blanks++;
    let at = from;
    let ended = false;
    while (at < most && !ended) {
      const byte = chunk[at++]!;
      ended = byte === lf || (byte === space && ++blanks === 3);
    }
    this.header += chunk.toString('latin1', from, at);
    if (!ended) return this.header.length >= maxHeader ? -1 : at;
    const [, txnr, command, length, end] = headerForm.exec(this.header) ?? [];
    this.header = '';
    if (command === undefined || (end === '\n' && Number(length) > 0)) return -1;
    this.txnr = Number(txnr);
    this.command = command;
    this.missing = Number(length);
    this.state = this.missing > 0 ? 'data' : 'trailer';
    return end === '\n' ? at - 1 : at;
  }

  private data(chunk: Buffer, at: number): number {
    const end = Math.min(chunk.length, at + this.missing);
    const whole = this.heldLength === 0 && end - at === this.missing;
    this.missing -= end - at;
    // Not copied when the whole record is here and its line end too: it is used before the chunk is given back.
    if (whole && end < chunk.length) {
      const take = Math.min(end - at, this.limit);
      this.truncated = take < end - at;
      this.held = chunk.subarray(at, at + take);
      this.heldLength = take;
    } else this.hold(chunk, at, end);
    if (this.missing === 0) this.state = 'trailer';
    return end;
  }

  private hold(chunk: Buffer, from: number, to: number): void {
    const take = Math.min(to - from, this.limit - this.heldLength);
    if (take < to - from) this.truncated = true;
    const needed = this.heldLength + take;
    if (this.held === undefined || this.held.length < needed) {
      const size = Math.min(this.limit, Math.max(needed, 2 * (this.held?.length ?? 128)));
      const grown = Buffer.allocUnsafeSlow(size);
      this.held?.copy(grown, 0, 0, this.heldLength);
      this.held = grown;
    }
    chunk.copy(this.held, this.heldLength, from, from + take);
    this.heldLength = needed;
  }

  private finish(emit: (frame: RelpFrame) => void): void {
    const { txnr, command, truncated } = this;
    const data = this.held?.subarray(0, this.heldLength) ?? Buffer.alloc(0);
    this.held = undefined;
    this.heldLength = 0;
    this.truncated = false;
    this.state = 'header';
    emit({ txnr, command, data, truncated });
  }
}
