import { errorCorrection } from './reed-solomon.js';

/** Level M of versions 1 to 10 (ISO/IEC 18004, table 9): codewords, of these error correction in a block, blocks. */
export const versions: readonly (readonly [total: number, correction: number, blocks: number])[] = [
  [26, 10, 1],
  [44, 16, 1],
  [70, 26, 1],
  [100, 18, 2],
  [134, 24, 2],
  [172, 16, 4],
  [196, 18, 4],
  [242, 22, 4],
  [292, 22, 5],
  [346, 26, 5],
];

const byteMode = 0b0100;
const padding = [0xec, 0x11];

const dataCodewords = (version: number): number => {
  const [total, correction, blocks] = versions[version - 1]!;
  return total - correction * blocks;
};

/** Table 3: the length takes 8 bits up to version 9. */
const lengthBits = (version: number): number => (version < 10 ? 8 : 16);

/** @returns the smallest version that takes so many bytes; undefined when none of these does */
export function versionFor(bytes: number): number | undefined {
  const fits = (version: number) => 4 + lengthBits(version) + bytes * 8 <= dataCodewords(version) * 8;
  return versions.map((_, index) => index + 1).find(fits);
}

/** @returns the data as bits: mode, length, bytes, terminator and padding (7.4) */
function dataBits(bytes: Uint8Array, version: number): number[] {
  const bits: number[] = [];
  const push = (value: number, length: number) => {
    for (let bit = length - 1; bit >= 0; bit--) bits.push((value >>> bit) & 1);
  };
  push(byteMode, 4);
  push(bytes.length, lengthBits(version));
  for (const byte of bytes) push(byte, 8);
  const capacity = dataCodewords(version) * 8;
  push(0, Math.min(4, capacity - bits.length));
  push(0, (8 - (bits.length % 8)) % 8);
  for (let n = 0; bits.length < capacity; n++) push(padding[n % 2]!, 8);
  return bits;
}

function dataFor(bytes: Uint8Array, version: number): number[] {
  const bits = dataBits(bytes, version);
  return Array.from({ length: bits.length / 8 }, (_, at) =>
    bits.slice(at * 8, at * 8 + 8).reduce((byte, bit) => (byte << 1) | bit, 0),
  );
}

/** @returns all codewords, data and error correction of the blocks interleaved (7.6) */
export function codewords(bytes: Uint8Array, version: number): number[] {
  const data = dataFor(bytes, version);
  const [, correction, count] = versions[version - 1]!;
  const short = Math.floor(data.length / count);
  const longBlocks = data.length % count;
  const blocks: number[][] = [];
  for (let block = 0, at = 0; block < count; block++) {
    const length = short + (block >= count - longBlocks ? 1 : 0);
    blocks.push(data.slice(at, at + length));
    at += length;
  }
  const corrections = blocks.map((block) => errorCorrection(block, correction));
  return [...interleave(blocks, short + 1), ...interleave(corrections, correction)];
}

function interleave(blocks: readonly (readonly number[])[], longest: number): number[] {
  const columns = Array.from({ length: longest }, (_, at) => blocks.map((block) => block[at]));
  return columns.flat().filter((codeword) => codeword !== undefined);
}
