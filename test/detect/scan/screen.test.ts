import fc from 'fast-check';
import t from 'tap';
import type { Literal } from '../../../server/detect/match/literal.js';
import { LiteralIndex } from '../../../server/detect/match/literal-index.js';
import { ScreenPartBuilder } from '../../../server/detect/match/screen.js';
import { WasmFinder } from '../../../server/detect/scan/wasm-finder.js';

interface Wanted extends Literal {
  negated: boolean;
}

const characters = ['a', 'b', '\\', '"', '.', ' ', 'n', '/', 'ä', 'ω', '🦆'];
const text: fc.Arbitrary<Wanted> = fc.record({
  kind: fc.constantFrom('exact', 'prefix', 'suffix', 'substring'),
  text: fc.oneof(
    fc.string({ unit: fc.constantFrom(...characters), maxLength: 9 }),
    fc.string({ unit: fc.constantFrom('a', 'b', '\\'), minLength: 3, maxLength: 24 }),
  ),
  negated: fc.boolean(),
});
const run: fc.Arbitrary<Wanted> = fc.record({
  kind: fc.constant('run'),
  text: fc.constantFrom('ab', 'a.', 'b n', '/a', '\\a'),
  least: fc.integer({ min: 1, max: 20 }),
  negated: fc.constant(false),
});
const wanted = fc.oneof({ weight: 4, arbitrary: text }, { weight: 1, arbitrary: run });
const value = fc.string({
  unit: fc.constantFrom(...characters, 'A', 'B', '\n', 'Ä', 'Ω', '\u2126'),
  maxLength: 60,
});

function holds({ kind, text, least, negated }: Wanted, lower: string): boolean {
  const found = {
    exact: () => lower === text,
    prefix: () => lower.startsWith(text),
    suffix: () => lower.endsWith(text),
    substring: () => lower.includes(text),
    run: () => new RegExp(`[${text.replace('\\', '\\\\')}]{${least}}`).test(lower),
  }[kind]();
  return found !== negated;
}

/** @returns rules, one for each literal, that the line makes candidates; undefined where it cannot be screened */
function candidates(finder: WasmFinder, all: readonly Wanted[], line: string): Set<number> | undefined {
  const builder = new ScreenPartBuilder();
  all.forEach((one, rule) => {
    if (one.negated) builder.addAbsent(one, rule);
    else builder.addPresent(one, rule);
  });
  const absences = all.flatMap(({ negated }, rule) => (negated ? [rule] : []));
  const screen = finder.screenOf(builder.build([finder.idOf('v')!], 0, absences));
  if (!finder.find(Buffer.from(line))) return undefined;
  const found = new Set<number>();
  let slow = false;
  screen.find(
    (rule) => found.add(rule),
    () => {
      slow = true;
    },
  );
  return slow ? undefined : found;
}

t.test('a screen leaves out no rule, and with plain texts finds no other', async (t) => {
  const finder = new WasmFinder();
  let exact = 0;
  const property = fc.property(fc.array(wanted, { maxLength: 40 }), value, (all, text) => {
    const found = candidates(finder, all, JSON.stringify({ x: 1, v: text }))!;
    return all.every((one, rule) => {
      const expected = holds(one, text.toLowerCase());
      const escaped = one.kind === 'run' && one.text.includes('\\');
      if (escaped || !/^[ab. \\]+$/.test(one.text) || !/^[aAbB. ]*$/.test(text))
        return found.has(rule) || !expected;
      exact++;
      return found.has(rule) === expected;
    });
  });
  t.doesNotThrow(() => fc.assert(property, { numRuns: 3000 }));
  t.ok(exact > 1000, `${exact} exact ones`);
});

t.test('a literal of many slashes, each of which JSON may write in two ways', async (t) => {
  const text = '/usr/share/a/b/c/d';
  const finder = new WasmFinder();
  for (const kind of ['exact', 'prefix', 'suffix', 'substring'] as const) {
    const [present, absent] = [true, false].map((negated) => ({ kind, text, negated: !negated }));
    const found = (line: string) => [...candidates(finder, [present!, absent!], line)!].sort();
    t.same(found(`{"v":"${text}"}`), [0], kind);
    t.same(found('{"v":"/usr/lib"}'), [1], kind);
    t.ok(found(`{"v":"${text.replaceAll('/', '\\/')}"}`).includes(0), kind);
  }
});

t.test('what stands in a line', async (t) => {
  const finder = new WasmFinder();
  const all: Wanted[] = [
    { kind: 'exact', text: '4', negated: false },
    { kind: 'exact', text: '', negated: false },
    { kind: 'substring', text: '', negated: false },
    { kind: 'substring', text: 'true', negated: true },
  ];
  const found = (line: string) => [...(candidates(finder, all, line) ?? ['slow'])].sort();
  t.same(found('{"v":4}'), [0, 2, 3]);
  t.same(found('{"v":""}'), [1, 2, 3]);
  t.same(found('{"v":true}'), [2]);
  t.same(found('{"v":null}'), [3]);
  t.same(found('{"x":"4"}'), [3]);
  t.same(found('{"v":4.0}'), ['slow'], 'its text is 4');
  t.same(found('{"v":["4"]}'), ['slow']);
});

t.test('more images than there is memory for', async (t) => {
  const finder = new WasmFinder();
  const texts = Array.from({ length: 20_000 }, (_, i) => `literal number ${i} of many`);
  const all = texts.map((text): Wanted => ({ kind: 'substring', text, negated: false }));
  for (let round = 0; round < 12; round++) {
    const found = candidates(finder, all, `{"v":"x Literal number ${round} of many"}`);
    t.same([...found!], [round]);
  }
});

t.test('an index of the same literals', async (t) => {
  const property = fc.property(fc.array(wanted, { maxLength: 40 }), value, (all, text) => {
    const index = new LiteralIndex();
    all.forEach((one, number) => {
      index.add(one, number);
    });
    const lower = text.toLowerCase();
    const expected = all.flatMap((one, number) => (holds({ ...one, negated: false }, lower) ? [number] : []));
    return [...index.find(lower)].sort((a, b) => a - b).join() === expected.join();
  });
  t.doesNotThrow(() => fc.assert(property, { numRuns: 1000 }));
});
