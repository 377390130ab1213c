import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../server/contract/package-root.js';
import { programFile } from '../../server/contract/program-file.js';

const root = packageRoot();
const build = join(root, 'build');
const bundled = readFileSync(join(root, 'server/bundle.mjs'), 'utf8');

/** Paths that the program's sources ask for; with `${name}` where one of several is meant. */
const asked = ['server', 'collectors'].flatMap((part) =>
  readdirSync(join(root, part), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [
      ...readFileSync(join(root, part, name), 'utf8').matchAll(/programFile\(['`]([^'`]+)['`]\)/g),
    ])
    .map(([, path]) => path!),
);

t.test('what runs in a thread or process of its own is found', async (t) => {
  t.ok(asked.length >= 10, `${asked.length} places ask`);
  for (const path of asked) {
    const [fixed] = path.split('$');
    t.ok(existsSync(programFile(fixed!)), path);
    t.ok(existsSync(join(build, 'program', fixed!)), `${path} is in the bundle, too`);
    t.ok(bundled.includes(path.replace(/(\.js|\/\$.*)$/, '')), `${path} is named in server/bundle.mjs`);
  }
});

t.test('no source finds its file by its own place, which the bundle changes', async (t) => {
  const places = ['server', 'collectors'].flatMap((part) =>
    readdirSync(join(root, part), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(part, name))
      .filter((name) => readFileSync(join(root, name), 'utf8').includes('import.meta')),
  );
  t.same(places.sort(), [
    'server/contract/package-root.ts',
    'server/contract/program-file.ts',
    'server/postgres/binaries.ts',
  ]);
});
