import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { replaceFile } from '../../server/journal/replace-file.js';

t.test('a file is replaced as a whole', async (t) => {
  const path = join(t.testdir({ note: 'a longer one than before' }), 'note');
  await replaceFile(path, [Buffer.from('ne'), 'w'], 0o600);
  t.equal(await readFile(path, 'utf8'), 'new');
  t.equal((await stat(path)).mode & 0o777, 0o600);
});

t.test('when writing fails the old one stays, and nothing is left beside it', async (t) => {
  const dir = t.testdir({ note: 'old' });
  const handle = await open(join(dir, 'note'), 'r');
  const prototype = Object.getPrototypeOf(handle) as { datasync(): Promise<void> };
  await handle.close();
  t.intercept(prototype, 'datasync', { value: () => Promise.reject(new Error('ENOSPC')) });
  await t.rejects(replaceFile(join(dir, 'note'), ['new']), /ENOSPC/);
  t.equal(await readFile(join(dir, 'note'), 'utf8'), 'old');
  t.strictSame(await readdir(dir), ['note']);
});
