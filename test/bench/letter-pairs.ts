import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../server/contract/package-root.js';
import { readLines } from './recordings.js';

/*
 * Counts which ASCII characters follow which in the values of the Windows recordings (in lower case, of long values
 * the beginning) and writes what the engine chooses rare parts of literals by:
 * `node build/test/bench/letter-pairs.js`.
 */

const [firstCharacter, lastCharacter] = [0x20, 0x7e];
const mostOfValue = 1000;
const everyLine = 10;

const counts = new Map<string, number>();
const lines = await readLines(250_000);
lines.forEach((line, number) => {
  if (number % everyLine > 0) return;
  for (const value of Object.values(JSON.parse(line.toString()) as Record<string, unknown>)) {
    if (typeof value !== 'string') continue;
    const text = value.slice(0, mostOfValue).toLowerCase();
    for (let i = 1; i < text.length; i++) {
      const pair = text.slice(i - 1, i + 1);
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
  }
});
const characters = Array.from({ length: lastCharacter - firstCharacter + 1 }, (_, i) =>
  String.fromCharCode(firstCharacter + i),
).filter((c) => c === c.toLowerCase());
const rows = characters.map((first) =>
  characters
    .map((second) => Math.round(Math.log2((counts.get(first + second) ?? 0) + 1)).toString(36))
    .join(''),
);
const quoted = (text: string): string => `'${text.replace(/['\\]/g, '\\$&')}'`;
const source = `// Made by test/bench/letter-pairs.ts.

/** The characters counted. */
export const characters = ${quoted(characters.join(''))};

/** By first and second character: binary logarithm of how often the pair was seen, in base 36. */
export const pairRows = [
${rows.map((row) => `  '${row}',`).join('\n')}
];
`;
writeFileSync(join(packageRoot(), 'server', 'detect', 'match', 'letter-pairs.ts'), source);
