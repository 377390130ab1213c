import { crc32 } from 'node:zlib';

/** Length of the header's block; the first chunk begins behind it. */
export const fileHeaderBytes = 4096;

/** The header of an .evtx file: `ElfFile`, chunk numbers, next record id, version, flags, CRC-32. */
export interface FileHeader {
  nextRecordId: bigint;
  /** `3.1`, or `3.2` since Windows 10 2004. */
  version: string;
  chunkCount: number;
  /** The service did not close the file: its last chunk and the header can lag behind. */
  dirty: boolean;
  /** It begins with the signature. */
  genuine: boolean;
  /** Why the header cannot be trusted; empty when it is whole. */
  damage: string[];
}

const magic = Buffer.from('ElfFile\0');

/**
 * @param bytes the file's first bytes, up to 4,096
 * @returns the header; fields of a header that is cut off are zero
 */
export function parseFileHeader(bytes: Buffer): FileHeader {
  if (bytes.length < 128) {
    const damage = [bytes.length === 0 ? 'file is empty' : 'file header is cut off'];
    return { nextRecordId: 0n, version: '', chunkCount: 0, dirty: false, genuine: false, damage };
  }
  const damage: string[] = [];
  const genuine = bytes.subarray(0, 8).equals(magic);
  if (!genuine) damage.push('file header does not begin with ElfFile');
  if (crc32(bytes.subarray(0, 120)) !== bytes.readUInt32LE(124))
    damage.push('file header has a wrong checksum');
  return {
    nextRecordId: bytes.readBigUInt64LE(24),
    version: `${bytes.readUInt16LE(38)}.${bytes.readUInt16LE(36)}`,
    chunkCount: bytes.readUInt16LE(42),
    dirty: (bytes.readUInt32LE(120) & 1) !== 0,
    genuine,
    damage,
  };
}
