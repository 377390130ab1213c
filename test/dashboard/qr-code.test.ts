import t from 'tap';
import { loadDashboard } from './load.js';

const { qrCode } = await loadDashboard<{ qrCode(text: string): boolean[][] | undefined }>('qr/encode.ts');
const { errorCorrection, multiply } = await loadDashboard<{
  errorCorrection(data: number[], count: number): number[];
  multiply(a: number, b: number): number;
}>('qr/reed-solomon.ts');
const { formatBits, functionPatterns, dataPlaces, masks } = await loadDashboard<{
  formatBits(mask: number): number;
  functionPatterns(version: number): (boolean | null)[][];
  dataPlaces(size: number): Iterable<[number, number]>;
  masks: ((row: number, column: number) => boolean)[];
}>('qr/matrix.ts');
const { versions } = await loadDashboard<{ versions: [number, number, number][] }>('qr/codewords.ts');

t.test('error correction as in ISO/IEC 18004, annex I', async (t) => {
  const data = [
    0x10, 0x20, 0x0c, 0x56, 0x61, 0x80, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11,
  ];
  t.same(errorCorrection(data, 10), [0xa5, 0x24, 0xd4, 0xc1, 0xed, 0x36, 0xc7, 0x87, 0x2c, 0x55]);
});

t.test('format information as in ISO/IEC 18004, annex C', async (t) => {
  t.equal(formatBits(5).toString(2).padStart(15, '0'), '100000011001110');
});

t.test('what is drawn reads back, in every version', async (t) => {
  const texts = [1, 14, 15, 26, 42, 62, 84, 106, 122, 152, 180, 181, 213].map((length) =>
    'otpauth://totp/Grundwacht:anna?secret='.repeat(6).slice(0, length),
  );
  const read = [...texts, 'Müller – 東京'].map((text) => ({ text, symbol: qrCode(text)! }));
  for (const { text, symbol } of read) t.equal(decode(symbol), text);
  t.same(new Set(read.map(({ symbol }) => (symbol.length - 17) / 4)).size, 10, 'all ten versions');
  t.equal(qrCode('x'.repeat(214)), undefined);
});

t.test('finder patterns stand in three corners', async (t) => {
  const symbol = qrCode('Grundwacht')!;
  const line = (row: number, from: number) =>
    symbol[row]!.slice(from, from + 7)
      .map((dark) => (dark ? '#' : '.'))
      .join('');
  const size = symbol.length;
  for (const [row, column] of [
    [0, 0],
    [0, size - 7],
    [size - 7, 0],
  ] as const) {
    const rows = ['#######', '#.....#', '#.###.#', '#.###.#', '#.###.#', '#.....#', '#######'];
    t.same(
      rows.map((_, n) => line(row + n, column)),
      rows,
    );
  }
});

/** Reads a symbol that nothing has damaged, and holds every block against its error correction. */
function decode(symbol: boolean[][]): string {
  const version = (symbol.length - 17) / 4;
  const mask = masks[maskOf(symbol)]!;
  const patterns = functionPatterns(version);
  const bits: number[] = [];
  for (const [row, column] of dataPlaces(symbol.length)) {
    if (patterns[row]![column] === null) bits.push(Number(symbol[row]![column] !== mask(row, column)));
  }
  const all = Array.from({ length: Math.floor(bits.length / 8) }, (_, at) => numberOf(bits, at * 8, 8));
  const data = deinterleave(all, version).flatMap((byte) =>
    [7, 6, 5, 4, 3, 2, 1, 0].map((n) => (byte >> n) & 1),
  );
  if (numberOf(data, 0, 4) !== 4) throw new Error('not byte mode');
  const lengthBits = version < 10 ? 8 : 16;
  const length = numberOf(data, 4, lengthBits);
  const bytes = Array.from({ length }, (_, at) => numberOf(data, 4 + lengthBits + at * 8, 8));
  return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes));
}

const numberOf = (bits: number[], from: number, length: number): number =>
  bits.slice(from, from + length).reduce((value, bit) => value * 2 + bit, 0);

/** From the copy of the format information beside the upper left finder pattern. */
function maskOf(symbol: boolean[][]): number {
  const row = [0, 1, 2, 3, 4, 5, 7].map((column) => symbol[8]![column]!);
  const column = [8, 7, 5, 4, 3, 2, 1, 0].map((at) => symbol[at]![8]!);
  const read = numberOf([...row, ...column].map(Number), 0, 15);
  const mask = masks.findIndex((_, n) => formatBits(n) === read);
  if (mask < 0) throw new Error('no format information of level M');
  return mask;
}

function deinterleave(all: number[], version: number): number[] {
  const [total, correction, count] = versions[version - 1]!;
  const dataLength = total - correction * count;
  const blocks = Array.from({ length: count }, () => [] as number[]);
  const short = Math.floor(dataLength / count);
  const long = dataLength % count;
  let at = 0;
  for (let n = 0; n <= short; n++) {
    for (const [index, block] of blocks.entries()) {
      if (n < short || index >= count - long) block.push(all[at++]!);
    }
  }
  const whole = blocks.map((block, index) => [
    ...block,
    ...Array.from({ length: correction }, (_, n) => all[dataLength + n * count + index]!),
  ]);
  for (const block of whole) {
    // A polynomial that the generator divides is zero at every one of its roots.
    for (let n = 0, root = 1; n < correction; n++, root = multiply(root, 2)) {
      if (block.reduce((value, codeword) => multiply(value, root) ^ codeword, 0) !== 0)
        throw new Error('syndrome');
    }
  }
  return blocks.flat();
}
