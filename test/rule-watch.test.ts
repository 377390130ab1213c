import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import t from 'tap';
import { fingerprint, watchRules } from '../server/rule-watch.js';
import { eventually } from './helpers/client.js';
import type { Teardown } from './helpers/postgres.js';

function folder(t: Teardown): string {
  const path = mkdtempSync(join(tmpdir(), 'grundwacht-rules-'));
  t.teardown(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

t.test('the fingerprint changes with files, at any depth and whether or not they were there', async (t) => {
  const path = folder(t);
  const seen = new Set<string>();
  const changed = async (what: string) => {
    const now = await fingerprint([path, join(path, 'absent.zip')]);
    t.notOk(seen.has(now), what);
    seen.add(now);
    t.equal(await fingerprint([path, join(path, 'absent.zip')]), now, 'and stays');
  };
  await changed('empty');
  mkdirSync(join(path, 'set'));
  writeFileSync(join(path, 'set', 'current.json'), '{}');
  await changed('a set was installed');
  writeFileSync(join(path, 'set', 'current.json'), '{"a":1}');
  await changed('it was updated');
  writeFileSync(join(path, 'own.yml'), '');
  await changed('a file was added');
  rmSync(join(path, 'own.yml'));
  rmSync(join(path, 'set'), { recursive: true });
  writeFileSync(join(path, 'absent.zip'), '');
  await changed('what was absent is there');
});

t.test('a change is taken once it has settled; a reload that fails does not end the watch', async (t) => {
  const path = folder(t);
  let reloads = 0;
  const stop = await watchRules({
    paths: [path],
    logger: pino({ level: 'silent' }),
    intervalMs: 20,
    reload: async () => {
      reloads++;
      if (reloads === 1) throw new Error('cannot be read');
    },
  });
  t.teardown(stop);
  writeFileSync(join(path, 'a.yml'), 'one');
  await eventually('the first reload', async () => reloads === 1);
  writeFileSync(join(path, 'b.yml'), 'two');
  await eventually('the second reload', async () => reloads === 2);
  await stop();
  writeFileSync(join(path, 'c.yml'), 'three');
  t.equal(reloads, 2);
});
