import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { readRecords } from '../../../collectors/file/read.js';
import { packageRoot } from '../../../server/contract/package-root.js';
import { absent, composite } from '../../../server/detect/match/json-line.js';
import { ScriptFinder } from '../../../server/detect/scan/script-finder.js';
import type { ValueFinder } from '../../../server/detect/scan/value-finder.js';
import { valueFinder, WasmFinder } from '../../../server/detect/scan/wasm-finder.js';
import { sourceHash } from '../../../server/detect/scan/wasm-module.js';
import { sharedData, withoutSharedData } from '../shared-data.js';

/** What a finder says of a line. */
function placesOf(finder: ValueFinder, keys: readonly string[], line: Buffer): unknown {
  const ids = keys.map((key) => finder.idOf(key)!);
  if (!finder.find(line)) return 'other';
  const places = ids.map((id) => [finder.start(id), finder.start(id) >= 0 && finder.end(id)]);
  return { ascii: finder.ascii, escaped: finder.escaped, places };
}

const finders: [string, () => ValueFinder][] = [
  ['WebAssembly', () => new WasmFinder()],
  ['TypeScript', () => new ScriptFinder()],
];

t.test('the compiled module belongs to its source: npm run build:wasm', async (t) => {
  const folder = join(packageRoot(), 'server/detect/scan/assembly');
  const names = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  const hash = createHash('sha256');
  for (const name of names.sort()) hash.update(readFileSync(join(folder, name)));
  t.equal(hash.digest('hex'), sourceHash);
});

t.test('a thread has one finder, in WebAssembly', async (t) => {
  t.equal(valueFinder(), valueFinder());
  t.type(valueFinder(), WasmFinder);
});

for (const [name, create] of finders) {
  t.test(`${name}: where values stand`, async (t) => {
    const finder = create();
    const places = (text: string) => placesOf(finder, ['a', 'b'], Buffer.from(text));
    const at = (...both: unknown[]) => ({ ascii: true, escaped: false, places: both });
    const none = [absent, false];
    t.same(places('{"a":"x\\"y","b":4}'), at([5, 10], [15, 17]));
    t.same(places('{ "b" : true , "c":null}'), at(none, [7, 12]));
    t.same(places('{"a":["x]",4 , null],"b":[]}'), at([composite, false], [composite, false]));
    t.same(places('{"a":"1","a":-1.5e+3}'), at([12, 20], none), 'the last of equal keys counts');
    t.same(places('{"a":"ä","c":"\\u0041"}'), { ascii: false, escaped: true, places: [[5, 8], none] });
    t.same(places('{"a":"C:\\\\users"}'), at([5, 15], none), 'an escaped backslash is no escape');
    const others = [
      '',
      '{',
      '{}',
      '[]',
      '{"a":{}}',
      '{"a":01}',
      '{"a":1,}',
      '{"a":tru}',
      '{"a":"x',
      '{"a" "x"}',
    ];
    others.push('{"a":[1,]}', '{"a":[[1]]}', '{"a":1} x', '{"a":-}', '{"a":1.}', '{"a":1e}', '{"\\u0061":1}');
    for (const other of others) t.equal(places(other), 'other', other);
    t.equal(
      placesOf(finder, ['a'], Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d])),
      'other',
    );
  });

  t.test(`${name}: letters that fold with those of ASCII`, async (t) => {
    const finder = create();
    for (const [letter, folds] of [
      ['a', true],
      ['ä', true],
      ['\u0131', true],
      ['\u2129', true],
      ['\u0130', false],
      ['\u017f', false],
      ['\u212a', false],
    ] as const) {
      for (let before = 0; before < 20; before++) {
        t.ok(finder.find(Buffer.from(`{"a":"${'x'.repeat(before)}${letter}"}`)));
        if (finder.foldsAsAscii !== folds) t.fail(`${letter} behind ${before}`);
      }
    }
  });

  t.test(`${name}: more keys than it remembers`, async (t) => {
    const finder = create();
    let right = 0;
    for (let i = 0; i < 10_000; i++) {
      const line = Buffer.from(`{"key ${i}":1,"wanted":"w","other ${i}":2}`);
      const [[start]] = (placesOf(finder, ['wanted'], line) as { places: [[number]] }).places;
      if (line.toString('latin1', start, start + 2) === '"w') right++;
    }
    t.equal(right, 10_000);
  });
}

t.test('longer lines and keys than the module has room for are left to others', async (t) => {
  const finder = new WasmFinder();
  t.equal(placesOf(finder, ['a'], Buffer.from(`{"a":"${'x'.repeat(2_100_000)}"}`)), 'other');
  t.equal(placesOf(finder, ['a'], Buffer.from(`{"${'k'.repeat(80)}":1}`)), 'other');
  t.not(placesOf(finder, ['a'], Buffer.from(`{"${'k'.repeat(62)}":1}`)), 'other');
});

const recording = 'windows/persistence/host/proxylogon_ssrf_rce_poc.zip';

const names = ['a', 'b', 'ä', 'Channel', 'a key of more than sixteen characters'];
const token = fc.oneof(
  fc
    .string({ unit: fc.constantFrom('a', '"', '\\', 'ä', '\\\\u', ' ', '{', '\u0130'), maxLength: 40 })
    .map((text) => JSON.stringify(text)),
  fc.constantFrom(
    '0',
    '-1.5e3',
    'true',
    'null',
    'nul',
    '01',
    '"\\u0041"',
    '[1,"x"]',
    '[]',
    '[1',
    '{}',
    '"\\"',
  ),
);
const member = fc
  .tuple(fc.constantFrom(...names), token, fc.constantFrom('', ' '))
  .map(([name, one, gap]) => `${gap}"${name}"${gap}:${gap}${one}${gap}`);
const line = fc
  .tuple(fc.array(member, { maxLength: 5 }), fc.constantFrom('', ' ', 'x', '}'))
  .map(([members, end]) => Buffer.from(`{${members.join(',')}}${end}`));

t.test('both find the same in random lines', async (t) => {
  const [one, other] = [new WasmFinder(), new ScriptFinder()];
  let found = 0;
  const property = fc.property(line, (bytes) => {
    const places = placesOf(one, names, bytes);
    if (places !== 'other') found++;
    return JSON.stringify(places) === JSON.stringify(placesOf(other, names, bytes));
  });
  t.doesNotThrow(() => fc.assert(property, { numRuns: 5000 }));
  t.ok(found > 500, `${found} of them are flat`);
});

t.test('both find the same in a recording', { skip: withoutSharedData }, async (t) => {
  const [one, other] = [new WasmFinder(), new ScriptFinder()];
  const keys = [
    'Channel',
    'EventID',
    'Image',
    'CommandLine',
    'Message',
    'Keywords',
    'tags',
    'ScriptBlockText',
  ];
  const archive = sharedData('windows', 'json', recording);
  let [lines, flat] = [0, 0];
  for await (const { raw } of readRecords(archive)) {
    const bytes = Buffer.from(raw);
    const [places, same] = [placesOf(one, keys, bytes), placesOf(other, keys, bytes)];
    if (JSON.stringify(places) !== JSON.stringify(same)) t.same(places, same, bytes.toString());
    lines++;
    if (places !== 'other') flat++;
  }
  t.ok(flat > 1000 && flat > 0.9 * lines, `${flat} of ${lines} lines are flat`);
});

t.test('texts that differ are told apart where that is certain', async (t) => {
  const finder = new WasmFinder();
  const [a, b] = [finder.idOf('a')!, finder.idOf('b')!];
  const differ = (line: string): boolean => finder.find(Buffer.from(line)) && finder.surelyDiffer(a, b);
  const same = [
    '"aB"',
    '"Ab"',
    '"\\/x"',
    '"/X"',
    '"\\\\n"',
    '"\\n"',
    '""',
    '4',
    '"4"',
    '"ä"',
    '"Ä"',
    '"\\u0061B"',
  ];
  t.notOk(differ(`{"a":${same[0]},"b":${same[1]}}`), 'case does not count');
  t.notOk(differ(`{"a":${same[2]},"b":${same[3]}}`), 'a slash has two writings');
  t.notOk(differ(`{"a":${same[9]},"b":${same[10]}}`), 'beyond ASCII it is not certain');
  t.notOk(differ(`{"a":${same[7]},"b":${same[8]}}`), 'a number is no string');
  t.notOk(differ(`{"a":${same[11]},"b":${same[0]}}`), 'a letter may be an escape sequence');
  for (const [one, other] of [
    [0, 2],
    [4, 5],
    [6, 0],
    [0, 6],
  ] as const)
    t.ok(differ(`{"a":${same[one]},"b":${same[other]}}`), `${same[one]} and ${same[other]}`);
});
