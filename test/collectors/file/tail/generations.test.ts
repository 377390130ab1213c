import t from 'tap';
import { bySuccession, isGenerationOf, rootName } from '../../../../collectors/file/tail/generations.js';

t.test('names of rotated files lead back to the one they had', (t) => {
  for (const name of [
    'app.log.1',
    'app.log.2.gz',
    'app.log-20261122',
    'app.log-2026-11-22.gz',
    'app-20261122.log',
  ])
    t.equal(rootName(name), 'app.log', name);
  t.ok(isGenerationOf('app.log', 'app.log.12.gz'));
  t.notOk(isGenerationOf('app.log', 'app.log'));
  t.notOk(isGenerationOf('app.log', 'other.log.1'));
  t.end();
});

t.test('generations in the order in which they were written', (t) => {
  const sorted = (...names: string[]): string[] =>
    names
      .map((name, index) => ({ path: `/logs/${name}`, changed: 100 - index }))
      .sort(bySuccession)
      .map(({ path }) => path.slice('/logs/'.length));
  t.strictSame(sorted('a.log', 'a.log.2.gz', 'a.log.1', 'a.log.10'), [
    'a.log.10',
    'a.log.2.gz',
    'a.log.1',
    'a.log',
  ]);
  const dates = ['a.log-20261121', 'a.log-20261122.gz', 'a.log-20261201', 'a.log'];
  t.strictSame(sorted(...dates), dates, 'the times of the files do not matter');
  const parts = ['a.log-2026-11-21', 'a.log-2026-11-22', 'a.log-2026-12-01'];
  t.strictSame(sorted(...parts), parts, 'the day of a date is no number');
  const inserted = ['a-20261121.log', 'a-20261122.log'];
  t.strictSame(sorted(...inserted), inserted);
  const seconds = ['a.log-1763769600', 'a.log-1763856000'];
  t.strictSame(sorted(...seconds), seconds);
  t.strictSame(sorted('a.log.old', 'a.log.bak', 'a.log'), ['a.log.bak', 'a.log.old', 'a.log'], 'by time');
  t.end();
});
