/** Rounds without input before each half of the output. */
const finalRounds = 3;

/**
 * HalfSipHash-1-3 with 64 bits of output over texts: a keyed hash, so that values which attackers choose cannot be
 * chosen to collide. Each text is preceded by its length; two UTF-16 units make a word.
 */
export class KeyHash {
  /** The 64 bits of the latest {@link of}, as unsigned numbers. */
  low = 0;
  high = 0;
  /** The key, two words. Hashes of different keys cannot be compared. */
  readonly seed = new Uint32Array(2);

  /** @param seed two random words */
  constructor(seed: Uint32Array) {
    this.reseed(seed);
  }

  /** Takes another key, that of a snapshot. */
  reseed(seed: Uint32Array): void {
    this.seed.set(seed.subarray(0, 2));
  }

  /** Hashes a list of texts into `low` and `high`. */
  of(texts: readonly string[]): void {
    const key0 = this.seed[0]! | 0;
    const key1 = this.seed[1]! | 0;
    let v0 = key0;
    let v1 = key1 ^ 0xee;
    let v2 = 0x6c796765 ^ key0;
    let v3 = 0x74656462 ^ key1;
    // One loop over all words, the finishing rounds included, so that the round is written once.
    let text = '';
    let next = 0;
    let at = 0;
    let finishing = 0;
    while (true) {
      let word = 0;
      if (at < text.length) {
        word = text.charCodeAt(at);
        if (at + 1 < text.length) word |= text.charCodeAt(at + 1) << 16;
        at += 2;
      } else if (next < texts.length) {
        text = texts[next++]!;
        at = 0;
        word = text.length;
      } else {
        if (finishing === 0) v2 ^= 0xee;
        else if (finishing === finalRounds) {
          this.low = (v1 ^ v3) >>> 0;
          v1 ^= 0xdd;
        } else if (finishing === 2 * finalRounds) break;
        finishing++;
      }
      v3 ^= word;
      v0 = (v0 + v1) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
      v0 ^= word;
    }
    this.high = (v1 ^ v3) >>> 0;
  }

  /** @returns 52 bits of the hash: values of one group stay apart without being kept */
  number(texts: readonly string[]): number {
    this.of(texts);
    return (this.high & 0xfffff) * 2 ** 32 + this.low;
  }
}
