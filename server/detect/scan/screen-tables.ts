import { expectedBits } from '../match/rarity.js';
import type { ImageWriter } from './image-writer.js';

export interface NumberedLiteral {
  text: string;
  number: number;
}

/** A literal in a chain, with the place of its gram. */
interface Link {
  number: number;
  offset: number;
  /** Hash of the gram. */
  hash: number;
}

/** Lengths of beginnings and ends that literals are found by. */
const tiedSizes = [16, 8, 4, 3, 2, 1];
export const gramLength = 4;
/** Lengths of text of which one gram at least is looked at. */
const windows = [4, 5, 6, 7, 8, 9, 10, 12, 16, 20];
/** What it costs per byte of a value to look for one literal; to look at one place; to compare with a literal there. */
const [searchCost, placeCost, compareCost] = [0.12, 1.3, 12];
/** So many literals are found sooner by their pairs than one by one. */
const fewLiterals = 10;
/** A gram that several literals are known by already must be rarer by so many bits for each. */
const crowding = 0.5;
const multiplier = 0x9e3779b1;
const lastOfChain = 0x8000_0000;
/** Bits of a gram table's filter: enough to have few of them set, few enough for the processor's nearest cache. */
const [leastFilterBits, mostFilterBits] = [12, 17];

/** Literals that may stand anywhere, by how they are looked for. */
export interface ByLength {
  /** One by one. */
  single: NumberedLiteral[];
  /** By two characters at each place. */
  pairs: NumberedLiteral[];
  /** By four characters at every n-th place. */
  grams: NumberedLiteral[];
  /** Least length of those, up to the longest one that counts. */
  window: number;
}

/** @param literals that may stand anywhere */
export function splitByLength(literals: readonly NumberedLiteral[]): ByLength {
  const tiny = literals.filter(({ text }) => text.length < gramLength);
  const long = literals.filter(({ text }) => text.length >= gramLength);
  const window = bestWindow(long.map(({ text }) => text));
  const grams = long.filter(({ text }) => text.length >= window);
  const single = long.filter(({ text }) => text.length < window);
  const pairs = tiny.filter(({ text }) => text.length > 1);
  if (pairs.length <= fewLiterals) return { single: [...single, ...tiny], pairs: [], grams, window };
  return { single: [...single, ...tiny.filter(({ text }) => text.length === 1)], pairs, grams, window };
}

/** @returns the window that makes the shorter texts cost as little as the strides, and the rest few comparisons */
function bestWindow(texts: readonly string[]): number {
  const shares = texts.map((text) => gramShares(text, gramLength));
  const costOf = (window: number): number => {
    const stride = window - gramLength + 1;
    let cost = placeCost;
    let shorter = 0;
    for (const ofText of shares) {
      if (ofText.length < stride) shorter++;
      else cost += compareCost * leastSum(ofText, stride).sum;
    }
    return cost / stride + searchCost * shorter;
  };
  let [best, least] = [gramLength, Number.POSITIVE_INFINITY];
  for (const window of windows) {
    const cost = costOf(window);
    if (cost < least) [best, least] = [window, cost];
  }
  return best;
}

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

/** @returns expected share of places that have each gram */
function gramShares(text: string, size: number): number[] {
  // What follows what is not known of bytes beyond ASCII.
  const known = text.replace(/[\x80-\xff]/g, '\x7f');
  const shares: number[] = [];
  for (let i = 0; i + size <= text.length; i++) shares.push(2 ** expectedBits(known.slice(i, i + size)));
  return shares;
}

/** @returns where so many neighbouring numbers begin whose sum is the least, and that sum */
function leastSum(numbers: readonly number[], count: number): { first: number; sum: number } {
  let first = 0;
  let [sum, least] = [0, Number.POSITIVE_INFINITY];
  for (let i = 0; i < numbers.length; i++) {
    sum += numbers[i]! - (i >= count ? numbers[i - count]! : 0);
    if (i >= count - 1 && sum < least) [first, least] = [i - count + 1, sum];
  }
  return { first, sum: least };
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
