import type { Random } from './random.js';

const sharp = [0, 1, 9, 10, 13, 32, 34, 39, 60, 91, 92, 123, 127, 128, 0xbf, 0xc0, 0xe2, 0xf0, 0xfe, 0xff];
const words32 = [0, 1, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff];

type Change = (bytes: Buffer, random: Random, corpus: readonly Buffer[], words: readonly Buffer[]) => Buffer;

const cut = (bytes: Buffer, from: number, to: number, put: Buffer = Buffer.alloc(0)): Buffer =>
  Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(to)]);

const changes: readonly Change[] = [
  (bytes, random) => {
    if (bytes.length > 0) bytes[random.below(bytes.length)]! ^= 1 << random.below(8);
    return bytes;
  },
  (bytes, random) => {
    if (bytes.length > 0) bytes[random.below(bytes.length)] = random.of(sharp);
    return bytes;
  },
  (bytes, random) => {
    if (bytes.length >= 4) {
      const at = random.below(bytes.length - 3);
      if (random.below(2) === 0) bytes.writeUInt32LE(random.of(words32), at);
      else bytes.writeUInt32BE(random.of(words32), at);
    }
    return bytes;
  },
  (bytes, random) => {
    const from = random.below(bytes.length + 1);
    return cut(bytes, from, Math.min(bytes.length, from + 1 + random.below(32)));
  },
  (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  (bytes, random, _corpus, words) => {
    const at = random.below(bytes.length + 1);
    return words.length === 0 ? bytes : cut(bytes, at, at, random.of(words));
  },
  (bytes, random, _corpus, words) => {
    const at = random.below(bytes.length + 1);
    const word = words.length === 0 ? bytes : random.of(words);
    return cut(bytes, at, Math.min(bytes.length, at + word.length), word);
  },
  // A stretch once more, or many times: what grows faster than its input shows.
  (bytes, random) => {
    const from = random.below(bytes.length + 1);
    const part = bytes.subarray(from, from + 1 + random.below(16));
    const times = random.below(4) === 0 ? 200 : 2;
    return cut(bytes, from, from, Buffer.concat(Array<Buffer>(times).fill(Buffer.from(part))));
  },
  (bytes, random, corpus) => {
    const other = random.of(corpus);
    const from = random.below(other.length + 1);
    const part = other.subarray(from, from + 1 + random.below(64));
    const at = random.below(bytes.length + 1);
    return cut(bytes, at, at + random.below(2) * part.length, part);
  },
  (bytes, random, corpus) => {
    const other = random.of(corpus);
    return Buffer.concat([
      bytes.subarray(0, random.below(bytes.length + 1)),
      other.subarray(random.below(other.length + 1)),
    ]);
  },
];

/** @returns a changed copy, at most `longest` bytes long */
export function mutate(
  bytes: Buffer,
  random: Random,
  { corpus, words, longest }: { corpus: readonly Buffer[]; words: readonly Buffer[]; longest: number },
): Buffer {
  let changed: Buffer = Buffer.from(bytes);
  for (let times = 1 << random.below(4); times > 0; times--) {
    changed = random.of(changes)(changed, random, corpus, words);
  }
  return Buffer.from(changed.subarray(0, longest));
}
