import { latin1Of } from '../scan/latin1.js';

/** Three characters, each one of 32 classes. */
const grams = 1 << 15;
const gramLength = 3;
/** Longer windows do not lengthen the strides any further. */
const longestWindow = 18;

/** Byte -> class: letters without case, and a few others that tell texts apart; all the rest is class 0. */
const classes = new Uint8Array(256);
for (let c = 0x61; c <= 0x7a; c++) classes[c] = classes[c - 0x20] = c - 0x60;
for (let c = 0x30; c <= 0x39; c++) classes[c] = 27;
' .:-'.split('').forEach((character, i) => {
  classes[character.charCodeAt(0)] = 28 + i;
});
/** Byte -> its lower case. */
const fold = Uint8Array.from({ length: 256 }, (_, c) => (c >= 0x41 && c <= 0x5a ? c + 0x20 : c));

interface Entry {
  bytes: Uint8Array;
  /** Where in the literal the gram stands. */
  offset: number;
  value: number;
}

/** What it costs per character of text to lower it, to look for one literal in it, and to look at one place of it. */
const [lowerCost, searchCost, placeCost] = [0.4, 0.15, 2.5];

interface Literal {
  text: string;
  value: number;
}

/**
 * Finds few, longish literals in long byte texts by looking at every n-th place only: whatever holds a literal of
 * length m holds one of its grams at one of any m - 2 neighbouring places. Ignores the case of ASCII letters. The
 * shortest literals are looked for one by one where the others then allow longer strides.
 */
export class GramScan {
  private readonly short: readonly Literal[];
  /** A bit per gram: small enough to stay in the processor's nearest cache. */
  private readonly flags = new Uint32Array(grams >> 5);
  private readonly entries = new Map<number, Entry[]>();
  private readonly stride: number;

  /** @param literals ASCII texts in lower case of at least three characters, with what finding them gives */
  constructor(literals: readonly Literal[]) {
    const window = bestShortest(literals.map(({ text }) => text));
    this.stride = window - gramLength + 1;
    this.short = literals.filter(({ text }) => text.length < window);
    for (const { text, value } of literals)
      if (text.length >= window) this.add(Buffer.from(text), bestWindow(text, window), value);
  }

  /** Calls `found` at least once for each literal that stands in a part of the bytes, with where it begins. */
  scan(bytes: Uint8Array, from: number, to: number, found: (value: number, at: number) => void): void {
    const { flags, stride } = this;
    if (this.short.length > 0) this.search(bytes, from, to, found);
    const end = to - gramLength + 1;
    for (let i = from; i < end; i += stride) {
      const gram = (classes[bytes[i]!]! << 10) | (classes[bytes[i + 1]!]! << 5) | classes[bytes[i + 2]!]!;
      if ((flags[gram >> 5]! & (1 << gram)) !== 0) this.verify(bytes, i, gram, from, to, found);
    }
  }

  private search(
    bytes: Uint8Array,
    from: number,
    to: number,
    found: (value: number, at: number) => void,
  ): void {
    const part = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from);
    const lower = latin1Of(part).toLowerCase();
    for (const { text, value } of this.short) {
      const at = lower.indexOf(text);
      if (at >= 0) found(value, from + at);
    }
  }

  private add(bytes: Uint8Array, from: number, value: number): void {
    for (let offset = from; offset < from + this.stride; offset++) {
      const gram =
        (classes[bytes[offset]!]! << 10) | (classes[bytes[offset + 1]!]! << 5) | classes[bytes[offset + 2]!]!;
      this.flags[gram >> 5]! |= 1 << gram;
      const known = this.entries.get(gram);
      if (known === undefined) this.entries.set(gram, [{ bytes, offset, value }]);
      else known.push({ bytes, offset, value });
    }
  }

  private verify(
    bytes: Uint8Array,
    at: number,
    gram: number,
    from: number,
    to: number,
    found: (value: number, at: number) => void,
  ): void {
    for (const { bytes: wanted, offset, value } of this.entries.get(gram)!) {
      const start = at - offset;
      const { length } = wanted;
      if (start < from || start + length > to) continue;
      let i = 0;
      while (i < length && fold[bytes[start + i]!] === wanted[i]) i++;
      if (i === length) found(value, start);
    }
  }
}

/** @returns length of the literals, up to the longest window, from which on they are found by their grams */
function bestShortest(texts: readonly string[]): number {
  const lengths = texts.map((text) => Math.min(longestWindow, text.length)).sort((a, b) => a - b);
  const costOf = (length: number): number => {
    const short = lengths.filter((one) => one < length).length;
    return placeCost / (length - gramLength + 1) + (short > 0 ? lowerCost + searchCost * short : 0);
  };
  return lengths.reduce((best, length) => (costOf(length) < costOf(best) ? length : best), lengths[0]!);
}

/** @returns where the window begins that has the most characters other than letters: those are rarer in logs */
function bestWindow(text: string, window: number): number {
  let best = 0;
  let most = -1;
  for (let from = 0; from + window <= text.length; from++) {
    const others = text.slice(from, from + window).replace(/[a-z .-]/g, '').length;
    if (others > most) [best, most] = [from, others];
  }
  return best;
}
