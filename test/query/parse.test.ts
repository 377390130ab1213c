import { deepStrictEqual } from 'node:assert';
import fc from 'fast-check';
import t from 'tap';
import type { Query } from '../../server/query/ast.js';
import { parseQuery, queryLimits } from '../../server/query/parse.js';
import { printQuery } from '../../server/query/print.js';
import { QuerySyntaxError } from '../../server/query/syntax-error.js';
import { placeless, someQueries } from './some-queries.js';

const at = { offset: 0, length: 0 };
const text = (...pattern: Extract<Query, { kind: 'text' }>['pattern']): Query => ({
  kind: 'text',
  pattern,
  at,
});
const is = (field: string, value: string, quoted = false): Query => ({
  kind: 'field',
  field: [field],
  test: { kind: 'is', value: { pattern: [value], quoted } },
  at,
});
const star = { wildcard: '*' } as const;
const field = (name: string, test: Extract<Query, { kind: 'field' }>['test']): Query => ({
  kind: 'field',
  field: [name],
  test,
  at,
});
const and = (...of: Query[]): Query => ({ kind: 'and', of });
const or = (...of: Query[]): Query => ({ kind: 'or', of });
const not = (of: Query): Query => ({ kind: 'not', of });

const readings: [string, Query][] = [
  ['', { kind: 'all' }],
  ['  *  ', { kind: 'all' }],
  ['*:*', { kind: 'all' }],
  ['failed password', text('failed password')],
  ['  failed   password ', text('failed   password')],
  ['"failed password"', text('failed password')],
  ['"say \\"hi\\" C:\\dir \\\\x"', text('say "hi" C:\\dir \\x')],
  ['pam_unix(sshd) session', text('pam_unix(sshd) session')],
  ['a - b', text('a - b')],
  ['fail* root', text('fail', star, ' root')],
  ['*:evil', text('evil')],
  ['user.name:root', is('user.name', 'root')],
  ['user.name: root', is('user.name', 'root')],
  ['user.name:"root"', is('user.name', 'root', true)],
  ['source.ip:fe80::1', is('source.ip', 'fe80::1')],
  ['Image:C:\\Windows\\cmd.exe', is('Image', 'C:\\Windows\\cmd.exe')],
  ['my\\ field\\:x:1', is('my field:x', '1')],
  ['user.name:*', field('user.name', { kind: 'exists' })],
  ['_exists_:user.name', field('user.name', { kind: 'exists' })],
  ['a:[* TO *]', field('a', { kind: 'exists' })],
  ['a:1 and b:2 or c:3', or(and(is('a', '1'), is('b', '2')), is('c', '3'))],
  ['a:1 AND (b:2 OR c:3)', and(is('a', '1'), or(is('b', '2'), is('c', '3')))],
  ['a:1 && b:2 || c:3', or(and(is('a', '1'), is('b', '2')), is('c', '3'))],
  ['a:1 b:2 words here', and(is('a', '1'), is('b', '2'), text('words here'))],
  ['words here a:1', and(text('words here'), is('a', '1'))],
  ['not a:1', not(is('a', '1'))],
  ['-a:1 +b:2 !c:3', and(not(is('a', '1')), is('b', '2'), not(is('c', '3')))],
  ['foo -bar', and(text('foo'), not(text('bar')))],
  ['not (a:1 or b:2)', not(or(is('a', '1'), is('b', '2')))],
  ['not(a:1)', not(is('a', '1'))],
  ['user.name:(anna or bert)', or(is('user.name', 'anna'), is('user.name', 'bert'))],
  ['a:(x and not (y or -1))', and(is('a', 'x'), not(or(is('a', 'y'), is('a', '-1'))))],
  ['n:<=3', field('n', { kind: 'range', to: { value: '3', inclusive: true } })],
  ['n > 3', field('n', { kind: 'range', from: { value: '3', inclusive: false } })],
  [
    'n:[1 TO 3}',
    field('n', {
      kind: 'range',
      from: { value: '1', inclusive: true },
      to: { value: '3', inclusive: false },
    }),
  ],
  ['n:{1 to *]', field('n', { kind: 'range', from: { value: '1', inclusive: false } })],
  [
    '@timestamp:>="2026-11-01"',
    field('@timestamp', { kind: 'range', from: { value: '2026-11-01', inclusive: true } }),
  ],
];

t.test('readings', async (t) => {
  for (const [query, meant] of readings) t.strictSame(placeless(parseQuery(query)), meant, query);
});

const faults: [string, string, number][] = [
  ['a:1 and', 'term_expected', 7],
  ['or', 'term_expected', 0],
  ['()', 'term_expected', 1],
  ['a:', 'value_expected', 2],
  ['a:>=', 'value_expected', 4],
  ['(a:1', 'closing_expected', 0],
  ['a:1)', 'closing_unexpected', 3],
  ['x "abc', 'quote_open', 2],
  ['a:[1 2]', 'range_to_expected', 2],
  ['a:[1 TO 2', 'closing_expected', 2],
  ['a:(b c)', 'values_joined', 5],
  ['a:>b*', 'wildcard_here', 3],
  ['*:>3', 'wildcard_here', 0],
  ['x'.repeat(queryLimits.characters + 1), 'too_long', queryLimits.characters],
  ['('.repeat(queryLimits.depth + 1), 'too_deep', queryLimits.depth + 1],
  ['not '.repeat(1000), 'too_deep', 4 * (queryLimits.depth + 1) - 1],
  [`a:(${'x or '.repeat(queryLimits.terms)}x)`, 'too_many', 3 + 5 * (queryLimits.terms - 1)],
];

t.test('what cannot be read is refused at its place', async (t) => {
  for (const [query, fault, offset] of faults) {
    try {
      parseQuery(query);
      t.fail(query);
    } catch (error) {
      if (!(error instanceof QuerySyntaxError)) throw error;
      t.match(error, { code: 'QUERY_SYNTAX', fault, span: { offset } }, query.slice(0, 40));
      t.match(error.detail, `character ${offset + 1}: `);
    }
  }
});

t.test('places', async (t) => {
  const query = 'root and  user.name:"x y"';
  const read = parseQuery(query);
  t.equal(read.kind, 'and');
  const places = read.kind === 'and' ? read.of.map((each) => 'at' in each && each.at) : [];
  t.strictSame(places, [
    { offset: 0, length: 4 },
    { offset: 10, length: 15 },
  ]);
});

t.test('what is printed reads as the same query', async (t) => {
  fc.assert(
    fc.property(someQueries, (query) => {
      const printed = printQuery(query);
      deepStrictEqual(placeless(parseQuery(printed)), placeless(query));
    }),
    { numRuns: 2000 },
  );
  t.pass();
});

t.test('any text is read or refused, and what is read survives printing', async (t) => {
  const any = fc.string({
    unit: fc.constantFrom(...'ab *?"\\()[]{}:<>=+-!&|', ' or ', ' and ', 'not ', ' TO '),
    maxLength: 25,
  });
  fc.assert(
    fc.property(any, (query) => {
      let read: Query;
      try {
        read = placeless(parseQuery(query));
      } catch (error) {
        if (!(error instanceof QuerySyntaxError)) throw error;
        return error.span.offset >= 0 && error.span.offset <= query.length;
      }
      deepStrictEqual(placeless(parseQuery(printQuery(read))), read);
      return true;
    }),
    { numRuns: 5000 },
  );
  t.pass();
});
