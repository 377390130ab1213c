import { expectedBits } from './rarity.js';

/** Characters of a gram, seven bits each. */
const gramLength = 4;
const gramMask = (1 << (7 * gramLength)) - 1;
const pairMask = (1 << 14) - 1;
/** Bits that say whether some literal has a gram of that hash: few enough for the processor's nearest cache. */
const filterBits = 17;
/** A gram that several literals are known by already must be rarer by so many bits for each. */
const crowding = 0.5;
/** Regular expressions that ignore case take it for an `s`, though it is its own lower case. */
const longS = '\u017f';

interface Entry {
  text: string;
  /** Where in the literal the gram ends. */
  offset: number;
  values: readonly number[];
}

/**
 * Finds which of many ASCII literals a text contains: each is known by the rarest four neighbouring characters of
 * it, and only where those stand it is compared. Needs little memory, so that it stays in the processor's caches,
 * and little time to build, unlike an automaton over all literals.
 */
export class SubstringIndex {
  private readonly filter = new Uint32Array(1 << (filterBits - 5));
  private readonly grams = new Map<number, Entry[]>();
  /** Literals of two and three characters by their first two, and which of those there are. */
  private readonly pairs = new Map<number, Entry[]>();
  private readonly hasPair = new Uint8Array(pairMask + 1);
  private readonly letters: Entry[] = [];

  /** @param texts ASCII texts in lower case with the values that finding them gives */
  constructor(texts: ReadonlyMap<string, readonly number[]>) {
    for (const [text, values] of texts) {
      if (text.length >= gramLength) this.addGram(text, values);
      else if (text.length === 1) this.letters.push({ text, offset: 0, values });
      else {
        append(this.pairs, gramAt(text, 1), { text, offset: 1, values });
        this.hasPair[gramAt(text, 1)] = 1;
      }
    }
  }

  /** Calls `found` with the values of each literal in a text in lower case; a value may come more than once. */
  scan(lower: string, found: (values: readonly number[]) => void): void {
    const text = lower.includes(longS) ? lower.replaceAll(longS, 's') : lower;
    for (const { text: letter, values } of this.letters) if (text.includes(letter)) found(values);
    if (this.pairs.size > 0) this.scanPairs(text, found);
    if (this.grams.size > 0) this.scanGrams(text, found);
  }

  private scanGrams(text: string, found: (values: readonly number[]) => void): void {
    const { filter } = this;
    let gram = 0;
    for (let i = 0; i < text.length; i++) {
      gram = ((gram << 7) | text.charCodeAt(i)) & gramMask;
      const hash = hashOf(gram);
      if (((filter[hash >>> 5]! >>> (hash & 31)) & 1) === 0) continue;
      const entries = this.grams.get(gram);
      if (entries !== undefined) verify(text, i, entries, found);
    }
  }

  private scanPairs(text: string, found: (values: readonly number[]) => void): void {
    const { hasPair } = this;
    let pair = 0;
    for (let i = 0; i < text.length; i++) {
      pair = ((pair << 7) | text.charCodeAt(i)) & pairMask;
      if (hasPair[pair] === 1) verify(text, i, this.pairs.get(pair)!, found);
    }
  }

  private addGram(text: string, values: readonly number[]): void {
    let [best, bestCost] = [0, Number.POSITIVE_INFINITY];
    for (let end = gramLength - 1; end < text.length; end++) {
      const known = this.grams.get(gramAt(text, end))?.length ?? 0;
      const cost = expectedBits(text.slice(end - gramLength + 1, end + 1)) + crowding * known;
      if (cost < bestCost) [best, bestCost] = [end, cost];
    }
    const gram = gramAt(text, best);
    append(this.grams, gram, { text, offset: best, values });
    const hash = hashOf(gram);
    this.filter[hash >>> 5]! |= 1 << (hash & 31);
  }
}

function append(map: Map<number, Entry[]>, key: number, entry: Entry): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [entry]);
  else known.push(entry);
}

function hashOf(gram: number): number {
  return Math.imul(gram, 0x9e3779b1) >>> (32 - filterBits);
}

function gramAt(text: string, end: number): number {
  let gram = 0;
  for (let i = Math.max(0, end - gramLength + 1); i <= end; i++) gram = (gram << 7) | text.charCodeAt(i);
  return gram & gramMask;
}

/** @param at where the gram ends; characters beyond ASCII may have made it look like another */
function verify(
  text: string,
  at: number,
  entries: readonly Entry[],
  found: (values: readonly number[]) => void,
): void {
  for (const entry of entries) {
    const start = at - entry.offset;
    if (start >= 0 && text.startsWith(entry.text, start)) found(entry.values);
  }
}
