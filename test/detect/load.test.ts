import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { loadRuleSet, readRulePaths } from '../../server/detect/load.js';
import { zipOf } from './zip-file.js';

const rule = 'title: T\nid: t\nlogsource: {product: x}\ndetection: {s: {f: 1}, condition: s}\n';

t.test('files, folders and archives; names in order; hidden and other files are left out', async (t) => {
  const path = t.testdir({
    b: { 'z.yml': '1', 'a.yaml': '2', '.hidden.yml': '3', 'x.txt': '4' },
    '.c': { 'd.yml': '5' },
  });
  writeFileSync(join(path, 'set.zip'), zipOf({ 'in/r.yml': rule, 'README.md': 'x' }));
  t.same(await readRulePaths([path, join(path, 'set.zip'), join(path, 'b', 'x.txt')]), [
    { path: join(path, 'b', 'a.yaml'), text: '2' },
    { path: join(path, 'b', 'z.yml'), text: '1' },
    { path: `${join(path, 'set.zip')}!in/r.yml`, text: rule },
    { path: join(path, 'b', 'x.txt'), text: '4' },
  ]);
});

t.test('what cannot be read is an error that names the path', async (t) => {
  const path = t.testdir({ 'no.zip': 'no zip', 'large.yml': 'x'.repeat(1024 * 1024 + 1) });
  writeFileSync(join(path, 'large.zip'), zipOf({ 'large.yml': 'x'.repeat(1024 * 1024 + 1) }));
  for (const name of ['missing', 'no.zip', 'large.yml', 'large.zip']) {
    await t.rejects(readRulePaths([join(path, name)]), {
      code: 'FILE_UNREADABLE',
      message: new RegExp(name),
    });
  }
});

t.test('packed and damaged members of archives', async (t) => {
  const path = t.testdir();
  const read = (bytes: Buffer) => {
    writeFileSync(join(path, 'set.zip'), bytes);
    return readRulePaths([join(path, 'set.zip')]);
  };
  const packed = zipOf({ 'r.yml': rule }, { deflate: true });
  t.same(await read(packed), [{ path: `${join(path, 'set.zip')}!r.yml`, text: rule }]);
  const damaged = Buffer.from(packed);
  damaged[40]! ^= 0xff;
  await t.rejects(read(damaged), { code: 'FILE_UNREADABLE', message: /set\.zip: r\.yml is damaged/ });
  const altered = zipOf({ 'r.yml': rule });
  altered[altered.indexOf('title')] = 0x54;
  await t.rejects(read(altered), { message: /r\.yml is damaged: length or checksum/ });
  const encrypted = zipOf({ 'r.yml': rule }, { deflate: true, flags: 1 });
  await t.rejects(read(encrypted), { message: /r\.yml is encrypted/ });
  const unknown = zipOf({ 'r.yml': rule }, { method: 14 });
  await t.rejects(read(unknown), { message: /r\.yml is packed by the unknown method 14/ });
});

t.test('a rule set comes with the program’s pipelines', async (t) => {
  const path = t.testdir({ 'r.yml': rule });
  const { rules, pipelines, problems } = await loadRuleSet([path]);
  t.equal(rules.length, 1);
  t.same(problems, []);
  t.ok(pipelines.some(({ logsource }) => logsource.category === 'process_creation'));
});
