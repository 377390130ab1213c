import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { askNeeds } from '../../../server/store/events/filters/asked-needs.js';
import { FilterCache } from '../../../server/store/events/filters/filter-cache.js';
import {
  readFilters,
  readWholeFilter,
  writeFilter,
} from '../../../server/store/events/filters/filter-file.js';
import { askText, GramCollector, mayContain } from '../../../server/store/events/filters/gram-set.js';
import { rangesOf } from '../../../server/store/events/filters/row-ranges.js';
import {
  type BlockFilter,
  type Need,
  type SegmentFilter,
  valueKeys,
} from '../../../server/store/events/filters/segment-filter.js';
import { askValue, mayHold, valueKey, valueSet } from '../../../server/store/events/filters/value-set.js';

/** Texts with the characters that change their length or leave ASCII with their case. */
const odd = fc.constantFrom('\u212a', '\u0130', '\u023a', '\u2c65', 'ſ', 'ß', 'Ä', 'ä', '😀', '\\', '"', ' ');
const text = fc
  .array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...'abcdeKI.019XYZ') }, odd), { maxLength: 40 })
  .map((characters) => characters.join(''));

/** As DuckDB's: character by character. */
const lower = (value: string) => [...value].map((c) => (c === '\u0130' ? 'i' : c.toLowerCase())).join('');

function gramsOf(texts: readonly string[]) {
  const collector = new GramCollector();
  for (const value of texts) collector.add(Buffer.from(value));
  return collector.finish();
}

t.test('no text that is contained is ever ruled out, in whatever case', async (t) => {
  fc.assert(
    fc.property(text, text, text, fc.boolean(), (before, needle, after, upper) => {
      const set = gramsOf([before + needle + after]);
      t.ok(mayContain(set, askText(needle)));
      const other = upper ? needle.toUpperCase() : lower(needle);
      if (lower(other) === lower(needle)) t.ok(mayContain(set, askText(other)));
    }),
    { numRuns: 300 },
  );
});

t.test('most texts that are absent are ruled out', async (t) => {
  const words = Array.from({ length: 20_000 }, (_, n) => `user${(n * 7919) % 20_000} logged in from pc-${n}`);
  const set = gramsOf(words);
  t.notOk(mayContain(set, askText('mimikatz')));
  t.notOk(mayContain(set, askText('Invoke-Expression')));
  t.ok(mayContain(set, askText('LOGGED IN FROM PC-77')));
  t.ok(mayContain(set, askText('abc')), 'too short to tell');
  const absent = Array.from({ length: 1000 }, (_, n) => `${(n * 0x9e3779b1).toString(36)}-absent`);
  t.ok(absent.filter((value) => mayContain(set, askText(value))).length < 20);
  t.ok(set.byteLength < 64 << 10, `${set.byteLength} bytes`);
});

t.test('values: none that is there is ruled out, few that are not seem to be', async (t) => {
  const value = (n: number) => valueKey('source.ip', `203.0.${n >> 8}.${n & 255}`);
  const set = valueSet(new Set(Array.from({ length: 10_000 }, (_, n) => value(n))));
  for (let n = 0; n < 10_000; n++) if (!mayHold(set, askValue(value(n)))) t.fail(value(n));
  const seem = Array.from({ length: 10_000 }, (_, n) => value(n + 20_000)).filter((v) =>
    mayHold(set, askValue(v)),
  );
  t.ok(seem.length < 100, `${seem.length} of 10,000`);
  t.notOk(mayHold(set, askValue(valueKey('destination.ip', '203.0.0.1'))), 'columns are told apart');
  t.notOk(mayHold(valueSet(new Set()), askValue(value(1))));
});

t.test('a filter is kept in a file; one that is damaged rules nothing out and is told once', async (t) => {
  const dir = t.testdir();
  const whole = {
    grams: gramsOf(['Failed password for root']),
    values: valueSet(new Set([valueKey('user.name', 'root')])),
    caseless: false,
  };
  const filter = { whole, blocks: [] };
  const sizes = new Map<string, number>();
  for (const id of ['whole', 'flipped', 'short']) {
    sizes.set(id, await writeFilter(join(dir, `${id}.filter`), filter));
  }
  t.strictSame(await readFilters(join(dir, 'whole.filter')), filter);
  t.strictSame(await readWholeFilter(join(dir, 'whole.filter')), whole);
  truncateSync(join(dir, 'short.filter'), sizes.get('short')! - 4);
  const bytes = Buffer.from(
    await import('node:fs/promises').then(({ readFile }) => readFile(join(dir, 'flipped.filter'))),
  );
  bytes[40]! ^= 1;
  writeFileSync(join(dir, 'flipped.filter'), bytes);
  await t.rejects(readFilters(join(dir, 'flipped.filter')), /flipped\.filter is damaged/);
  await t.rejects(readFilters(join(dir, 'short.filter')), /is no segment filter/);

  const told: unknown[] = [];
  const cache = new FilterCache(
    ({ path }) => join(dir, path),
    (error) => told.push(error),
  );
  const segments = ['whole', 'flipped', 'short', 'gone', 'none'].map((id) => ({
    id,
    path: `${id}.filter`,
    filterBytes: id === 'none' ? undefined : 1,
  }));
  const select = async (need: Need) =>
    (await cache.select(segments, [need])).map(({ segment }) => segment.id);
  const unknown = ['flipped', 'short', 'gone', 'none'];
  t.strictSame(await select({ column: 'user.name', value: 'root' }), ['whole', ...unknown]);
  t.strictSame(await select({ column: 'user.name', value: 'admin' }), unknown);
  t.strictSame(await select({ texts: ['mimikatz', 'PASSWORD for'] }), ['whole', ...unknown]);
  t.strictSame(await select({ texts: ['mimikatz'] }), unknown);
  t.equal(told.length, 3);
});

t.test('values are found in whatever case, and any of several needs is enough', async (t) => {
  const keys = ['SRV-01', 'K\u212aB', 'Müller'].flatMap((value) => valueKeys('host.name', value));
  const filter = { grams: gramsOf(['mimikatz']), values: valueSet(new Set(keys)), caseless: true };
  const may = (need: Need, caseless = true) => askNeeds([need])({ ...filter, caseless });
  const host = (value: string): Need => ({ column: 'host.name', value, caseless: true });
  for (const value of ['SRV-01', 'srv-01', 'Srv-01', 'kkb']) t.ok(may(host(value)), value);
  t.ok(may(host('MÜLLER')), 'nothing is certain of what is not ASCII');
  t.notOk(may(host('srv-02')));
  t.ok(may(host('srv-02'), false), 'a filter of an earlier version cannot tell');
  t.ok(may({ any: [[host('srv-02')], [host('srv-01'), { texts: ['MIMI'] }]] }));
  t.notOk(may({ any: [[host('srv-02')], [host('srv-01'), { texts: ['absent'] }]] }));
});

t.test('the memory for filters is bounded', async (t) => {
  const dir = t.testdir();
  const filter = { grams: gramsOf(['text']), values: valueSet(new Set(['a'])), caseless: true };
  const bytes = filter.grams.byteLength + filter.values.byteLength;
  const segments = Array.from({ length: 5 }, (_, n) => ({
    id: `${n}`,
    path: `${n}.filter`,
    filterBytes: bytes,
  }));
  for (const { path } of segments) await writeFilter(join(dir, path), { whole: filter, blocks: [] });
  const read: string[] = [];
  const cache = new FilterCache(
    ({ path }) => {
      read.push(path);
      return join(dir, path);
    },
    () => {},
    2 * bytes,
  );
  const ask = (...numbers: number[]) =>
    cache.select(
      numbers.map((n) => segments[n]!),
      [{ texts: ['none of them'] }],
    );
  await ask(0);
  await ask(1);
  await ask(0);
  await ask(2);
  t.strictSame(read, ['0.filter', '1.filter', '2.filter']);
  await ask(0);
  await ask(1);
  t.strictSame(read, ['0.filter', '1.filter', '2.filter', '1.filter'], 'the one used last was kept');
});

function block(firstRow: number, rows: number, ...texts: string[]): BlockFilter {
  const values = valueSet(new Set(valueKeys('source.ip', `192.0.2.${firstRow % 256}`)));
  return { firstRow, rows, filter: { grams: gramsOf(texts), values, caseless: true } };
}

t.test('blocks tell which rows of a segment can hold what is looked for', async (t) => {
  const dir = t.testdir();
  const texts = ['Failed password', 'session opened', 'session closed', 'mimikatz'];
  const blocks = texts.map((value, n) => block(n * 2048, n < 3 ? 2048 : 100, value));
  const values = blocks.flatMap(({ firstRow }) => valueKeys('source.ip', `192.0.2.${firstRow % 256}`));
  const whole: SegmentFilter = { grams: gramsOf(texts), values: valueSet(new Set(values)), caseless: true };
  const path = join(dir, 'a.filter');
  const filterBytes = await writeFilter(path, { whole, blocks });
  t.equal(statSync(path).size, filterBytes);
  t.strictSame(await readFilters(path), { whole, blocks });
  t.strictSame(await readWholeFilter(path), whole);

  const told: unknown[] = [];
  const segments = [{ id: 'a', path, filterBytes }];
  const cache = () =>
    new FilterCache(
      ({ path }) => path,
      (error) => told.push(error),
    );
  const rows = async (...needs: Need[]) => (await cache().select(segments, needs)).map(({ rows }) => rows);
  t.strictSame(await rows({ texts: ['password'] }), [[{ first: 0, last: 2047 }]]);
  t.strictSame(await rows({ texts: ['session'] }), [[{ first: 2048, last: 6143 }]]);
  t.strictSame(await rows({ any: [[{ texts: ['password'] }], [{ texts: ['MIMIKATZ'] }]] }), [
    [
      { first: 0, last: 2047 },
      { first: 6144, last: 6243 },
    ],
  ]);
  t.strictSame(await rows({ texts: ['password'] }, { texts: ['mimikatz'] }), [], 'in no block both');
  t.strictSame(await rows({ texts: ['absent'] }), []);
  t.strictSame(await rows(), [undefined], 'nothing is needed: all rows');

  const bytes = readFileSync(path);
  for (const [what, changed] of [
    ['a flipped bit', Buffer.from(bytes).fill(bytes.at(-1)! ^ 1, bytes.length - 1)],
    ['a cut', bytes.subarray(0, bytes.length - 4)],
    ['nothing but the head', bytes.subarray(0, 16 + whole.grams.byteLength + whole.values.byteLength)],
  ] as const) {
    writeFileSync(path, changed);
    told.length = 0;
    t.strictSame(await rows({ texts: ['password'] }), [undefined], `all rows after ${what}`);
    t.equal(told.length, 1, what);
    await t.rejects(readFilters(path));
  }
});

t.test('ranges of rows hold every row of the blocks, and are few', async (t) => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 400 }), (chosen) => {
      const all = chosen.map((_, n) => ({ firstRow: n * 10, rows: 10 }));
      const some = all.filter((_, n) => chosen[n]);
      const ranges = rangesOf(some);
      const covers = (row: number) => ranges.some(({ first, last }) => first <= row && row <= last);
      t.ok(some.every(({ firstRow, rows }) => covers(firstRow) && covers(firstRow + rows - 1)));
      t.ok(ranges.length <= 64);
      t.ok(ranges.every(({ first }, n) => n === 0 || first > ranges[n - 1]!.last + 1));
      const exact = ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);
      if (ranges.length < 32) t.equal(exact, some.length * 10, 'not a row more');
    }),
  );
});
