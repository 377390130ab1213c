import { crc32 } from 'node:zlib';

/**
 * A journal file is a row of frames, so that a record's offset in its file is its position minus the
 * file's start position. A frame is five big-endian u32, then the payload:
 *
 * | magic | payload length | behind | CRC-32 of the payload | CRC-32 of the four words and the position |
 *
 * `behind` is how many bytes before this frame were not yet durable when it was written (the frames of its
 * own group commit). It tells a torn tail, of which nothing was acknowledged, from damage to acknowledged
 * records. The position is part of the check so that neither zeros nor a block of an older file pass.
 */
export const frameHeaderBytes = 20;

/** `preamble` frames belong to the segment, not to the row of records: readers of records skip them. */
export const frameMagic = { record: 0x47574a52, preamble: 0x47574a50 } as const;
export type FrameKind = keyof typeof frameMagic;

export interface FrameHeader {
  kind: FrameKind;
  length: number;
  behind: number;
  crc: number;
}

const checked = Buffer.alloc(24);

function headerCrc(buffer: Buffer, at: number, position: number): number {
  buffer.copy(checked, 0, at, at + 16);
  checked.writeUInt32BE(Math.floor(position / 0x1_0000_0000), 16);
  checked.writeUInt32BE(position % 0x1_0000_0000, 20);
  return crc32(checked);
}

/**
 * Writes one frame into `out`.
 * @param at offset in `out`
 * @param position journal position of the frame
 * @param behind bytes before the frame that are not durable yet
 * @returns offset behind the frame
 */
export function writeFrame(
  out: Buffer,
  at: number,
  kind: FrameKind,
  payload: Uint8Array,
  position: number,
  behind: number,
): number {
  out.writeUInt32BE(frameMagic[kind], at);
  out.writeUInt32BE(payload.length, at + 4);
  out.writeUInt32BE(behind, at + 8);
  out.writeUInt32BE(crc32(payload), at + 12);
  out.writeUInt32BE(headerCrc(out, at, position), at + 16);
  out.set(payload, at + frameHeaderBytes);
  return at + frameHeaderBytes + payload.length;
}

/**
 * @param at offset in `buffer` where at least {@link frameHeaderBytes} follow
 * @param position journal position the frame must have been written for
 * @returns the header, or undefined when the bytes are none
 */
export function readFrameHeader(buffer: Buffer, at: number, position: number): FrameHeader | undefined {
  const magic = buffer.readUInt32BE(at);
  const kind =
    magic === frameMagic.record ? 'record' : magic === frameMagic.preamble ? 'preamble' : undefined;
  if (!kind || buffer.readUInt32BE(at + 16) !== headerCrc(buffer, at, position)) return undefined;
  return {
    kind,
    length: buffer.readUInt32BE(at + 4),
    behind: buffer.readUInt32BE(at + 8),
    crc: buffer.readUInt32BE(at + 12),
  };
}

/** @returns whether the payload is the one that the header was written for */
export function isIntact(header: FrameHeader, payload: Uint8Array): boolean {
  return payload.length === header.length && crc32(payload) === header.crc;
}
