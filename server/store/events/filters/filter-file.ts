import { type FileHandle, open, rename } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { BlockFilter, SegmentFilter, SegmentFilters } from './segment-filter.js';

// The file, in 32-bit words, little endian: magic, words of the segment's grams, words of its values, CRC-32 of these
// words; the words. With blocks also: number of words that follow behind the next one, CRC-32 of them; number of blocks;
// for each its first row, its rows, words of its grams, words of its values; then the words of the blocks.
const magic = 0x33465747; // GWF3
/** Without blocks. */
const magicWhole = 0x32465747; // GWF2
/** Values as they are only. */
const magicCased = 0x31465747; // GWF1
const headWords = 4;
const blockHeadWords = 4;
const wordBytes = 4;

/**
 * Writes a segment's filters durably, aside first.
 * @returns size in bytes
 */
export async function writeFilter(path: string, { whole, blocks }: SegmentFilters): Promise<number> {
  const parts = [headOf(whole, blocks.length > 0), ...(blocks.length > 0 ? [blocksOf(blocks)] : [])];
  const handle = await open(`${path}.tmp`, 'w');
  try {
    for (const part of parts) await handle.writeFile(part);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${path}.tmp`, path);
  return parts.reduce((sum, { length }) => sum + length, 0);
}

function headOf({ grams, values, caseless }: SegmentFilter, withBlocks: boolean): Buffer {
  const words = new Uint32Array(headWords + grams.length + values.length);
  words.set(grams, headWords);
  words.set(values, headWords + grams.length);
  words.set([caseless ? (withBlocks ? magic : magicWhole) : magicCased, grams.length, values.length]);
  words[3] = crc32(bytesOf(words.subarray(headWords)));
  return bytesOf(words);
}

function blocksOf(blocks: readonly BlockFilter[]): Buffer {
  const sizes = blocks.map(({ filter }) => filter.grams.length + filter.values.length);
  const length = 1 + blockHeadWords * blocks.length + sizes.reduce((sum, size) => sum + size, 0);
  const words = new Uint32Array(2 + length);
  words.set([length, 0, blocks.length]);
  let at = 3;
  for (const { firstRow, rows, filter } of blocks) {
    words.set([firstRow, rows, filter.grams.length, filter.values.length], at);
    at += blockHeadWords;
  }
  for (const { filter } of blocks) {
    words.set(filter.grams, at);
    words.set(filter.values, at + filter.grams.length);
    at += filter.grams.length + filter.values.length;
  }
  words[1] = crc32(bytesOf(words.subarray(2)));
  return bytesOf(words);
}

/**
 * Reads what tells of the segment as a whole.
 * @throws Error when the file is missing or damaged: searches then open the segment itself
 */
export async function readWholeFilter(path: string): Promise<SegmentFilter> {
  return reading(path, async (handle, size) => (await readHead(path, handle, size)).whole);
}

/** @throws Error as {@link readWholeFilter} */
export async function readFilters(path: string): Promise<SegmentFilters> {
  return reading(path, async (handle, size) => {
    const { whole, end, withBlocks } = await readHead(path, handle, size);
    return { whole, blocks: withBlocks ? await readBlocks(path, handle, { from: end, to: size }) : [] };
  });
}

async function reading<T>(path: string, read: (handle: FileHandle, size: number) => Promise<T>): Promise<T> {
  const handle = await open(path);
  try {
    return await read(handle, (await handle.stat()).size);
  } finally {
    await handle.close();
  }
}

async function readHead(
  path: string,
  handle: FileHandle,
  size: number,
): Promise<{ whole: SegmentFilter; end: number; withBlocks: boolean }> {
  const [found, gramWords, valueWords, checksum] = await readWords(handle, 0, headWords);
  const end = wordBytes * (headWords + (gramWords ?? 0) + (valueWords ?? 0));
  const known = found === magic || found === magicWhole || found === magicCased;
  if (!known || checksum === undefined || (found === magic ? end >= size : end !== size)) {
    throw new Error(`${path} is no segment filter`);
  }
  const words = await readWords(handle, wordBytes * headWords, gramWords! + valueWords!);
  if (crc32(bytesOf(words)) !== checksum) throw new Error(`${path} is damaged`);
  const grams = words.subarray(0, gramWords);
  const values = words.subarray(gramWords);
  return { whole: { grams, values, caseless: found !== magicCased }, end, withBlocks: found === magic };
}

async function readBlocks(
  path: string,
  handle: FileHandle,
  { from, to }: { from: number; to: number },
): Promise<BlockFilter[]> {
  const words = await readWords(handle, from, (to - from) / wordBytes);
  const [length, checksum, count = 0] = words;
  if (length !== words.length - 2 || crc32(bytesOf(words.subarray(2))) !== checksum) {
    throw new Error(`${path} is damaged`);
  }
  const blocks: BlockFilter[] = [];
  let at = 3 + blockHeadWords * count;
  for (let n = 0; n < count; n++) {
    const [firstRow, rows, gramWords, valueWords] = words.subarray(3 + blockHeadWords * n);
    const grams = words.subarray(at, at + gramWords!);
    const values = words.subarray(at + gramWords!, at + gramWords! + valueWords!);
    blocks.push({ firstRow: firstRow!, rows: rows!, filter: { grams, values, caseless: true } });
    at += gramWords! + valueWords!;
  }
  return blocks;
}

/** @returns as many as there are */
async function readWords(handle: FileHandle, position: number, count: number): Promise<Uint32Array> {
  if (!Number.isInteger(count)) return new Uint32Array();
  // Aligned memory of its own.
  const words = new Uint32Array(count);
  const { bytesRead } = await handle.read(bytesOf(words), 0, words.byteLength, position);
  return words.subarray(0, Math.floor(bytesRead / wordBytes));
}

function bytesOf(words: Uint32Array): Buffer {
  return Buffer.from(words.buffer, words.byteOffset, words.byteLength);
}
