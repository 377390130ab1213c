import { open, readFile, rename } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { fold } from './fold.js';
import { type GramSet, mayContain } from './gram-set.js';
import { mayHold, type ValueSet, valueKey } from './value-set.js';

/** What a segment certainly does not hold: kept beside it, so that searches open few segments. */
export interface SegmentFilter {
  grams: GramSet;
  values: ValueSet;
  /** Whether the values are there without case, too; filters of earlier versions have them as they are only. */
  caseless: boolean;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
const ascii = /^[\x00-\x7f]*$/;

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
  | { column: string; value: string; caseless?: true }
  /** One of these texts is in one of the row's texts: message, command line, fields, original. */
  | { texts: readonly string[] }
  /** All the needs of one of these. */
  | { any: readonly (readonly Need[])[] };

/** @returns whether segments' filters can tell anything about the column's exact values */
export function hasValues(column: string): boolean {
  return filtered.has(column);
}

/** @returns false when the segment certainly has no row that meets all needs */
export function mayMatch(filter: SegmentFilter, needs: readonly Need[]): boolean {
  return needs.every((need) => mayMeet(filter, need));
}

function mayMeet(filter: SegmentFilter, need: Need): boolean {
  if ('any' in need) return need.any.some((needs) => mayMatch(filter, needs));
  if ('texts' in need) return need.texts.some((text) => mayContain(filter.grams, text));
  const { column, value, caseless = false } = need;
  if (caseless) return mayHoldCaseless(filter, column, value);
  return mayHold(filter.values, valueKey(column, value));
}

/** Characters beyond ASCII are not folded: of a value with such nothing is certain. */
function mayHoldCaseless({ values, caseless }: SegmentFilter, column: string, value: string): boolean {
  const folded = fold(value);
  if (!caseless || !ascii.test(folded)) return true;
  return mayHold(values, valueKey(column, folded)) || mayHold(values, foldedKey(column, folded));
}

/** @returns the keys of a value: as it is, and without case where that differs */
export function valueKeys(column: string, value: string): string[] {
  const folded = fold(value);
  const key = valueKey(column, value);
  return folded === value ? [key] : [key, foldedKey(column, folded)];
}

function foldedKey(column: string, folded: string): string {
  return valueKey(`~${column}`, folded);
}

// The file: these four bytes, words of the grams, words of the values, CRC-32 of all words; then the words.
const magic = 0x32465747; // GWF2
/** Values as they are only. */
const magicCased = 0x31465747; // GWF1
const headerBytes = 16;

/**
 * Writes a filter durably, aside first.
 * @returns size in bytes
 */
export async function writeFilter(path: string, { grams, values, caseless }: SegmentFilter): Promise<number> {
  const words = new Uint32Array(grams.length + values.length);
  words.set(grams);
  words.set(values, grams.length);
  const body = Buffer.from(words.buffer);
  const header = Buffer.from(
    Uint32Array.of(caseless ? magic : magicCased, grams.length, values.length, crc32(body)).buffer,
  );
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
  if ((found !== magic && found !== magicCased) || words.length !== gramWords + valueWords) {
    throw new Error(`${path} is no segment filter`);
  }
  if (crc32(bytes.subarray(headerBytes)) !== checksum) throw new Error(`${path} is damaged`);
  return {
    grams: words.subarray(0, gramWords),
    values: words.subarray(gramWords),
    caseless: found === magic,
  };
}
