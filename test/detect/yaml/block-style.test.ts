import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import t from 'tap';
import { packageRoot } from '../../../server/contract/package-root.js';
import { readRulePaths } from '../../../server/detect/load.js';
import { ProblemList } from '../../../server/detect/problems.js';
import { readBlockStyle } from '../../../server/detect/yaml/block-style.js';
import { parseAnyYaml } from '../../../server/detect/yaml/parse.js';
import type { Node } from '../../../server/detect/yaml/tree.js';
import { sharedData, withoutSharedData } from '../shared-data.js';

/** @returns what the full parser makes of a text, undefined where it finds a fault */
function full(text: string): { root: Node; number: number }[] | undefined {
  const problems = new ProblemList('test');
  const documents = parseAnyYaml(text, problems);
  return problems.items.length === 0 ? documents : undefined;
}

const read = [
  'a: 1',
  'a: 1\n',
  '# note\n\na: b # note\n  # note\nc: d\n\n',
  '---\na: b\n---\nc: d\n',
  '# only a note\n---\na: b\n---\n---\nc: d\n---\n',
  '',
  '# only a note\n',
  'a:\n- b\n- c\nd:\n  - e\n  -   f\n',
  'a:\n    - b: 1\n      c: 2\n    -\n        d: 3\n    - e:\n      - f\n',
  'a:\n  # note\n  b:\n      c: d\n  e: f\ng: h\n',
  `a: 'it''s'\nb: "say \\"\\\\\\" \\n"\n'c d': 1\n"e": 2\nf: '# no note' # note\ng: ''\n`,
  'a: b c:d\n',
  'a: \\C$\\*x # note\nb: x#y\nc: http://example.org/?a=b\nd: -x\ne: ::1/128\nf: ?a\n',
  'a: 1\nb: -0x1F\nc: 0x1f\nd: 0o17\ne: 010\nf: 1.50\ng: .5\nh: 1e3\ni: .inf\nj: -.INF\nk: .nan\nl: +5\n',
  'a: true\nb: False\nc: NULL\nd: ~\ne: yes\nf: tRUE\ng: 2026-11-22\nh: 123456789012345678901\n',
  'a: one\n  two\n    three \nb: c\n',
  'x:\n  - a\n    b\n  - c\n',
  'a: |\n  b\n\n   c \n  # no note\nd: |-\n    e\n\n\nf: g',
  'a: >\n  b\n  c\n\n  d\n\n\n  e\nf: >-\n  g\n',
  'a:\n  - |\n    b\n  - >-\n    c\n    d\n',
  'a: [b, "c, d", \'e\', 1, null, x:y, [], {}]\nb: { c: 1, "d": [e], f: { g: h } } # note\nc: [ ]\n',
  'a:\n  - [b, c]\n  - {d: e f}\n',
  'a: &x\n  b: c\n  d: [e]\nf: *x\ng:\n  - h: *x # note\n  - *x\n  - &y_y\n    i: j\n  - *y_y\n',
  'a: &x\n  b: c\n---\na: &x\n  - d\nb: *x\nc: &x\n  e: f\ng: *x\n',
  'a:\n  [b, c]\nd:\n  - e:\n      # note\n      { f: g } # note\n    h: i\n  -\n    [j]\n',
  'a: \u00a0b\u00a0\nä: 😀 x\nb: "😀" # note\nc: [😀, d]\n',
];

t.test('what rules are made of is read as the full parser does, places included', async (t) => {
  for (const text of read) {
    const documents = readBlockStyle(text);
    t.ok(documents !== undefined, `reads ${JSON.stringify(text)}`);
    t.strictSame(documents, full(text), JSON.stringify(text));
  }
});

const left = {
  'tabs and carriage returns': ['a:\tb\n', 'a: b\r\n', '\ufeffa: b\n'],
  'anchors, aliases, tags, merges': [
    'a: &x b\n',
    'a: *x\n',
    'a: &x\n  b: *x\n',
    'a: &x\n  b: c\n---\nd: *x\n',
    '*x : a\n',
    'a: !!str 1\n',
    '<<: {a: b}\n',
    'a: {<<: b}\n',
  ],
  'flow over several lines': ['a: [b,\n  c]\n', 'a: {\n  b: c }\n'],
  'texts over several lines': ['a: "b\n  c"\n', "a: 'b\n  c'\n", 'a: b\n\n  c\n'],
  'block scalars with indicators': ['a: |2\n   b\n', 'a: |+\n  b\n', 'a: >\n  b\n   c\n'],
  'roots that are no map': ['- a\n', 'a\n', '[a]\n', '{a: b}\n'],
  'empty values and keys': ['a:\n', 'a:\nb: c\n', 'a: |\n', ': a\n', '? a\n: b\n', 'a: [b,]\n', 'a: {b: }\n'],
  'keys that are no texts': ['1: a\n', 'null: a\n', 'a: {true: b}\n'],
  directives: ['%YAML 1.2\n---\na: b\n', 'a: b\n...\n', '--- a\n'],
  faults: [
    'a: b\na: c\n',
    'a: {b: c, b: d}\n',
    'a: b: c\n',
    'a: - b\n',
    'a: @b\n',
    'a: "\\q"\n',
    'a: "b\n',
    "a: 'b' c\n",
    'a: [b] c\n',
    'a: [b\n',
    'a:\n    b: c\n  d: e\n',
    'a:\n  - b\n c: d\n',
    'a: b\n  c: d\n',
    ' a: b\nc: d\n',
    'a: |\n b\n  c\n d\n  \te\n',
    'a:b\n',
  ],
};

t.test('all other texts, wrong ones among them, are left to the full parser', async (t) => {
  for (const [what, texts] of Object.entries(left)) {
    for (const text of texts) t.equal(readBlockStyle(text), undefined, `${what}: ${JSON.stringify(text)}`);
  }
});

t.test('hostile sizes are left to the full parser, which reports them', async (t) => {
  const tenfold = (name: string, of: string) => `${name}: &${name}\n${`  - *${of}\n`.repeat(10)}`;
  const bomb = `a: &a\n  - b\n${tenfold('b', 'a')}${tenfold('c', 'b')}${tenfold('d', 'c')}${tenfold('e', 'd')}`;
  t.ok(readBlockStyle(bomb));
  t.equal(readBlockStyle(`${bomb}${tenfold('f', 'e')}`), undefined);
  const deep = Array.from({ length: 50 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('');
  t.equal(readBlockStyle(`${deep}${' '.repeat(50)}b: c\n`), undefined);
  t.equal(readBlockStyle(`a: ${'['.repeat(50)}${']'.repeat(50)}\n`), undefined);
  t.equal(readBlockStyle(`a:\n${'- b\n'.repeat(60_000)}`), undefined);
  t.equal(readBlockStyle(`${'a'.repeat(600)}: b\n`), undefined);
});

const shipped = await readRulePaths([
  join(packageRoot(), 'rules', 'sigma'),
  join(packageRoot(), 'rules', 'correlation'),
  join(packageRoot(), 'rules', 'pipelines'),
]);
const texts = [...read, ...shipped.map(({ text }) => text)];
const snippets = [
  ...[
    ' ',
    '  ',
    '\n',
    '\n\n',
    ':',
    ': ',
    '#',
    ' #',
    '- ',
    '-',
    '"',
    "'",
    '|\n',
    '>-\n',
    '|-',
    '---\n',
    '...\n',
  ],
  ...[
    '[',
    ']',
    '{',
    '}',
    ', ',
    '[a, b]',
    '{a: b}',
    '[]',
    '&a ',
    '&a\n  ',
    '*a',
    '!',
    '? ',
    '~',
    'null',
    '1',
    '0x1F',
    '.5',
  ],
  ...[
    '%',
    '@',
    '\\',
    '\\n',
    '\u00a0',
    '<<',
    "''",
    'a: b',
    '\n  a: b',
    '\n- a',
    '\n  \n',
    'x',
    '\t',
    '\r\n',
    ':x',
  ],
];

/** Some lines of a rule, moved to the left, with a few changes. */
const changed = fc
  .record({
    text: fc.constantFrom(...texts),
    from: fc.nat(),
    length: fc.integer({ min: 1, max: 14 }),
    unindent: fc.boolean(),
    edits: fc.array(fc.record({ at: fc.nat(), cut: fc.nat(2), put: fc.constantFrom('', ...snippets) }), {
      maxLength: 3,
    }),
  })
  .map(({ text, from, length, unindent, edits }) => {
    const lines = text.split('\n');
    const start = from % lines.length;
    const some = lines.slice(start, start + length);
    const spaces = some.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
    const cut = unindent && spaces.length > 0 ? Math.min(...spaces) : 0;
    let result = some.map((line) => line.slice(cut)).join('\n');
    for (const { at, cut, put } of edits) {
      const place = at % (result.length + 1);
      result = result.slice(0, place) + put + result.slice(place + cut);
    }
    return result;
  });

t.test('changed rules are read as the full parser does, or left to it', async (t) => {
  let accepted = 0;
  fc.assert(
    fc.property(changed, (text) => {
      const documents = readBlockStyle(text);
      if (documents === undefined) return true;
      accepted++;
      return isDeepStrictEqual(documents, full(text));
    }),
    { numRuns: 4000 },
  );
  t.ok(accepted > 400, `${accepted} were read`);
});

t.test(
  'nearly all rules of SigmaHQ are read without the full parser, and none otherwise than by it',
  { skip: withoutSharedData },
  async (t) => {
    const rules = await readRulePaths([sharedData('sigma', 'sigma_all_rules.zip')]);
    const read = rules.map(({ path, text }) => ({ path, text, documents: readBlockStyle(text) }));
    const found = read.filter(({ documents }) => documents !== undefined);
    t.ok(found.length >= 0.99 * rules.length, `${found.length} of ${rules.length}`);
    const different = found.filter(({ text, documents }) => !isDeepStrictEqual(documents, full(text)));
    t.same(
      different.map(({ path }) => path),
      [],
    );
  },
);
