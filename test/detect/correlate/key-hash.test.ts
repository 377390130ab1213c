import t from 'tap';
import { KeyHash } from '../../../server/detect/correlate/key-hash.js';

const seed = Uint32Array.from([0x01234567, 0x89abcdef]);

const hashOf = (texts: readonly string[], key = seed): string => {
  const hash = new KeyHash(key);
  hash.of(texts);
  return `${hash.low} ${hash.high}`;
};

t.test('where a text ends counts, and so do its units', async (t) => {
  const lists = [
    [],
    [''],
    ['', ''],
    ['a'],
    ['a', ''],
    ['', 'a'],
    ['ab'],
    ['a', 'b'],
    ['b', 'a'],
    ['a\0'],
    ['ā'],
  ];
  t.equal(new Set(lists.map((texts) => hashOf(texts))).size, lists.length);
  t.equal(hashOf(['city', '10.0.0.1']), hashOf(['city', '10.0.0.1']));
});

t.test('another key gives other hashes', async (t) => {
  t.not(hashOf(['a'], Uint32Array.from([0, 0])), hashOf(['a'], Uint32Array.from([1, 0])));
  t.not(hashOf(['a'], Uint32Array.from([0, 0])), hashOf(['a'], Uint32Array.from([0, 1])));
});

t.test('no two of 200,000 addresses collide, and every bit is used', async (t) => {
  const hash = new KeyHash(seed);
  const seen = new Set<bigint>();
  const ones = new Uint32Array(64);
  for (let i = 0; i < 200_000; i++) {
    hash.of(['city', `10.${i & 255}.${(i >> 8) & 255}.${i >> 16}`]);
    const bits = (BigInt(hash.high) << 32n) | BigInt(hash.low);
    seen.add(bits);
    for (let bit = 0; bit < 32; bit++) {
      ones[bit]! += (hash.low >>> bit) & 1;
      ones[bit + 32]! += (hash.high >>> bit) & 1;
    }
  }
  t.equal(seen.size, 200_000);
  t.ok(Math.min(...ones) > 98_500 && Math.max(...ones) < 101_500, 'about half of them set');
});

t.test('values are hashed to numbers that are exact', async (t) => {
  const hash = new KeyHash(seed);
  const numbers = Array.from({ length: 10_000 }, (_, i) => hash.number([String(i)]));
  t.equal(new Set(numbers).size, numbers.length);
  t.ok(numbers.every((number) => Number.isSafeInteger(number) && number >= 0));
});
