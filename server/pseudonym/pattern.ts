import { folded } from './characters.js';

/**
 * Names by patterns with `*` (any number of characters) and `?` (one), whatever the case. Linear time: each star is
 * bound once it has its place.
 */
export class NamePatterns {
  readonly #exact = new Set<string>();
  readonly #wild: string[] = [];
  /** The first two characters that a match can have, by their low bytes. */
  readonly #starts = new Uint8Array(65_536);

  constructor(patterns: readonly string[]) {
    for (const pattern of patterns.map((text) => folded(text.trim())).filter((text) => text !== '')) {
      if (/[*?]/.test(pattern)) this.#wild.push(pattern);
      else this.#exact.add(pattern);
    }
    for (const pattern of [...this.#exact, ...this.#wild]) this.#addStart(pattern);
  }

  #addStart(pattern: string): void {
    const [first, second] = [pattern.charCodeAt(0), pattern.charCodeAt(1)];
    // What stands behind a name of one character is not known.
    const open = pattern.length === 1 || second === star || second === mark;
    if (first === star || first === mark) this.#starts.fill(1);
    else if (open) this.#starts.fill(1, (first & 255) << 8, ((first & 255) + 1) << 8);
    else this.#starts[pair(first, second)] = 1;
  }

  get empty(): boolean {
    return this.#exact.size === 0 && this.#wild.length === 0;
  }

  /** @param first folded first character, `second` folded as well; whatever stands behind a name of one character */
  mayBegin(first: number, second: number): boolean {
    return this.#starts[pair(first, second)] === 1;
  }

  /** @param name folded */
  has(name: string): boolean {
    return this.#exact.has(name) || this.#wild.some((pattern) => matches(pattern, name));
  }
}

const star = 42;
const mark = 63;

const pair = (first: number, second: number): number => ((first & 255) << 8) | (second & 255);

function matches(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let starAt = -1;
  let retry = 0;
  while (t < text.length) {
    const code = p < pattern.length ? pattern.charCodeAt(p) : -1;
    if (code === star) {
      starAt = p++;
      retry = t;
    } else if (code === mark || code === text.charCodeAt(t)) {
      p++;
      t++;
    } else if (starAt >= 0) {
      p = starAt + 1;
      t = ++retry;
    } else return false;
  }
  while (pattern.charCodeAt(p) === star) p++;
  return p === pattern.length;
}
