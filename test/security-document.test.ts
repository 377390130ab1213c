import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../server/contract/package-root.js';

const text = readFileSync(join(packageRoot(), 'docs/security.md'), 'utf8');
const rows = text
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.split('|').slice(1, -1));

t.test('every file that is named exists', async (t) => {
  const named = [...text.matchAll(/`((?:server|collectors|dashboard|test|docs|deploy)\/[\w./-]+)`/g)].map(
    ([, path = '']) => path,
  );
  t.ok(named.length > 100);
  for (const path of new Set(named)) t.ok(existsSync(join(packageRoot(), path)), path);
  const inFolders = [...text.matchAll(/`([\w-]+\.test\.ts)`/g)].map(([, name]) => name);
  t.comment(`beside a folder: ${inFolders.join(', ')}`);
  for (const [, page = ''] of text.matchAll(/\]\(([\w-]+\.md)(?:#[\w-]+)?\)/g))
    t.ok(existsSync(join(packageRoot(), 'docs', page)), page);
});

t.test('every chapter and every requirement has a row, kept by something', async (t) => {
  const chapters = Array.from({ length: 17 }, (_, n) => `V${n + 1} `);
  const [app, con] = [[1, 4, 7, 14, 8, 9, 11, 12, 21, 22, 20], Array.from({ length: 18 }, (_, n) => n + 1)];
  const wanted = [...chapters, ...app.map((n) => `APP.3.1.A${n} `), ...con.map((n) => `CON.10.A${n} `)];
  for (const name of wanted) {
    const found = rows.filter(([first = '']) => first.trim().startsWith(name));
    t.equal(found.length, 1, name);
    t.ok(found[0]?.[1]?.trim(), `${name} is kept by something`);
  }
});
