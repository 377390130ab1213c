import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { download, isInternalAddress } from '../../server/cli/rule-download.js';
import { archiveOf, installedSet, installedSets } from '../../server/cli/rule-store.js';
import { packageRoot } from '../../server/contract/package-root.js';
import { loadRuleSet } from '../../server/detect/load.js';
import { zipOf } from '../detect/zip-file.js';
import { run, runProgram } from './run.js';

const rule = (id: string, detection = '{s: {f: 1}, condition: s}'): string =>
  `title: ${id}\nid: ${id}\nlevel: low\nlogsource: {product: linux, service: sshd}\ndetection: ${detection}\n`;
const bad = rule('bad', '{s: {f|nothing: 1}, condition: s}');

t.test('install: checked, kept with its licence and origin, replaced as a whole', async (t) => {
  const path = t.testdir();
  const data = join(path, 'data');
  const archive = join(path, 'My Rules.zip');
  const content = zipOf({
    'a/one.yml': rule('one'),
    'bad.yml': bad,
    LICENSE: 'the Detection Rule License (DRL) 1.1 holds',
  });
  writeFileSync(archive, content);
  const first = await runProgram('', 'rules', 'install', archive, '--data', data, '--json');
  t.equal(first.code, 0, first.stderr);
  t.match(first.stderr, /My Rules\.zip!bad\.yml:5:\d+: error modifier-unknown/);
  const set = JSON.parse(first.stdout);
  t.match(set, {
    set: 'my-rules',
    rules: 1,
    archive: 'My Rules.zip',
    source: archive,
    licence: 'DRL-1.1',
    sha256: createHash('sha256').update(content).digest('hex'),
    refused: [{ path: 'bad.yml', code: 'modifier-unknown' }],
  });
  t.same(await installedSet(data, 'my-rules'), { ...set, previous: null });
  t.same(readFileSync(archiveOf(data, set)), content, 'byte for byte');
  for (const id of ['two', 'three']) {
    writeFileSync(archive, zipOf({ 'x.yml': rule(id) }));
    t.equal((await run('rules', 'install', archive, '--data', data)).code, 0);
    const { infos } = await loadRuleSet((await installedSets(data)).map((one) => archiveOf(data, one)));
    t.same(
      infos.map((info) => info.id),
      [id],
    );
  }
  const files = readdirSync(join(data, 'rules', 'my-rules')).sort();
  t.equal(files.length, 3, 'the edition in use, the one before it, and what tells them apart');
  t.equal(files.at(-1), 'current.json');
  const list = await run('rules', 'list', '--data', data);
  t.match(list.stdout, /my-rules +1 +0 +not stated +2\S+Z +.*My Rules\.zip/);
  t.match(list.stdout, /low +detection +three/);
  t.notMatch(list.stdout, /detection +two/);
});

t.test('install: what cannot be used changes nothing', async (t) => {
  const path = t.testdir({ 'no.zip': 'no zip', 'rule.yml': rule('one') });
  const data = join(path, 'data');
  writeFileSync(join(path, 'bad.zip'), zipOf({ 'bad.yml': bad }));
  writeFileSync(join(path, 'evil.zip'), zipOf({ '../evil.yml': rule('evil') }));
  for (const args of [['no.zip'], ['rule.yml'], ['bad.zip'], ['evil.zip'], ['../x', 'bad.zip']]) {
    const [file, ...name] = args.toReversed() as [string, ...string[]];
    t.equal(
      (await run('rules', 'install', ...name, join(path, file), '--data', data)).code,
      1,
      args.join(' '),
    );
  }
  t.notOk(existsSync(join(path, 'evil.yml')));
  t.notOk(existsSync(data));
});

t.test('update: lists what is added, removed and changed', async (t) => {
  const path = t.testdir();
  const data = join(path, 'data');
  const archive = join(path, 'set.zip');
  const update = (...args: string[]) => run('rules', 'update', ...args, '--data', data);
  t.equal((await update('set')).code, 1, 'nothing is installed');
  writeFileSync(archive, zipOf({ 'a.yml': rule('a'), 'b.yml': rule('b'), 'c.yml': rule('c') }));
  t.equal((await run('rules', 'install', 'set', archive, '--data', data)).code, 0);
  writeFileSync(
    archive,
    zipOf({ 'b.yml': rule('b'), 'c.yml': `${rule('c')}# changed\n`, 'd.yml': rule('d') }),
  );
  const before = await installedSet(data, 'set');
  const dry = await update('set', '--dry-run');
  t.match(
    dry.stdout,
    /\+ low +d +d\n- low +a +a\n~ low +c +c\n1 added, 1 removed, 1 changed\n3 rules would be/,
  );
  t.same(await installedSet(data, 'set'), before, 'nothing has changed yet');
  const { stdout } = await update('set', '--json');
  t.match(JSON.parse(stdout).difference, {
    added: [{ id: 'd' }],
    removed: [{ id: 'a' }],
    changed: [{ id: 'c' }],
  });
  t.match((await update('set', archive)).stdout, /0 added, 0 removed, 0 changed/);
});

t.test('a kill at any time leaves the old or the new set, whole', async (t) => {
  const path = t.testdir();
  const archive = join(path, 'set.zip');
  const data = join(path, 'data');
  const editions = ['one', 'two'].map((edition) =>
    zipOf(Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`${i}.yml`, rule(`${edition}${i}`)]))),
  );
  const script = `import { storeSet } from ${JSON.stringify(join(packageRoot(), 'build/server/cli/rule-store.js'))};
    import { readFileSync } from 'node:fs';
    process.stdout.write('ready');
    for (let n = 0; ; n++) {
      const archive = process.argv[1] + n % 2;
      await storeSet(${JSON.stringify(data)}, archive, { set: 'set', file: process.pid + '-' + n + '.zip', rules: n % 2 });
    }`;
  for (const [n, edition] of editions.entries()) writeFileSync(`${archive}${n}`, edition);
  for (let round = 0; round < 6; round++) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, '--', archive]);
    await once(child.stdout, 'data');
    await new Promise((resolve) => setTimeout(resolve, 3 + round * 17));
    child.kill('SIGKILL');
    await once(child, 'exit');
    const set = await installedSet(data, 'set');
    if (set === undefined) continue;
    t.same(readFileSync(archiveOf(data, set)), editions[set.rules], 'the archive in use is whole');
  }
  t.ok(await installedSet(data, 'set'), 'at least one round came that far');
});

t.test('folders of another kind are no sets; damaged provenance is named', async (t) => {
  const data = t.testdir({ rules: { own: { 'a.yml': rule('a') }, 'b.yml': rule('b') } });
  t.same(await installedSets(data), []);
  t.same(await installedSets(join(data, 'none')), []);
  mkdirSync(join(data, 'rules', 'torn'));
  writeFileSync(join(data, 'rules', 'torn', 'current.json'), '{"set":');
  await t.rejects(installedSets(data), { code: 'FILE_UNREADABLE', message: /torn/ });
});

async function server(t: Test, listener: RequestListener): Promise<string> {
  const http = createServer(listener).listen(0, '127.0.0.1');
  t.teardown(() => http.close());
  await once(http, 'listening');
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

t.test('install from an address; redirects stay on the host or lead to the internet', async (t) => {
  const path = t.testdir();
  const archive = zipOf({ 'a.yml': rule('a') });
  const other = await server(t, (_, reply) => reply.end(archive));
  const base = await server(t, (request, reply) => {
    const to: Record<string, string> = {
      '/latest/set.zip': '/v2/set.zip',
      '/out.zip': `${other}/set.zip`,
      '/name.zip': `${other.replace('127.0.0.1', 'localhost')}/set.zip`,
      '/loop.zip': '/loop.zip',
      '/file.zip': 'file:///etc/passwd',
    };
    const location = to[request.url!];
    if (location !== undefined) reply.writeHead(302, { location }).end();
    else if (request.url === '/v2/set.zip') reply.end(archive);
    else reply.writeHead(404).end();
  });
  const install = (address: string) =>
    run('rules', 'install', address, '--data', join(path, 'data'), '--json');
  const done = await install(`${base}/latest/set.zip`);
  t.equal(done.code, 0, done.stderr);
  t.match(JSON.parse(done.stdout), { set: 'set', rules: 1, source: `${base}/latest/set.zip` });
  t.equal((await run('rules', 'update', 'set', '--data', join(path, 'data'))).code, 0, 'from where it came');
  for (const [name, why] of [
    ['out.zip', /internal network/],
    ['name.zip', /internal network/],
    ['loop.zip', /redirects/],
    ['file.zip', /no address of the form/],
    ['none.zip', /answers 404/],
  ] as const) {
    const { code, stderr } = await install(`${base}/${name}`);
    t.equal(code, 1, name);
    t.match(stderr, why);
  }
  t.equal((await install('ftp://127.0.0.1/x.zip')).code, 1);
  await t.rejects(download(`${base}/v2/set.zip`, join(path, 'big'), archive.length - 1), {
    code: 'FILE_UNREADABLE',
    message: /larger than/,
  });
});

t.test('addresses that are not on the internet', async (t) => {
  for (const address of [
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    '::ffff:10.0.0.1',
    'ff02::1',
    'no address',
  ]) {
    t.ok(isInternalAddress(address), address);
  }
  for (const address of ['192.0.2.1', '8.8.8.8', '172.32.0.1', '2001:db8::1'])
    t.notOk(isInternalAddress(address));
});
