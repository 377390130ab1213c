import { characters, detached, folded } from './characters.js';

const bits = 2 ** 19;
const most = 20_000;
const prime = 16_777_619;
const basis = 0x811c9dc5 | 0;

/** FNV-1a, a code unit at a time; begin with {@link hashBegin}. */
export const hashBegin = basis;
export const hashStep = (hash: number, code: number): number => Math.imul(hash ^ code, prime);

/** Which words begin something that is looked for: few bits say no for nearly every word of a text. */
export class WordBits {
  readonly words = new Uint32Array(bits / 32);

  add(hash: number): void {
    const bit = (hash ^ (hash >>> 15)) & (bits - 1);
    this.words[bit >>> 5]! |= 1 << (bit & 31);
  }

  has(hash: number): boolean {
    const bit = (hash ^ (hash >>> 15)) & (bits - 1);
    return (this.words[bit >>> 5]! & (1 << (bit & 31))) !== 0;
  }

  /** @returns what these or the others have */
  with(others: WordBits): WordBits {
    const all = new WordBits();
    for (let n = 0; n < all.words.length; n++) all.words[n] = this.words[n]! | others.words[n]!;
    return all;
  }
}

/** @returns the hash of the text's first word and where it ends */
export function firstWord(text: string, from = 0): { hash: number; end: number } {
  const { word, fold } = characters();
  let hash = hashBegin;
  let end = from;
  while (end < text.length && word[text.charCodeAt(end)] === 1) {
    hash = hashStep(hash, fold[text.charCodeAt(end)]!);
    end++;
  }
  return { hash, end };
}

/** Names with the same first word: however many there are, a place in a text is asked once for each length. */
interface Family {
  /** Descending. */
  lengths: number[];
  /** Names by themselves with one separator for all. */
  names: Map<string, string>;
  /** Names by spellings seen in texts: spares folding them. */
  spelled: Map<string, string>;
}

interface Generation {
  bits: WordBits;
  families: Map<string, Family>;
  size: number;
}

/** Longer ones are no account names; they are not looked for in the texts of other events. */
export const longestIdentity = 64;

const empty = (): Generation => ({ bits: new WordBits(), families: new Map(), size: 0 });

/**
 * The identities of a tenant that were seen lately, to be found again in texts. Bounded by two generations: what is
 * seen again lives on, what is not is forgotten after {@link most} others.
 */
export class Identities {
  /** Changes when a new one is known. */
  version = 0;
  /** Changes when older ones are forgotten. */
  generation = 0;
  #young = empty();
  #old = empty();
  readonly #always = new WordBits();
  /** First words of all names, and what is always looked for. */
  #begins = new WordBits();

  /** @param hash of a word that {@link mayBegin} says yes to, whatever names are known */
  always(hash: number): void {
    this.#always.add(hash);
    this.#begins.add(hash);
  }

  /** @param name at least a letter or digit, of {@link longestIdentity} characters at most */
  add(name: string): void {
    const text = trimmed(folded(name));
    const { hash, end } = firstWord(text);
    if (end === 0 || text.length > longestIdentity) return;
    const word = text.slice(0, end);
    const key = plain(text);
    if (this.#young.families.get(word)?.names.has(key)) return;
    if (this.#young.size >= most) {
      this.#old = this.#young;
      this.#young = empty();
      this.generation++;
      this.#begins = this.#always.with(this.#old.bits);
    }
    if (this.#old.families.get(word)?.names.has(key) !== true) this.version++;
    const family = this.#young.families.get(word) ?? newFamily();
    this.#young.families.set(detached(word), family);
    family.names.set(detached(key), detached(text));
    if (!family.lengths.includes(key.length))
      family.lengths = [...family.lengths, key.length].sort((a, b) => b - a);
    this.#young.bits.add(hash);
    this.#begins.add(hash);
    this.#young.size++;
  }

  /** @param hash of a word; no says that nothing known begins with it */
  mayBegin(hash: number): boolean {
    return this.#begins.has(hash);
  }

  /**
   * @param from beginning of a word in the text
   * @param word it, folded
   * @returns the longest identity that stands there, and where it ends
   */
  find(text: string, from: number, word: string): { name: string; end: number } | undefined {
    return (
      longest(text, from, this.#young.families.get(word)) ?? longest(text, from, this.#old.families.get(word))
    );
  }
}

function longest(text: string, from: number, family: Family | undefined) {
  if (family === undefined) return undefined;
  const { word } = characters();
  for (const length of family.lengths) {
    const end = from + length;
    if (end > text.length || (end < text.length && word[text.charCodeAt(end)] === 1)) continue;
    const spelling = text.slice(from, end);
    const name = family.spelled.get(spelling) ?? unfamiliar(family, spelling);
    if (name !== undefined) return { name, end };
  }
  return undefined;
}

function unfamiliar(family: Family, spelling: string): string | undefined {
  const name = family.names.get(plain(folded(spelling)));
  if (name === undefined) return undefined;
  // A name has very many spellings.
  if (family.spelled.size >= 4 * family.names.size) family.spelled.clear();
  family.spelled.set(detached(spelling), name);
  return name;
}

const newFamily = (): Family => ({ lengths: [], names: new Map(), spelled: new Map() });

/** `anna.weber` stands as `Anna Weber`, too. */
const plain = (name: string): string => name.replace(/[ ._]/g, '-');

/** @returns where the name ends if it stands there as whole words, else 0; `anna.weber` stands as `Anna Weber`, too */
export function standsAt(text: string, from: number, name: string): number {
  const { word, fold } = characters();
  const end = from + name.length;
  if (end > text.length) return 0;
  for (let n = 0; n < name.length; n++) {
    const [is, wanted] = [fold[text.charCodeAt(from + n)]!, name.charCodeAt(n)];
    if (is !== wanted && !(isSeparator(is) && isSeparator(wanted))) return 0;
  }
  return end < text.length && word[text.charCodeAt(end)] === 1 ? 0 : end;
}

/** Space, `-`, `.`, `_`. */
const isSeparator = (code: number): boolean => code === 32 || code === 45 || code === 46 || code === 95;

function trimmed(text: string): string {
  const { word } = characters();
  let from = 0;
  while (from < text.length && word[text.charCodeAt(from)] === 0) from++;
  return from === 0 ? text : text.slice(from);
}
