// `node run-group.js FILE...` runs test files one after the other in one process, each as a subtest of its own name.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import t from 'tap';

for (const file of process.argv.slice(2)) {
  t.comment(file);
  await import(pathToFileURL(resolve(file)).href);
  // Its tests are through before the next file is read.
  await t.test(`end of ${file}`, async () => undefined);
}
