import fc from 'fast-check';
import type { Event, FieldValue } from '../../server/contract/event.js';
import { event } from './events.js';

const text = fc.string({
  unit: fc.constantFrom('a', 'b', 'B', '\\', '/', '-', 'ä', 'Σ', 'İ', '.', ' '),
  maxLength: 6,
});
const pattern = fc.string({
  unit: fc.constantFrom('a', 'b', 'B', '\\', '*', '?', '-', 'ä', 'Σ'),
  maxLength: 6,
});
/** Values with more dashes than are written out. */
const dashed = fc.string({ unit: fc.constantFrom('-', '/', 'a', '*'), minLength: 3, maxLength: 8 });
const field = fc.constantFrom('f', 'g', 'h', 'EventID', 'message', 'source.ip');
const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`;

const list = (values: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.array(values, { minLength: 1, maxLength: 4 }).map((all) => `[${all.join(', ')}]`);
const item = (modifiers: readonly string[], values: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(field, fc.constantFrom(...modifiers), values)
    .map(([name, modifier, value]) => `${name}${modifier}: ${value}`);

/** What the rules below need for `expand`. */
export const placeholders = { ab: ['a', 'b*', 'ab'], dash: ['-', '/b'] };

/** One `field|modifiers: values` of every kind. */
const items = fc.oneof(
  {
    weight: 8,
    arbitrary: item(
      [
        '',
        '|contains',
        '|startswith',
        '|endswith',
        '|contains|all',
        '|neq',
        '|cased',
        '|contains|cased',
        '|windash',
        '|contains|windash',
        '|contains|all|windash',
        '|windash|contains|all|cased',
        '|windash|neq',
      ],
      list(pattern.map(quoted)),
    ),
  },
  {
    weight: 2,
    arbitrary: item(
      [
        '|base64offset|contains',
        '|base64offset|contains|all',
        '|wide|base64',
        '|wide|base64offset|contains|all',
        '|windash|base64offset|contains|all',
      ],
      list(fc.constantFrom("'ab'", "'aba'", "'-a'")),
    ),
  },
  {
    weight: 2,
    arbitrary: item(
      ['|expand', '|expand|contains|all', '|expand|windash|contains|all', '|expand|endswith|neq'],
      list(fc.constantFrom("'%ab%'", "'%dash%'", "'%ab%%dash%'", "'a%ab%'", "'b'")),
    ),
  },
  { weight: 1, arbitrary: item(['|windash', '|contains|windash'], list(dashed.map(quoted))) },
  {
    weight: 2,
    arbitrary: item(
      ['|re', '|re|i'],
      fc.constantFrom("'a.b'", "'^ab'", "'aab+'", "'(a|b)bb'", "'bab'", "'ab$'").map((one) => `[${one}]`),
    ),
  },
  { weight: 1, arbitrary: item(['|gt', '|lte'], fc.integer({ min: 0, max: 5 }).map(String)) },
  { weight: 1, arbitrary: item(['|cidr'], fc.constantFrom("'10.0.0.0/8'", "'::1/128'")) },
  { weight: 1, arbitrary: item(['|exists'], fc.constantFrom('true', 'false')) },
  { weight: 1, arbitrary: item([''], fc.constantFrom('null', "''", '4', '4688', 'true')) },
  { weight: 1, arbitrary: item(['|fieldref', '|fieldref|startswith'], fc.constantFrom('f', 'g')) },
);

const keywords = list(fc.constantFrom("'abab'", "'bb\\a'", "'a*b'", "'Baba'", "'äb'", "'/a-b'", '4688'));
const map = fc
  .uniqueArray(items, { minLength: 1, maxLength: 3, selector: (one) => one.slice(0, one.indexOf(':')) })
  .map((all) => `{${all.join(', ')}}`);
const identifier = fc.oneof(
  { weight: 6, arbitrary: map },
  { weight: 2, arbitrary: fc.array(map, { minLength: 1, maxLength: 3 }).map((all) => `[${all.join(', ')}]`) },
  { weight: 1, arbitrary: keywords },
  { weight: 1, arbitrary: keywords.map((all) => `{'|all': ${all}}`) },
  { weight: 1, arbitrary: keywords.map((all) => `{'|windash|all': ${all}}`) },
);

const names = ['s1', 's2', 's3', '_s4'];
const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'condition' },
    fc.constantFrom(...names, '1 of s*', 'all of s*', '2 of them', '1 of them', 'all of them'),
    tie('condition').map((one) => `not (${one})`),
    fc.tuple(tie('condition'), tie('condition')).map((two) => `(${two.join(') and (')})`),
    fc.tuple(tie('condition'), tie('condition')).map((two) => `(${two.join(') or (')})`),
  ),
}));

/** Rules from the grammar, each a YAML document without id. */
export const ruleDocuments: fc.Arbitrary<string> = fc
  .tuple(fc.tuple(identifier, identifier, identifier, identifier), condition)
  .map(([all, when]) => {
    const identifiers = all.map((one, i) => `  ${names[i]}: ${one}`).join('\n');
    return `title: T\nlogsource: {product: test}\ndetection:\n${identifiers}\n  condition: ${when}\n`;
  });

const value: fc.Arbitrary<FieldValue> = fc.oneof(
  { weight: 8, arbitrary: text },
  {
    weight: 2,
    arbitrary: fc.constantFrom<FieldValue>(
      'YWI',
      'YWJh',
      'xxYWJhxx',
      'YQBiAA==',
      'LWE=',
      'YWIgL2E=',
      '10.1.1.1',
      '::1',
      'abab',
    ),
  },
  { weight: 2, arbitrary: fc.constantFrom<FieldValue>(0, 4, 4688, true, null, '', []) },
  { weight: 1, arbitrary: fc.array(text, { maxLength: 3 }) },
);

/** Events whose fields the rules above ask for. */
export const events: fc.Arbitrary<Event> = fc
  .record(
    {
      f: value,
      g: value,
      h: value,
      EventID: fc.constantFrom<FieldValue>(4, '4', 4688, null, ['4']),
      'source.ip': value,
    },
    { requiredKeys: [] },
  )
  .chain((fields) =>
    fc
      .record({
        message: fc.option(text, { nil: undefined }),
        code: fc.constantFrom('4', '4688'),
        json: fc.boolean(),
      })
      .map(({ message, code, json }) =>
        event(
          {
            'event.module': 'test',
            'event.code': code,
            ...(message !== undefined && { message }),
            'event.original': Buffer.from(
              json ? JSON.stringify({ ...fields, message }) : `${message} ${code}`,
            ),
          },
          fields,
        ),
      ),
  );
