import { gramShares, leastSum } from './gram-shares.js';
import type { ImageWriter } from './image-writer.js';
import type { NumberedLiteral } from './screen-windows.js';

/** A literal in a chain, with the place of its gram. */
interface Link {
  number: number;
  offset: number;
  /** Hash of the gram. */
  hash: number;
}

/** Lengths of beginnings and ends that literals are found by. */
const tiedSizes = [16, 8, 4, 3, 2, 1];
/** A gram that several literals are known by already must be rarer by so many bits for each. */
const crowding = 0.5;
const multiplier = 0x9e3779b1;
const lastOfChain = 0x8000_0000;
/** Bits of a gram table's filter: enough to have few of them set, few enough for the processor's nearest cache. */
const [leastFilterBits, mostFilterBits] = [12, 17];

/** @returns place of the table that finds literals by their first bytes, or their last ones */
export function tiedTable(writer: ImageWriter, literals: readonly NumberedLiteral[], atEnd: boolean): number {
  const bits = bitsFor(2 * literals.length);
  const chains = new Map<number, Link[]>();
  let sizes = 0;
  for (const { text, number } of literals) {
    const size = tiedSizes.find((one) => one <= text.length)!;
    sizes |= 1 << size;
    const hash = hashOf(atEnd ? text.slice(-size) : text.slice(0, size));
    append(chains, hash >>> (32 - bits), { number, offset: 0, hash });
  }
  const at = writer.words(2 + (1 << bits));
  writer.set(at, 0, sizes);
  writer.set(at, 1, bits);
  writeChains(writer, at + 8, chains);
  return at;
}

/** @returns place of the table of literals that are looked for one by one */
export function singleTable(writer: ImageWriter, literals: readonly NumberedLiteral[]): number {
  const at = writer.words(2 * literals.length);
  literals.forEach(({ text, number }, i) => {
    const offset = rarestPair(text);
    const second = text.length === 1 ? 0 : text.charCodeAt(offset + 1) | 0x20;
    writer.set(at, 2 * i, number);
    writer.set(at, 2 * i + 1, offset | ((text.charCodeAt(offset) | 0x20) << 16) | (second << 24));
  });
  return at;
}

/**
 * @param size characters that a literal is known by, 2 to 4
 * @param window least length of the literals, up to the longest one
 * @returns place of the table that finds literals at every n-th place
 */
export function gramTable(
  writer: ImageWriter,
  literals: readonly NumberedLiteral[],
  size: number,
  window: number,
): number {
  const stride = window - size + 1;
  const grams = new Map<number, Link[]>();
  for (const { text, number } of literals) {
    const first = rarestWindow(text, size, stride, grams);
    for (let offset = first; offset < first + stride; offset++) {
      const hash = gramHash(text, offset, size);
      append(grams, hash, { number, offset, hash });
    }
  }
  const filterBits = Math.min(mostFilterBits, Math.max(leastFilterBits, bitsFor(16 * grams.size)));
  const bits = bitsFor(2 * grams.size);
  const at = writer.words(6);
  const filter = writer.words((1 << filterBits) / 32);
  const buckets = writer.words(1 << bits);
  [stride, filterBits, bits, filter, buckets, size].forEach((word, i) => {
    writer.set(at, i, word);
  });
  const chains = new Map<number, Link[]>();
  for (const [hash, links] of grams) {
    writer.setBit(filter, hash >>> (32 - filterBits));
    for (const link of links) append(chains, hash >>> (32 - bits), link);
  }
  writeChains(writer, buckets, chains);
  return at;
}

function writeChains(
  writer: ImageWriter,
  buckets: number,
  chains: ReadonlyMap<number, readonly Link[]>,
): void {
  for (const [bucket, links] of chains) {
    const at = writer.words(2 * links.length);
    links.forEach(({ number, offset, hash }, i) => {
      writer.set(at, 2 * i, (i === links.length - 1 ? number | lastOfChain : number) >>> 0);
      writer.set(at, 2 * i + 1, (offset | (hash << 16)) >>> 0);
    });
    writer.set(buckets, bucket, at);
  }
}

/** @returns where the rarest two neighbouring characters of a text begin */
function rarestPair(text: string): number {
  return text.length < 3 ? 0 : leastSum(gramShares(text, 2), 1).first;
}

/** @returns where the grams of as many places as a stride begin that are the rarest together */
function rarestWindow(
  text: string,
  size: number,
  stride: number,
  known: ReadonlyMap<number, readonly Link[]>,
): number {
  const costs = gramShares(text, size).map((share, i) => {
    const crowd = known.get(gramHash(text, i, size))?.length ?? 0;
    return share * 2 ** (crowding * crowd);
  });
  return leastSum(costs, stride).first;
}

function gramHash(text: string, at: number, size: number): number {
  return Math.imul(foldedWord(text, at, size), multiplier) >>> 0;
}

/** The same as `hashAt` of assembly/screen.ts. */
function hashOf(text: string): number {
  const { length } = text;
  let hash = length;
  for (let i = 0; i < length; i += 4) hash = mix(hash, foldedWord(text, i, Math.min(4, length)));
  return hash >>> 0;
}

function mix(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, multiplier);
  return product ^ (product >>> 15);
}

/** @returns characters as a little-endian word in which letters have no case */
function foldedWord(text: string, at: number, length: number): number {
  let word = 0;
  for (let i = 0; i < length; i++) word |= (text.charCodeAt(at + i) | 0x20) << (8 * i);
  return word;
}

function bitsFor(count: number): number {
  return Math.max(1, Math.ceil(Math.log2(count)));
}

function append(chains: Map<number, Link[]>, key: number, link: Link): void {
  const known = chains.get(key);
  if (known === undefined) chains.set(key, [link]);
  else known.push(link);
}
