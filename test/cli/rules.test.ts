import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { zipOf } from '../detect/zip-file.js';
import { run } from './run.js';

const rule = (id: string, detection = '{s: {f: 1}, condition: s}'): string =>
  `title: ${id}\nid: ${id}\nlevel: low\nlogsource: {product: linux, service: sshd}\ndetection: ${detection}\n`;
const bad = rule('bad', '{s: {f|nothing: 1}, condition: s}');

t.test('check: every problem with its place; exit 1 only for errors', async (t) => {
  const path = t.testdir({
    'good.yml': rule('good'),
    sub: { 'bad.yaml': bad, 'odd.yml': rule('odd', '{s: {f|all: 1}, condition: s}') },
  });
  const all = await run('rules', 'check', path);
  t.equal(all.code, 1);
  t.match(all.stdout, /bad\.yaml:5:\d+: error modifier-unknown detection\.s\.f\|nothing: .*\[bad\]/);
  t.match(all.stdout, /odd\.yml:5:\d+: warning modifier-all-single/);
  t.match(all.stdout, /2 rules usable, 1 errors, 1 warnings/);
  t.equal((await run('rules', 'check', join(path, 'sub', 'odd.yml'))).code, 0);
  const json = await run('rules', 'check', '--json', path);
  t.match(JSON.parse(json.stdout), { rules: 2, errors: 1, warnings: 1, problems: [{}, {}] });
});

t.test('list: table and JSON', async (t) => {
  const path = t.testdir({ 'one.yml': rule('one') });
  t.match((await run('rules', 'list', path)).stdout, /low +detection +one +one +linux\/sshd +.*one\.yml/);
  const [info] = JSON.parse((await run('rules', 'list', '--json', path)).stdout);
  t.match(info, { id: 'one', level: 'low', logsource: { product: 'linux', service: 'sshd' } });
});

t.test('install: checked, copied with its provenance, replaced as a whole', async (t) => {
  const path = t.testdir();
  const archive = join(path, 'My Rules.zip');
  writeFileSync(archive, zipOf({ 'a/one.yml': rule('one'), 'bad.yml': bad, 'README.md': 'x' }));
  const first = await run('rules', 'install', archive, '--data', join(path, 'data'), '--json');
  t.equal(first.code, 0, first.stderr);
  const folder = join(path, 'data', 'rules', 'my-rules');
  t.match(JSON.parse(first.stdout), { folder, rules: 1, archive: 'My Rules.zip', sha256: /^[0-9a-f]{64}$/ });
  t.equal(readFileSync(join(folder, 'a', 'one.yml'), 'utf8'), rule('one'));
  t.match(JSON.parse(readFileSync(join(folder, 'provenance.json'), 'utf8')), {
    rules: 1,
    refused: [{ path: 'bad.yml', code: 'modifier-unknown' }],
  });
  writeFileSync(archive, zipOf({ 'two.yml': rule('two') }));
  t.equal((await run('rules', 'install', archive, '--data', join(path, 'data'))).code, 0);
  t.same(readdirSync(folder).sort(), ['provenance.json', 'two.yml']);
  t.same(readdirSync(join(path, 'data', 'rules')), ['my-rules'], 'nothing is left over');
});

t.test('install: what cannot be used changes nothing', async (t) => {
  const path = t.testdir({ 'no.zip': 'no zip' });
  const data = join(path, 'data');
  t.equal((await run('rules', 'install', join(path, 'no.zip'), '--data', data)).code, 1);
  writeFileSync(join(path, 'bad.zip'), zipOf({ 'bad.yml': bad }));
  t.equal((await run('rules', 'install', join(path, 'bad.zip'), '--data', data)).code, 1);
  writeFileSync(join(path, 'evil.zip'), zipOf({ '../evil.yml': rule('evil') }));
  t.equal((await run('rules', 'install', join(path, 'evil.zip'), '--data', data)).code, 1);
  t.notOk(existsSync(join(path, 'evil.yml')));
  t.equal((await run('rules', 'install', join(path, 'no.zip'), '--data', data, '--name', '../x')).code, 1);
  t.notOk(existsSync(data));
});

t.test('install: a kill at any time leaves the old or the new set, never a part', async (t) => {
  const path = t.testdir();
  const archive = join(path, 'set.zip');
  const data = join(path, 'data');
  writeFileSync(archive, zipOf({ 'old.yml': rule('old') }));
  t.equal((await run('rules', 'install', archive, '--data', data)).code, 0);
  const many = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`${i}.yml`, rule(`r${i}`)]));
  writeFileSync(archive, zipOf(many));
  const script = `import { installRules } from './build/server/cli/rule-install.js';
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), Number(process.argv[1]));
    await installRules(${JSON.stringify(archive)}, ${JSON.stringify(data)}, 'set', new Date());`;
  for (const delay of [100, 250, 400]) {
    spawnSync(process.execPath, ['--input-type=module', '-e', script, '--', String(delay)]);
    // Between the two renames the old set is beside its place; the next installation puts it back.
    const place = existsSync(join(data, 'rules', 'set')) ? 'set' : '.set.old';
    const files = readdirSync(join(data, 'rules', place));
    t.ok(files.length === 2 || files.length === 401, `${files.length} files after ${delay} ms`);
  }
});
