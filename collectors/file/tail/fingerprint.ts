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

/** Whether bytes begin with those of a print, wherever it was taken. */
export function begins(bytes: Buffer, { length, crc }: Print): boolean {
  return length === 0 || (bytes.length >= length && crc32(bytes.subarray(0, length)) === crc);
}
