import fc from 'fast-check';
import t from 'tap';
import type { Requirement } from '../../../server/detect/match/literal.js';
import { LiteralIndex } from '../../../server/detect/match/literal-index.js';
import { regexFilter } from '../../../server/detect/match/regex-filter.js';
import { requiredTexts } from '../../../server/detect/match/regex-texts.js';
import { lowerCase } from '../../../server/detect/match/value-test.js';
import { compileRegex } from '../../../server/detect/sigma/regex.js';

/** `a & b` for both, `a | b` for either. */
function format(requirement: Requirement | undefined): string | undefined {
  if (requirement === undefined) return undefined;
  if (requirement.op === 'literal') {
    const { text, least } = requirement.literal;
    return least === undefined ? text : `${least} of ${text}`;
  }
  return `(${requirement.of.map(format).join(requirement.op === 'all' ? ' & ' : ' | ')})`;
}

const expressions: [source: string, required: string | undefined][] = [
  ['abcdef', 'abcdef'],
  ['ABC\\.def', 'abc.def'],
  ['abcd?efgh', '(abc & efgh)'],
  ['abcd*', 'abc'],
  ['abcd+efg', '(abcd & defg)'],
  ['abcd{2}efghi', 'abcddefghi'],
  ['abcd{0,2}ef', '(abc & ef)'],
  ['(foo|bar)bazz', '((foo | bar) & bazz)'],
  ['foo|bar', '(foo | bar)'],
  ['foo|b', '(foo | b)'],
  ['foo|', undefined],
  ['(?:abc)?def', 'def'],
  ['(?:abc|x)+def', '((abc | x) & def)'],
  ['(?P<name>abc){2}', 'abc'],
  ['(abc(?i:def|gh[ij]x)|yyy)', '((abc & (def | (ghix | ghjx))) | yyy)'],
  ['[abc]defg[^]]hij', '(defg & hij)'],
  ['[[:alpha:]]abcd', 'abcd'],
  ['\\d{3}-abcd\\b', '-abcd'],
  ['(?i)abcd', 'abcd'],
  ['(?i)SET.*abc', '(set & abc)'],
  ['a.b.c', '(a & b & c)'],
  ['`.', '`'],
  ['\\.[ "]{1}', '(.  | .")'],
  ['\\x41bcd', undefined],
  ['\\Qabc\\E', undefined],
  ['abc{def}', 'abc{def}'],
  ['\\s[a-fA-F0-9]{64}\\s[a-f0-9]{16}', '64 of abcdef0123456789'],
  ['\\d{16}x|[e-i]{20}', '((16 of 0123456789 & x) | 20 of efghi)'],
  ['\\d{15}', undefined],
];

for (const [source, expected] of expressions) {
  t.test(`what ${source} requires`, async (t) => {
    t.equal(format(requiredTexts(source)), expected);
  });
}

function holds(requirement: Requirement, text: string): boolean {
  if (requirement.op === 'all') return requirement.of.every((one) => holds(one, text));
  if (requirement.op === 'any') return requirement.of.some((one) => holds(one, text));
  const index = new LiteralIndex();
  index.add(requirement.literal, 1);
  return index.find(lowerCase(text)).length > 0;
}

t.test('what an expression matches holds what it requires', async (t) => {
  const atom = fc.constantFrom(
    ...[
      'abc',
      'ab',
      'c',
      'd',
      '\\.',
      '[ab]',
      '(abc|b)',
      '(abc|bcd)',
      '(?:cda)',
      '.',
      'S',
      'sab',
      '\\d',
      '[^a]',
    ],
    ...['(?:abs|(?:a|cab)bab)', '[a-c]', '[b\\d.]', '\\w', '\\s', '[s-]', '|'],
  );
  const quantifier = fc.constantFrom('', '', '', '?', '*', '+', '{2}', '{0,1}', '{,2}', '+?', '{1,}');
  const source = fc
    .array(fc.tuple(atom, quantifier), { minLength: 1, maxLength: 8 })
    .map((all) => all.map(([one, more]) => (one === '|' ? one : one + more)).join(''));
  const text = fc
    .array(
      fc.constantFrom('a', 'b', 'c', 'd', '.', '-', ' ', 's', 'S', '\u017f', '1', 'abc', 'cda', 'bab', 'ABS'),
      {
        maxLength: 12,
      },
    )
    .map((all) => all.join(''));
  let [matched, required, filtered] = [0, 0, 0];
  const property = fc.property(
    source,
    fc.constantFrom('', 'i'),
    fc.array(text, { minLength: 30, maxLength: 40 }),
    (expression, flags, texts) => {
      const requirement = requiredTexts(expression);
      const filter = regexFilter(expression);
      if (requirement !== undefined) required++;
      if (filter !== undefined) filtered++;
      const regex = compileRegex(expression, flags);
      return texts.every((one) => {
        if (!regex.test(one)) return true;
        matched++;
        return (requirement === undefined || holds(requirement, one)) && (filter?.test(one) ?? true);
      });
    },
  );
  t.doesNotThrow(() => fc.assert(property, { numRuns: 5000 }));
  t.ok(
    matched > 500 && required > 500 && filtered > 500,
    `${required} require something, ${filtered} have a filter, ${matched} texts matched`,
  );
});

t.test('a run of many characters, of which one stands for another', async (t) => {
  const requirement = requiredTexts('(?i)x[q-z]{16}')!;
  for (const run of ['qrstuvwxyzqrstuv', 'S\u017f'.repeat(8)]) {
    const text = `a bcd x${run}`;
    t.ok(compileRegex('x[q-z]{16}', 'i').test(text));
    t.ok(holds(requirement, text));
    t.notOk(holds(requirement, text.slice(0, -2)));
  }
});

const samples = [
  '1`x',
  'A`X',
  '.`x',
  ' 12345678901234567890123',
  ' 1234567890',
  'A.',
  'b.',
  '{3}',
  'ks',
  '\u212a\u017f',
];

const filters: [source: string, filter: string | undefined][] = [
  ['\\w`x', '[0-9_a-zA-Z]`[xX]'],
  ['\\s[0-9]{64}', '[\t\n\f\r ][0-9]{23}'],
  ['(a|b)c*', undefined],
  ['a+\\.[ 1]?', '[aA]\\.'],
  ['"(\\{\\d\\}){2,}"|ks', '\\{[0-9]\\}|[kK\u212a][sS\u017f]'],
  ['[^a]|b', undefined],
  ['.{9}', undefined],
];

for (const [source, filter] of filters) {
  t.test(`the filter of ${source}`, async (t) => {
    const found = regexFilter(source)?.source;
    const [readable, wanted] = [found, filter].map(
      (one) => one && samples.filter((text) => new RegExp(one).test(text)),
    );
    t.same(readable, wanted);
    t.equal(found === undefined, filter === undefined);
  });
}
