import fc from 'fast-check';
import type { Pattern, Query, Test } from '../../server/query/ast.js';
import { joined } from '../../server/query/ast.js';
import { merged } from '../../server/query/scanner.js';

/** Everything that has a meaning somewhere: in the language, in JSON, in SQL, in a regular expression. */
export const oddText = fc.oneof(
  fc.constantFrom(
    'root',
    'Root',
    'or',
    'AND',
    'not',
    'to',
    'now-1h',
    '10.0.0.0/8',
    'C:\\Windows\\cmd.exe',
    '5',
    '-1',
  ),
  fc.constantFrom(
    'a*b',
    '100%',
    'under_score',
    "o'brien",
    'say "hi"',
    'Müller',
    'zeile\neins',
    'tab\there',
    '(x)',
    '[1 TO 2]',
  ),
  fc.string({ unit: fc.constantFrom(...'ab*?"\\()[]{}:<>=+-!&| \t%_.^$'), minLength: 1, maxLength: 8 }),
);
const wildcard = fc.constantFrom({ wildcard: '*' } as const, { wildcard: '?' } as const);
const pattern: fc.Arbitrary<Pattern> = fc
  .array(fc.oneof(oddText, wildcard), { minLength: 1, maxLength: 4 })
  .map(merged);
/** A single star asks for anything and is read as that. */
const somePattern = pattern.filter(
  ([first, ...rest]) => rest.length > 0 || typeof first === 'string' || first?.wildcard === '?',
);
const bound = fc.record({ value: oddText, inclusive: fc.boolean() });
const test: fc.Arbitrary<Test> = fc.oneof(
  fc.constant({ kind: 'exists' } as const),
  fc.record({
    kind: fc.constant('is' as const),
    value: fc.record({ pattern: somePattern, quoted: fc.constant(false) }),
  }),
  fc.record({
    kind: fc.constant('is' as const),
    value: fc.record({ pattern: oddText.map((text): Pattern => [text]), quoted: fc.constant(true) }),
  }),
  bound.map((from) => ({ kind: 'range' as const, from })),
  bound.map((to) => ({ kind: 'range' as const, to })),
  fc.tuple(bound, bound).map(([from, to]) => ({ kind: 'range' as const, from, to })),
);
const at = fc.constant({ offset: 0, length: 0 });
const fieldName = somePattern.filter((name) => !(name.length === 1 && name[0] === '_exists_'));

/** Queries as the parser makes them, without places. */
export const someQueries: fc.Arbitrary<Query> = fc.letrec<{ query: Query }>((tie) => ({
  query: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ kind: fc.constant('text' as const), pattern: somePattern, at }),
    fc.record({ kind: fc.constant('field' as const), field: fieldName, test, at }),
    tie('query').map((of): Query => ({ kind: 'not', of })),
    fc
      .tuple(
        fc.constantFrom('and' as const, 'or' as const),
        fc.array(tie('query'), { minLength: 2, maxLength: 3 }),
      )
      .map(([kind, of]) => joined(kind, of)),
  ),
})).query;

/** The same query without places, and with the prototypes that objects have. */
export function placeless(query: Query): Query {
  return JSON.parse(JSON.stringify(withoutPlaces(query))) as Query;
}

function withoutPlaces(query: Query): Query {
  if (query.kind === 'and' || query.kind === 'or') return { ...query, of: query.of.map(withoutPlaces) };
  if (query.kind === 'not') return { ...query, of: withoutPlaces(query.of) };
  return 'at' in query ? { ...query, at: { offset: 0, length: 0 } } : query;
}
