/** Modules of a symbol: dark ones are true; null is not set yet. */
export type Modules = (boolean | null)[][];

/** ISO/IEC 18004, annex E: rows and columns of the alignment patterns of versions 1 to 10. */
const alignment: readonly (readonly number[])[] = [
  [],
  [6, 18],
  [6, 22],
  [6, 26],
  [6, 30],
  [6, 34],
  [6, 22, 38],
  [6, 24, 42],
  [6, 26, 46],
  [6, 28, 50],
];

/** Table 10: a module is inverted where its condition holds. */
export const masks: readonly ((row: number, column: number) => boolean)[] = [
  (i, j) => (i + j) % 2 === 0,
  (i) => i % 2 === 0,
  (_, j) => j % 3 === 0,
  (i, j) => (i + j) % 3 === 0,
  (i, j) => (Math.floor(i / 2) + Math.floor(j / 3)) % 2 === 0,
  (i, j) => ((i * j) % 2) + ((i * j) % 3) === 0,
  (i, j) => (((i * j) % 2) + ((i * j) % 3)) % 2 === 0,
  (i, j) => (((i + j) % 2) + ((i * j) % 3)) % 2 === 0,
];

/** @returns value and remainder of the BCH code (annex C, annex D) */
function withRemainder(value: number, polynomial: number, degree: number): number {
  let remainder = value;
  for (let n = 0; n < degree; n++) remainder = (remainder << 1) ^ ((remainder >>> (degree - 1)) * polynomial);
  return (value << degree) | remainder;
}

/** Annex C: level M is 00. */
export const formatBits = (mask: number): number => withRemainder(mask, 0x537, 10) ^ 0x5412;

const versionBits = (version: number): number => withRemainder(version, 0x1f25, 12);

/** @returns a symbol with everything but data and format: finder, timing and alignment patterns, version */
export function functionPatterns(version: number): Modules {
  const size = version * 4 + 17;
  const modules: Modules = Array.from({ length: size }, () => Array<boolean | null>(size).fill(null));
  for (let n = 0; n < size; n++) {
    modules[6]![n] = n % 2 === 0;
    modules[n]![6] = n % 2 === 0;
  }
  for (const [row, column] of [
    [3, 3],
    [3, size - 4],
    [size - 4, 3],
  ] as const) {
    square(modules, { row, column, reach: 4, dark: (ring) => ring !== 2 && ring !== 4 });
  }
  const places = alignment[version - 1]!;
  const last = places.length - 1;
  for (const [i, row] of places.entries()) {
    for (const [j, column] of places.entries()) {
      if ((i === 0 && (j === 0 || j === last)) || (i === last && j === 0)) continue;
      square(modules, { row, column, reach: 2, dark: (ring) => ring !== 1 });
    }
  }
  if (version >= 7) drawVersion(modules, version);
  // Kept free of data until the mask is known.
  drawFormat(modules, 0);
  return modules;
}

interface Square {
  row: number;
  column: number;
  reach: number;
  /** @param ring distance from the middle */
  dark(ring: number): boolean;
}

function square(modules: Modules, { row, column, reach, dark }: Square): void {
  for (let i = -reach; i <= reach; i++) {
    for (let j = -reach; j <= reach; j++) {
      const line = modules[row + i];
      if (line === undefined || column + j < 0 || column + j >= modules.length) continue;
      line[column + j] = dark(Math.max(Math.abs(i), Math.abs(j)));
    }
  }
}

function drawVersion(modules: Modules, version: number): void {
  const bits = versionBits(version);
  for (let n = 0; n < 18; n++) {
    const dark = ((bits >>> n) & 1) === 1;
    const [far, near] = [modules.length - 11 + (n % 3), Math.floor(n / 3)];
    modules[near]![far] = dark;
    modules[far]![near] = dark;
  }
}

/** 7.9: twice, beside the finder patterns, and the module that is always dark. */
export function drawFormat(modules: Modules, mask: number): void {
  const size = modules.length;
  const bits = formatBits(mask);
  for (let n = 0; n < 15; n++) {
    const dark = ((bits >>> n) & 1) === 1;
    const upper = n < 6 ? n : n < 8 ? n + 1 : 0;
    if (n < 8) modules[upper]![8] = dark;
    else modules[8]![n === 8 ? 7 : 14 - n] = dark;
    if (n < 8) modules[8]![size - 1 - n] = dark;
    else modules[size - 15 + n]![8] = dark;
  }
  modules[size - 8]![8] = true;
}

/** @returns the places of the data, in the order of its bits: two columns at a time, up and down in turn (7.7.3) */
export function* dataPlaces(size: number): Generator<[row: number, column: number]> {
  let upwards = true;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let n = 0; n < size; n++) {
      const row = upwards ? size - 1 - n : n;
      yield [row, right];
      yield [row, right - 1];
    }
    upwards = !upwards;
  }
}
