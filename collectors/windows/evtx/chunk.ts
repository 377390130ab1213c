import { crc32 } from 'node:zlib';

/** Length of a chunk: each can be read alone. */
export const chunkBytes = 65_536;
export const chunkHeaderBytes = 512;

const magic = Buffer.from('ElfChnk\0');
const zeros = Buffer.alloc(chunkBytes);

/** A chunk's header and whether the chunk is whole. */
export interface ChunkHeader {
  firstRecordId: number;
  lastRecordId: number;
  /** Offset after the last record: what lies behind it is left over from before. */
  end: number;
  /** Whether `end` and the record ids can be believed. */
  trusted: boolean;
  /** Why the chunk counts as damaged; empty when it is whole. */
  damage: string[];
}

/** @returns whether nothing was ever written there, as in the part of a log that Windows allocates ahead */
export function isEmptyChunk(bytes: Buffer): boolean {
  return bytes.equals(zeros.subarray(0, bytes.length));
}

/** @returns whether the chunk's signature is there */
export function hasChunkMagic(bytes: Buffer): boolean {
  return bytes.length >= 8 && bytes.subarray(0, 8).equals(magic);
}

/** @param bytes a chunk, shorter than 65,536 bytes when the file is cut off */
export function parseChunkHeader(bytes: Buffer): ChunkHeader {
  if (bytes.length < chunkHeaderBytes) {
    return { firstRecordId: 0, lastRecordId: 0, end: 0, trusted: false, damage: ['chunk header is cut off'] };
  }
  const damage: string[] = [];
  const end = bytes.readUInt32LE(48);
  if (!hasChunkMagic(bytes)) damage.push('chunk does not begin with ElfChnk');
  if (headerChecksum(bytes) !== bytes.readUInt32LE(124)) damage.push('chunk header has a wrong checksum');
  if (end < chunkHeaderBytes || end > chunkBytes)
    damage.push('chunk header names an impossible end of records');
  const trusted = damage.length === 0;
  if (bytes.length < chunkBytes) damage.push(`chunk is cut off after ${bytes.length} bytes`);
  if (trusted && end <= bytes.length && recordsChecksum(bytes, end) !== bytes.readUInt32LE(52)) {
    damage.push('records have a wrong checksum');
  }
  const firstRecordId = Number(bytes.readBigUInt64LE(24));
  return { firstRecordId, lastRecordId: Number(bytes.readBigUInt64LE(32)), end, trusted, damage };
}

function headerChecksum(bytes: Buffer): number {
  return crc32(bytes.subarray(128, chunkHeaderBytes), crc32(bytes.subarray(0, 120)));
}

function recordsChecksum(bytes: Buffer, end: number): number {
  return crc32(bytes.subarray(chunkHeaderBytes, end));
}
