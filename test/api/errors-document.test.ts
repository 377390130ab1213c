import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { errorTable, GrundwachtError } from '../../server/contract/errors.js';
import { packageRoot } from '../../server/contract/package-root.js';

t.test('docs/errors.md has the rows of the table of errors, no more and no less', async (t) => {
  const text = readFileSync(join(packageRoot(), 'docs', 'errors.md'), 'utf8');
  const documented = [...text.matchAll(/^\| `(\w+)` +\| (\d+) +\| (yes|no) +\| (.+?) +\|$/gm)].map(
    ([, code, status, retry, message]) => [code, Number(status), retry === 'yes', message],
  );
  const table = Object.entries(errorTable).map(([code, { status, retryable, message }]) => [
    code,
    status,
    retryable,
    message,
  ]);
  t.same(documented.toSorted(), table.toSorted());
});

t.test('what can be retried is so by its status', async (t) => {
  for (const [code, { status, retryable }] of Object.entries(errorTable)) {
    t.equal(retryable, status === 429 || status === 503, code);
  }
});

t.test('an error knows its status and keeps its cause', async (t) => {
  const cause = new Error('disk');
  const error = new GrundwachtError('STORAGE_STALLED', 'segment 7', { cause, retryAfterSeconds: 3 });
  t.match(error, { status: 503, retryable: true, message: 'segment 7', cause, retryAfterSeconds: 3 });
  t.equal(new GrundwachtError('NOT_FOUND').message, errorTable.NOT_FOUND.message);
});
