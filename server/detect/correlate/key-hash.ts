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
  private readonly state = new Int32Array(4);

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
    const { state, seed } = this;
    state[0] = seed[0]!;
    state[1] = seed[1]! ^ 0xee;
    state[2] = 0x6c796765 ^ seed[0]!;
    state[3] = 0x74656462 ^ seed[1]!;
    for (let i = 0; i < texts.length; i++) absorb(state, texts[i]!);
    state[2]! ^= 0xee;
    this.low = squeeze(state);
    state[1]! ^= 0xdd;
    this.high = squeeze(state);
  }

  /** @returns 52 bits of the hash: values of one group stay apart without being kept */
  number(texts: readonly string[]): number {
    this.of(texts);
    return (this.high & 0xfffff) * 2 ** 32 + this.low;
  }
}

function absorb(state: Int32Array, text: string): void {
  let [v0, v1, v2, v3] = [state[0]!, state[1]!, state[2]!, state[3]!];
  const { length } = text;
  let word = length;
  for (let i = 0; ; i += 2) {
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
    if (i >= length) break;
    word = text.charCodeAt(i) | (i + 1 < length ? text.charCodeAt(i + 1) << 16 : 0);
  }
  state[0] = v0;
  state[1] = v1;
  state[2] = v2;
  state[3] = v3;
}

/** Three rounds without input; the same round as in {@link absorb}, where it is inlined for speed. */
function squeeze(state: Int32Array): number {
  let [v0, v1, v2, v3] = [state[0]!, state[1]!, state[2]!, state[3]!];
  for (let i = 0; i < 3; i++) {
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
  }
  state[0] = v0;
  state[1] = v1;
  state[2] = v2;
  state[3] = v3;
  return (v1 ^ v3) >>> 0;
}
