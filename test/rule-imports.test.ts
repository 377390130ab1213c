import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { archiveOf, installedSet } from '../server/cli/rule-store.js';
import { readRulePaths } from '../server/detect/load.js';
import { RuleImports } from '../server/rule-imports.js';
import { zipOf } from './detect/zip-file.js';

const rule = (id: string, level = 'low'): string =>
  `title: ${id}\nid: ${id}\nlevel: ${level}\nlogsource: {product: linux, service: sshd}\ndetection: {s: {f: 1}, condition: s}\n`;
const licence = 'the Detection Rule License (DRL) 1.1 holds';
const first = zipOf({ 'x/a.yml': rule('a'), 'x/b.yml': rule('b'), LICENSE: licence }, { deflate: true });
const second = zipOf({ 'x/a.yml': rule('a', 'high'), 'x/c.yml': rule('c'), LICENSE: licence });
let clock = Date.parse('2026-11-22T10:00:00Z');
let reloads = 0;
const start = (data: string) =>
  new RuleImports({ data, reload: async () => void reloads++, now: () => (clock += 1000) });
const invalid = { name: 'GrundwachtError', code: 'VALIDATION' };

t.test('reviewed, taken over in part, and taken back', async (t) => {
  const data = t.testdir();
  const imports = start(data);
  const rulesNow = async () => {
    const set = await installedSet(data, 'sigmahq');
    if (set === undefined) return undefined;
    const files = await readRulePaths([archiveOf(data, set)]);
    return files.map(({ path, text }) => `${path.split('!')[1]} ${/level: (\w+)/.exec(text)![1]}`).sort();
  };
  const one = await imports.review('sigmahq', { name: 'one.zip', content: first }, 'anna');
  t.match(one, { set: 'sigmahq', installed: false, usable: 2, unchanged: 0, licence: 'DRL-1.1', by: 'anna' });
  t.equal(await rulesNow(), undefined, 'a review installs nothing');
  t.match(await imports.apply(one.id, ['a', 'b']), { set: 'sigmahq', rules: 2, undoable: true });
  t.equal(reloads, 1);
  t.same(await rulesNow(), ['x/a.yml low', 'x/b.yml low']);
  t.match(await installedSet(data, 'sigmahq'), { licence: 'DRL-1.1', archive: 'one.zip', previous: null });

  const two = await imports.review('sigmahq', { name: 'two.zip', content: second }, 'anna');
  t.same(
    two.rules.map(({ id, kind }) => `${kind} ${id}`),
    ['changed a', 'added c', 'removed b'],
  );
  t.match(imports.texts(two.id, 'a'), { before: rule('a'), after: rule('a', 'high') });
  t.same(
    imports.files(two.id, 'before', ['a', 'c']).map(({ path }) => path),
    ['x/a.yml'],
  );
  await t.rejects(imports.apply(two.id, ['none']), invalid);
  await imports.apply(two.id, ['a']);
  t.same(await rulesNow(), ['x/a.yml high', 'x/b.yml low'], 'the rest is as it was');
  t.throws(() => imports.get(two.id), { code: 'NOT_FOUND' }, 'a review is taken over once');
  t.match(await imports.undo('sigmahq'), { rules: 2, undoable: false });
  t.same(await rulesNow(), ['x/a.yml low', 'x/b.yml low']);
  await t.rejects(imports.undo('sigmahq'), { code: 'CONFLICT' });
  await t.rejects(imports.undo('other'), { code: 'NOT_FOUND' });
  await t.rejects(imports.undo('../rules/sigmahq'), { code: 'VALIDATION' }, 'a name is no path');
});

t.test('of two reviews the second one is asked to look again', async (t) => {
  const imports = start(t.testdir());
  const one = await imports.review('s', { name: 'one.zip', content: first }, 'anna');
  const two = await imports.review('s', { name: 'two.zip', content: second }, 'ben');
  await imports.apply(one.id, ['a', 'b']);
  await t.rejects(imports.apply(two.id, ['c']), { code: 'CONFLICT' });
  await imports.undo('s');
  t.equal(await imports.undoable('s'), false, 'the set that was not there before is gone');
});

t.test('a folder or an archive on the server, and nothing else there', async (t) => {
  const data = t.testdir();
  const imports = start(data);
  t.same(await imports.sources(), []);
  mkdirSync(join(data, 'import', 'mine'), { recursive: true });
  writeFileSync(join(data, 'import', 'mine', 'a.yml'), rule('a'));
  writeFileSync(join(data, 'import', 'two.zip'), second);
  writeFileSync(join(data, 'import', 'notes.txt'), '');
  t.same(await imports.sources(), ['mine', 'two.zip']);
  t.match(await imports.review('s', { name: 'mine' }, 'anna'), { usable: 1, licence: 'not stated' });
  t.match(await imports.review('s', { name: 'two.zip' }, 'anna'), { usable: 2, licence: 'DRL-1.1' });
  for (const name of ['..', '../import/mine', 'notes.txt', '/etc']) {
    await t.rejects(imports.review('s', { name }, 'anna'), { code: 'NOT_FOUND' }, name);
  }
});

t.test('what is no archive of rules, or beyond the limits', async (t) => {
  const imports = start(t.testdir());
  const refused = (content: Buffer, detail: RegExp, set = 's') =>
    t.rejects(imports.review(set, { name: 'bad.zip', content }, 'anna'), { ...invalid, message: detail });
  await refused(Buffer.from('no zip'), /bad\.zip/);
  await refused(zipOf({ 'a.txt': 'x' }), /no usable rule/);
  await refused(
    zipOf({ 'a.yml': 'x'.repeat(1024 * 1024 + 1) }, { deflate: true }),
    /larger than 1048576 bytes/,
  );
  await refused(zipOf({ 'a.yml': rule('a') }, { flags: 1, deflate: true }), /encrypted/);
  await refused(zipOf({ '../a.yml': rule('a') }), /invalid relative path/);
  await refused(first, /taken by rules that are no archive/, 'grundwacht');
  await refused(first, /no name for a rule set/, '../x');
});
