import { fold, needsFolding } from './fold.js';

/**
 * Which groups of four bytes occur in texts, at every second place, ignoring the case of ASCII: a text whose
 * groups are missing is in none of them. A bit stands at a hash of the group. The size is a power of two, so
 * that a set with few bits can be folded into a smaller one.
 */
export type GramSet = Uint32Array;

/** Words of a set for many events (512 KiB), and the least that is worth a file. */
const mostWords = 1 << 17;
const leastWords = 1 << 8;
/** Folded as long as not more of the bits are set: so many of the groups that are absent seem present. */
const defaultDensity = 1 / 8;

/** Collects the groups of a segment's texts. */
export class GramCollector {
  readonly #bits = new Uint32Array(mostWords);

  /** @param text UTF-8 of one value, or of several with anything between: groups across them do no harm */
  add(text: Buffer): void {
    const words = wordsOf(needsFolding(text) ? Buffer.from(fold(text.toString())) : text);
    const bits = this.#bits;
    let before = 0;
    for (let at = 0; at < words.length; at++) {
      const gram = lowerCase(words[at]!);
      // Both alignments are asked for on the other side: half the work where the many bytes are.
      const between = hashOf((before >>> 16) | (gram << 16));
      bits[(between >>> 5) & (mostWords - 1)]! |= 1 << (between & 31);
      const hash = hashOf(gram);
      bits[(hash >>> 5) & (mostWords - 1)]! |= 1 << (hash & 31);
      before = gram;
    }
  }

  /** Adds what another one has collected. */
  addAll(other: GramCollector): void {
    const others = other.#bits;
    const bits = this.#bits;
    for (let n = 0; n < bits.length; n++) bits[n]! |= others[n]!;
  }

  /** Begins anew. */
  reset(): void {
    this.#bits.fill(0);
  }

  /**
   * @param density share of the bits that may be set: with more the set is smaller and tells less
   * @returns the set in the smallest size that still tells texts apart
   */
  finish(density: number = defaultDensity): GramSet {
    let bits = this.#bits.slice();
    while (bits.length > leastWords) {
      const half = halved(bits);
      if (countOnes(half) > density * 32 * half.length) break;
      bits = half;
    }
    return bits;
  }
}

/** A text that is looked for in sets: what of it does not depend on the set. */
export type AskedText = readonly Int32Array[];

/**
 * @param text in whatever case
 * @returns hashes of its groups, those at even places of each part apart from those at odd ones
 */
export function askText(text: string): AskedText {
  return asciiRuns(Buffer.from(fold(text))).flatMap((run) => [groupHashes(run, 0), groupHashes(run, 1)]);
}

/** @returns false when certainly none of the texts contains this one, in whatever case */
export function mayContain(set: GramSet, asked: AskedText): boolean {
  // A text lies at even places or at odd ones, as a whole.
  for (let n = 0; n < asked.length; n += 2) {
    if (!hasAll(set, asked[n]!) && !hasAll(set, asked[n + 1]!)) return false;
  }
  return true;
}

/**
 * The parts of a text whose bytes are the same in every case; the bytes between them may differ, even in
 * number, between a text and its lower case.
 */
function asciiRuns(text: Buffer): Buffer[] {
  const runs: Buffer[] = [];
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    if (at < text.length && text[at]! < 128) continue;
    if (at - start >= 4) runs.push(text.subarray(start, at));
    start = at + 1;
  }
  return runs;
}

function groupHashes(run: Buffer, start: number): Int32Array {
  const hashes = new Int32Array(Math.max(0, (run.length - start - 2) >> 1));
  for (let n = 0; n < hashes.length; n++) hashes[n] = hashOf(run.readInt32LE(start + 2 * n));
  return hashes;
}

function hasAll(set: GramSet, hashes: Int32Array): boolean {
  for (let n = 0; n < hashes.length; n++) {
    const hash = hashes[n]!;
    if ((set[(hash >>> 5) & (set.length - 1)]! & (1 << (hash & 31))) === 0) return false;
  }
  return true;
}

/** @returns four bytes each, the last filled up with zeros */
function wordsOf(text: Buffer): Uint32Array {
  if (text.byteOffset % 4 === 0 && text.length % 4 === 0) {
    return new Uint32Array(text.buffer, text.byteOffset, text.length / 4);
  }
  const words = new Uint32Array((text.length + 3) >> 2);
  new Uint8Array(words.buffer).set(text);
  return words;
}

/** ASCII's upper case becomes lower case in four bytes at once: bit 7 of the sums tells from A on, and behind Z. */
function lowerCase(word: number): number {
  const low = word & 0x7f7f7f7f;
  const upper = ~word & 0x80808080 & ((low + 0x3f3f3f3f) ^ (low + 0x25252525));
  return word | (upper >>> 2);
}

/** Every bit of the group reaches the low bits, which are those that remain when a set is folded. */
function hashOf(gram: number): number {
  const hash = Math.imul(gram, 0x9e3779b1);
  return hash ^ (hash >>> 15);
}

function halved(bits: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const half = bits.slice(0, bits.length / 2);
  for (let n = 0; n < half.length; n++) half[n]! |= bits[n + half.length]!;
  return half;
}

function countOnes(bits: Uint32Array): number {
  let ones = 0;
  for (let word of bits) {
    for (; word !== 0; word &= word - 1) ones++;
  }
  return ones;
}
