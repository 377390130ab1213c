import fc from 'fast-check';
import t from 'tap';
import { faultOf } from '../../../server/ingest/json/fault-of.js';
import { JsonFault } from '../../../server/ingest/json/json-fault.js';
import { JsonReader } from '../../../server/ingest/json/json-reader.js';

/** @returns whether the reader takes the bytes as exactly one value */
function takes(bytes: Buffer): boolean {
  const reader = new JsonReader(bytes);
  try {
    reader.skip();
    return reader.next() === undefined;
  } catch (error) {
    if (error instanceof JsonFault) return false;
    throw error;
  }
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

t.test('it takes what JSON.parse takes, and refuses what JSON.parse refuses', async (t) => {
  const characters = fc.constantFrom(...'{}[]",:\\u0a1e+-. \n\ttrfalsn\u0001é');
  const near = fc
    .tuple(fc.json(), fc.nat(), characters)
    .map(
      ([text, at, c]) => text.slice(0, at % (text.length + 1)) + c + text.slice((at % (text.length + 1)) + 1),
    );
  fc.assert(
    fc.property(fc.oneof(fc.json(), near, fc.string({ unit: characters, maxLength: 12 })), (text) => {
      const bytes = Buffer.from(text);
      if (takes(bytes) !== parses(text))
        throw new Error(`${JSON.stringify(text)}: JSON.parse ${parses(text)}`);
      if ((faultOf(bytes) === undefined) !== parses(text))
        throw new Error(`faultOf: ${JSON.stringify(text)}`);
    }),
    { numRuns: 3000 },
  );
  t.pass();
});

t.test('the edges of the grammar', async (t) => {
  const texts = [
    '0',
    '-0',
    '-',
    '01',
    '1.',
    '.5',
    '1e',
    '1e+',
    '1E-7',
    '0x1',
    '1 2',
    '"\\u12g4"',
    '"\\u12',
    '"\\',
    '"\\x"',
    '"\\/"',
    '[1,]',
    '[,1]',
    '{"a":1,}',
    '{a:1}',
    '{"a" 1}',
    '{"a"}',
    '[',
    '{',
    ']',
    '',
    ' ',
    'nul',
    'nulll',
    'tru',
    'TRUE',
    '"a\nb"',
    '\ufeff1',
    '[1}',
    '{"a":[}]',
  ];
  for (const text of texts) t.equal(takes(Buffer.from(text)), parses(text), JSON.stringify(text));
  t.equal(takes(Buffer.from('['.repeat(200) + ']'.repeat(200))), true);
  t.equal(takes(Buffer.from('['.repeat(100_000))), false, 'depth is bounded');
  t.equal(takes(Buffer.from(`${'{"a":'.repeat(300)}1${'}'.repeat(300)}`)), false);
});

t.test('a fault says where it is', async (t) => {
  const fault = faultOf(Buffer.from('{"a":[1,{"b/c~d":"x\u0001"}]}'));
  t.match(fault, { pointer: '/a/1/b~1c~0d', at: 19, message: 'a control character in a string' });
  t.match(faultOf(Buffer.from('[1,2')), { pointer: '', message: /found the end/ });
  t.match(faultOf(Buffer.from('{} {}')), { message: 'more behind the value', at: 3 });
});

t.test('objects member by member, in one pass', async (t) => {
  const reader = new JsonReader(Buffer.from(' {"a\\u0062" : [1, {"x":2}], "c":"d"}{"e":1}'));
  const found: [string, string][] = [];
  reader.next();
  reader.object((key) => found.push([key, reader.slice().toString()]));
  t.same(found, [
    ['ab', '[1, {"x":2}]'],
    ['c', '"d"'],
  ]);
  t.equal(reader.slice().toString(), '{"e":1}');
});

t.test('a value that is only cut out ends where it ends', async (t) => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { minLength: 1, maxLength: 5 }), (values) => {
      const texts = values.map((value) => JSON.stringify(value));
      const reader = new JsonReader(Buffer.from(texts.join(' ')));
      for (const text of texts) {
        const cut = reader.cut().toString();
        if (cut !== text) throw new Error(`${cut} instead of ${text}`);
      }
      if (reader.next() !== undefined) throw new Error('something is left');
    }),
    { numRuns: 500 },
  );
  for (const text of ['{"a":[1,2}', '[1,"', '{', '[[]', '']) {
    t.throws(() => new JsonReader(Buffer.from(text)).cut());
  }
});
