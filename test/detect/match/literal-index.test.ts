import fc from 'fast-check';
import t from 'tap';
import { BlockScan } from '../../../server/detect/match/block-scan.js';
import { GramScan } from '../../../server/detect/match/gram-scan.js';
import type { Literal } from '../../../server/detect/match/literal.js';
import { LiteralIndex } from '../../../server/detect/match/literal-index.js';

const letters = fc.string({ unit: fc.constantFrom('a', 'b', '\\', '.', 'ä', 'k'), maxLength: 6 });
const literal: fc.Arbitrary<Literal> = fc.record({
  kind: fc.constantFrom('exact', 'prefix', 'suffix', 'substring'),
  text: letters,
});

function holds({ kind, text }: Literal, value: string): boolean {
  if (kind === 'exact') return value === text;
  if (kind === 'prefix') return value.startsWith(text);
  return kind === 'suffix' ? value.endsWith(text) : value.includes(text);
}

t.test('the index finds exactly the literals that hold, each once', async (t) => {
  const property = fc.property(
    fc.array(literal, { maxLength: 30 }),
    fc.array(letters),
    (literals, values) => {
      const index = new LiteralIndex();
      literals.forEach((one, number) => {
        index.add(one, number);
      });
      for (const value of values) {
        const expected = literals.flatMap((one, number) => (holds(one, value) ? [number] : []));
        const found = [...index.find(value)].sort((a, b) => a - b);
        if (found.join() !== expected.join()) return false;
      }
      return true;
    },
  );
  t.doesNotThrow(() => fc.assert(property, { numRuns: 2000 }));
});

t.test('literals named like an object’s own members', async (t) => {
  const index = new LiteralIndex();
  const names = ['constructor', '__proto__', 'tostring'];
  names.forEach((text, number) => {
    index.add({ kind: 'substring', text }, number);
  });
  t.same([...index.find('x __proto__ constructor')].sort(), [0, 1]);
});

t.test('the leaping scans find each literal, whatever its case, in text and in bytes', async (t) => {
  const ascii = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'K', ':'), maxLength: 40 });
  const wanted = fc.array(
    fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'k', ':'), minLength: 3, maxLength: 5 }),
    {
      minLength: 1,
      maxLength: 8,
    },
  );
  const property = fc.property(wanted, ascii, (texts, value) => {
    const literals = texts.map((text, number) => ({ text, value: number }));
    const scan = new BlockScan(literals);
    const expected = texts.flatMap((text, number) => (value.toLowerCase().includes(text) ? [number] : []));
    const inText = new Set<number>();
    const inBytes = new Set<number>();
    scan.scan(value, (number) => inText.add(number));
    new GramScan(literals).scan(Buffer.from(value), 0, Buffer.byteLength(value), (number) =>
      inBytes.add(number),
    );
    return [inText, inBytes].every((found) => [...found].sort((a, b) => a - b).join() === expected.join());
  });
  t.doesNotThrow(() => fc.assert(property, { numRuns: 2000 }));
});

t.test('the leaping scan knows the letters whose lower case is ASCII', async (t) => {
  const found: number[] = [];
  new BlockScan([{ text: 'kiwi', value: 1 }]).scan('x \u212aiwi', (number) => found.push(number));
  t.same(found, [1]);
});
