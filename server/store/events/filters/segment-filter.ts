import { open, readFile, rename } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { type GramSet, mayContain } from './gram-set.js';
import { mayHold, type ValueSet, valueKey } from './value-set.js';

/** What a segment certainly does not hold: kept beside it, so that searches open few segments. */
export interface SegmentFilter {
  grams: GramSet;
  values: ValueSet;
}

/** Text columns whose values are in the filter: what investigations begin with. */
export const filteredColumns = [
  'host.name',
  'source.ip',
  'destination.ip',
  'user.name',
  'process.name',
  'process.executable',
  'event.dataset',
  'event.code',
  'log.source',
] as const;
const filtered = new Set<string>(filteredColumns);

/** What a row must have to be found, as far as a filter can tell. */
export type Need =
  | { column: string; value: string }
  /** One of these texts is in one of the row's texts: message, command line, fields, original. */
  | { texts: readonly string[] };

/** @returns whether segments' filters can tell anything about the column's exact values */
export function hasValues(column: string): boolean {
  return filtered.has(column);
}

/** @returns false when the segment certainly has no row that meets all needs */
export function mayMatch(filter: SegmentFilter, needs: readonly Need[]): boolean {
  return needs.every((need) =>
    'texts' in need
      ? need.texts.some((text) => mayContain(filter.grams, text))
      : mayHold(filter.values, valueKey(need.column, need.value)),
  );
}

// The file: these four bytes, words of the grams, words of the values, CRC-32 of all words; then the words.
const magic = 0x31465747; // GWF1
const headerBytes = 16;

/**
 * Writes a filter durably, aside first.
 * @returns size in bytes
 */
export async function writeFilter(path: string, { grams, values }: SegmentFilter): Promise<number> {
  const words = new Uint32Array(grams.length + values.length);
  words.set(grams);
  words.set(values, grams.length);
  const body = Buffer.from(words.buffer);
  const header = Buffer.from(Uint32Array.of(magic, grams.length, values.length, crc32(body)).buffer);
  const handle = await open(`${path}.tmp`, 'w');
  try {
    await handle.writeFile(header);
    await handle.writeFile(body);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${path}.tmp`, path);
  return header.length + body.length;
}

/** @throws Error when the file is missing or damaged: searches then open the segment itself */
export async function readFilter(path: string): Promise<SegmentFilter> {
  const bytes = await readFile(path);
  if (bytes.length < headerBytes || bytes.length % 4 !== 0) throw new Error(`${path} is no segment filter`);
  // Aligned memory of its own: small files come out of a shared pool.
  const all = new Uint32Array(new Uint8Array(bytes).buffer);
  const [found, gramWords = 0, valueWords = 0, checksum] = all;
  const words = all.subarray(headerBytes / 4);
  if (found !== magic || words.length !== gramWords + valueWords) {
    throw new Error(`${path} is no segment filter`);
  }
  if (crc32(bytes.subarray(headerBytes)) !== checksum) throw new Error(`${path} is damaged`);
  return { grams: words.subarray(0, gramWords), values: words.subarray(gramWords) };
}
