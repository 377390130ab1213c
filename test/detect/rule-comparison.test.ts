import t from 'tap';
import { compareRuleSets, takenOver } from '../../server/detect/rule-comparison.js';

const rule = (id: string, { level = 'low', value = 'x', note = '' } = {}): string =>
  `title: ${id}\n${note}id: ${id}\nlevel: ${level}\nlogsource: {product: linux, service: sshd}\ndetection:\n  s:\n    f: ${value}\n    g: 1\n  condition: s\n`;
const before = [
  { path: 'a.yml', text: rule('same') },
  { path: 'b.yml', text: rule('louder') },
  { path: 'c.yml', text: rule('other') },
  { path: 'd.yml', text: rule('noted') },
  { path: 'e.yml', text: rule('gone') },
];
const after = [
  { path: 'moved/a.yml', text: rule('same') },
  { path: 'b.yml', text: rule('louder', { level: 'high' }) },
  { path: 'moved/c.yml', text: rule('other', { value: 'y' }) },
  {
    path: 'd.yml',
    text: rule('noted', { note: '# a comment\n' }).replace('f: x\n    g: 1', 'g: 1\n    f: x'),
  },
  { path: 'f.yml', text: rule('new') },
  { path: 'g.yml', text: rule('bad').replace('f: x', 'f|contians: x') },
];

t.test('editions are compared by what rules mean', async (t) => {
  const { rules, unchanged, usable, problems } = compareRuleSets(before, after);
  t.same(
    rules.map(({ id, kind, changes }) => [id, kind, changes.join()]),
    [
      ['louder', 'changed', 'level'],
      ['other', 'changed', 'detection'],
      ['noted', 'changed', 'text'],
      ['new', 'added', ''],
      ['gone', 'removed', ''],
    ],
  );
  t.match(rules[0], { level: { before: 'low', after: 'high' } });
  t.equal(unchanged, 1);
  t.equal(usable, 5);
  t.match(problems, [{ path: 'g.yml', code: 'modifier-unknown' }]);
});

t.test('what is accepted is taken over, the rest stays', async (t) => {
  const comparison = compareRuleSets(before, after);
  const files = (...accepted: string[]) =>
    takenOver(before, comparison, new Set(accepted)).map(({ path, text }) => [path, text]);
  t.same(
    files('other', 'new', 'gone').map(([path]) => path),
    ['a.yml', 'b.yml', 'd.yml', 'moved/c.yml', 'f.yml'],
  );
  t.equal(files('louder').find(([path]) => path === 'b.yml')![1], after[1]!.text);
  t.same(
    files(),
    before.map(({ path, text }) => [path, text]),
  );
  t.same(
    takenOver([], compareRuleSets([], after), new Set(['new'])).map(({ path }) => path),
    ['f.yml'],
    'of a set that was not there',
  );
});
