/** A reproducible source of randomness: the same seed always gives the same sequence. */
export interface Random {
  /** @returns a number from 0 (inclusive) to 1 (exclusive) */
  next(): number;
  /** @returns an integer from `from` to `to`, both inclusive */
  int(from: number, to: number): number;
  /** @returns true with the given probability */
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** @returns one of the values, each as often as its weight says */
  weighted<T>(items: readonly (readonly [weight: number, value: T])[]): T;
  /** @returns lower-case hexadecimal digits */
  hex(digits: number): string;
}

/** @param seed a 32-bit integer; the generator is mulberry32 */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick: (items) => items[int(0, items.length - 1)]!,
    weighted: (items) => {
      let left = next() * items.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, value] of items) {
        left -= weight;
        if (left < 0) return value;
      }
      return items.at(-1)![1];
    },
    hex: (digits) => Array.from({ length: digits }, () => int(0, 15).toString(16)).join(''),
  };
}

/** @returns a seed that belongs to a text (FNV-1a, 32 bits) */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}
