import { crc32 } from 'node:zlib';

/** Checksum of some bytes of a file, by which its content is recognised under another name or inode. */
export interface Print {
  at: number;
  length: number;
  crc: number;
}

/** The first bytes of a file say which it is. */
export const headBytes = 1024;
/** The bytes before the place read to say whether it still is the same: a file can be emptied and grow again. */
export const edgeBytes = 256;

export const emptyPrint = (at = 0): Print => ({ at, length: 0, crc: 0 });

/** @returns the print of the first bytes, extended by what follows at `position`, as far as it belongs to it */
export function extendHead(head: Print, bytes: Buffer, position: number): Print {
  const from = head.length - position;
  if (head.length >= headBytes || from < 0 || from >= bytes.length) return head;
  const added = bytes.subarray(from, from + headBytes - head.length);
  return { at: 0, length: head.length + added.length, crc: crc32(added, head.crc) };
}

/** @returns the print of the last bytes before `position + bytes.length` */
export function edgeOf(bytes: Buffer, position: number): Print {
  const part = bytes.subarray(Math.max(0, bytes.length - edgeBytes));
  return { at: position + bytes.length - part.length, length: part.length, crc: crc32(part) };
}

/** Compares prints with a stream of the file from its beginning. */
export class PrintCheck {
  private readonly prints: readonly Print[];
  private readonly crcs: number[];
  private position = 0;

  constructor(prints: readonly Print[]) {
    this.prints = prints;
    this.crcs = prints.map(() => 0);
  }

  push(chunk: Buffer): void {
    for (const [i, { at, length }] of this.prints.entries()) {
      const from = Math.max(0, at - this.position);
      const to = Math.min(chunk.length, at + length - this.position);
      if (from < to) this.crcs[i] = crc32(chunk.subarray(from, to), this.crcs[i]!);
    }
    this.position += chunk.length;
  }

  /** What lies between was not needed. */
  skipTo(position: number): void {
    this.position = position;
  }

  /** All bytes that are needed were seen. */
  get complete(): boolean {
    return this.prints.every((_, index) => this.reached(index));
  }

  get isEmpty(): boolean {
    return this.position === 0;
  }

  /** @param index of the print whose bytes were all seen */
  reached(index: number): boolean {
    const { at, length } = this.prints[index]!;
    return at + length <= this.position;
  }

  /** @param index of the print */
  matches(index: number): boolean {
    return this.reached(index) && this.crcs[index] === this.prints[index]!.crc;
  }
}
