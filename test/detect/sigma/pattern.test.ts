import fc from 'fast-check';
import t from 'tap';
import { dashes } from '../../../server/detect/sigma/dashes.js';
import {
  anyText,
  formatPattern,
  joinParts,
  mapLiterals,
  matchesPattern,
  oneCharacter,
  oneDash,
  type Pattern,
  parsePattern,
} from '../../../server/detect/sigma/pattern.js';
import { listDashes, markDashes } from '../../../server/detect/sigma/windash.js';

const character = fc.constantFrom('a', 'i', 'İ', '-', '/', '\u2013', '\u2014', '\u2015', '😀', '\n', '\\');
const text = fc.string({ unit: character, maxLength: 7 });
const part = fc.oneof(fc.constantFrom(anyText, oneCharacter, oneDash), character);
const pattern: fc.Arbitrary<Pattern> = fc.array(part, { maxLength: 6 }).map(joinParts);

/** The definition itself, character by character; case is ignored a character at a time. */
function matchesByDefinition(pattern: Pattern, text: string): boolean {
  const parts = pattern.flatMap((one): Pattern => (typeof one === 'string' ? [...one] : [one]));
  const characters = [...text];
  const from = (part: number, at: number): boolean => {
    if (part === parts.length) return at === characters.length;
    const [wanted, given] = [parts[part]!, characters[at]];
    if (wanted === anyText) return from(part + 1, at) || (given !== undefined && from(part, at + 1));
    if (given === undefined) return false;
    if (typeof wanted === 'string' && wanted.toLowerCase() !== given.toLowerCase()) return false;
    if (wanted === oneDash && !dashes.some((dash) => dash === given)) return false;
    return from(part + 1, at + 1);
  };
  return from(0, 0);
}

t.test('wildcards and dashes by their definition', async (t) => {
  let matched = 0;
  const property = fc.property(pattern, text, (wanted, given) => {
    // `i` is a part of the lower case of `İ`: as literals the two are told apart nowhere.
    fc.pre(!(wanted.some((one) => String(one).includes('i')) && given.includes('İ')));
    const expected = matchesByDefinition(wanted, given);
    if (expected) matched++;
    const lower = mapLiterals(wanted, (literal) => literal.toLowerCase());
    return matchesPattern(lower, given.toLowerCase()) === expected;
  });
  t.doesNotThrow(() => fc.assert(property, { numRuns: 20_000 }));
  t.ok(matched > 500, 'enough of them match');
});

t.test('`?` is one character, also where its lower case is two', async (t) => {
  const cases: [pattern: string, text: string, expected: boolean][] = [
    ['a?b', 'aİb', true],
    ['a??b', 'aİb', false],
    ['a??b', 'aİİb', true],
    ['*?', 'İ', true],
    ['*??', 'İ', false],
    ['?*?', 'İ', false],
    ['i?', 'İ', false],
    ['İ?', 'İi', true],
    ['?x', 'ix', true],
    ['?', '😀', true],
  ];
  for (const [wanted, given, expected] of cases) {
    const lower = mapLiterals(parsePattern(wanted), (literal) => literal.toLowerCase());
    t.equal(matchesPattern(lower, given.toLowerCase()), expected, `${wanted} and ${given}`);
  }
});

t.test('marked dashes stand for what would be listed', async (t) => {
  const property = fc.property(pattern, text, (wanted, given) => {
    const marked = markDashes(wanted);
    const listed = listDashes(marked, 5 ** 6)!;
    return matchesPattern(marked, given) === listed.some((one) => matchesPattern(one, given));
  });
  t.doesNotThrow(() => fc.assert(property, { numRuns: 500 }));
});

t.test('more dashes than the caller can use are not listed', async (t) => {
  t.equal(listDashes(markDashes(['-a-b']), 25)?.length, 25);
  t.equal(listDashes(markDashes(['-a-b-c']), 25), undefined);
  t.equal(listDashes(markDashes(['-'.repeat(100_000)]), 3125), undefined);
});

t.test('different patterns are written differently', async (t) => {
  const property = fc.property(pattern, pattern, (one, other) => {
    const same = one.length === other.length && one.every((onePart, index) => onePart === other[index]);
    return (formatPattern(one) === formatPattern(other)) === same;
  });
  t.doesNotThrow(() => fc.assert(property, { numRuns: 5000 }));
  t.equal(formatPattern([anyText, 'a\\-*', oneDash, oneCharacter]), '*a\\\\-\\*\\-?');
});
