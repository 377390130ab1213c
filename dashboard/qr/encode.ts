import { codewords, versionFor } from './codewords.js';
import { dataPlaces, drawFormat, functionPatterns, type Modules, masks } from './matrix.js';

/**
 * Draws a text as a QR code (ISO/IEC 18004): byte mode, error correction level M, versions 1 to 10.
 * @returns rows of modules, dark ones are true, without the quiet zone; undefined for more than 213 bytes
 */
export function qrCode(text: string): boolean[][] | undefined {
  const bytes = new TextEncoder().encode(text);
  const version = versionFor(bytes.length);
  if (version === undefined) return undefined;
  const patterns = functionPatterns(version);
  const data = codewords(bytes, version);
  const symbols = masks.map((_, mask) => symbolWith(patterns, data, mask));
  const penalties = symbols.map(penalty);
  return symbols[penalties.indexOf(Math.min(...penalties))];
}

function symbolWith(patterns: Modules, data: readonly number[], mask: number): boolean[][] {
  const modules = patterns.map((row) => [...row]);
  let at = 0;
  for (const [row, column] of dataPlaces(patterns.length)) {
    if (patterns[row]![column] !== null) continue;
    const bit = ((data[at >>> 3] ?? 0) >>> (7 - (at & 7))) & 1;
    modules[row]![column] = (bit === 1) !== masks[mask]!(row, column);
    at++;
  }
  drawFormat(modules, mask);
  return modules as boolean[][];
}

/** 7.8.3.1: what disturbs a reader. */
function penalty(symbol: boolean[][]): number {
  const columns = symbol.map((_, column) => symbol.map((row) => row[column]!));
  const lines = [...symbol, ...columns].map((line) => line.map((dark) => (dark ? '1' : '0')).join(''));
  let points = 0;
  for (const line of lines) {
    for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) points += run.length - 2;
    points += 40 * (line.match(/(?=10111010000|00001011101)/g)?.length ?? 0);
  }
  const size = symbol.length;
  for (let row = 1; row < size; row++) {
    for (let column = 1; column < size; column++) {
      const dark = symbol[row]![column];
      const same = [symbol[row - 1]![column], symbol[row]![column - 1], symbol[row - 1]![column - 1]];
      if (same.every((other) => other === dark)) points += 3;
    }
  }
  const share = symbol.flat().filter(Boolean).length / size ** 2;
  return points + 10 * Math.floor(Math.abs(share - 0.5) * 20);
}
