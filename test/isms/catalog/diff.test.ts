import t from 'tap';
import { type DiffEntry, diffCatalogs } from '../../../server/isms/catalog/diff.js';

const entry = (id: string, more: Partial<DiffEntry> = {}): DiffEntry => ({
  id,
  title: `Title of ${more.altId ?? id}`,
  withdrawn: false,
  level: 'B',
  altId: null,
  textSha256: 'same',
  ...more,
});

t.test('by id: added, removed, withdrawn, renamed, re-worded, level changed', async (t) => {
  const before = ['A1', 'A2', 'A3', 'A4', 'A5', 'A6'].map((id) => entry(id));
  const after = [
    entry('A1'),
    entry('A2', { title: 'New' }),
    entry('A3', { level: 'S', textSha256: 'other' }),
    entry('A4', { withdrawn: true, title: 'ENTFALLEN' }),
    entry('A6', { textSha256: null }),
    entry('A7'),
  ];
  t.same(diffCatalogs(before, after), {
    added: [{ id: 'A7', title: 'Title of A7' }],
    removed: [{ id: 'A5', title: 'Title of A5' }],
    moved: [],
    renamed: [{ id: 'A2', title: 'New', before: 'Title of A2' }],
    level_changed: [{ id: 'A3', title: 'Title of A3', before: 'B', after: 'S' }],
    withdrawn: [{ id: 'A4', title: 'Title of A4' }],
    reworded: [{ id: 'A3', title: 'Title of A3' }],
    texts_missing: 1,
    unchanged: 2,
  });
});

t.test('by lasting identifier: numbers that were given anew are moves, not new wording', async (t) => {
  const before = [entry('B.1', { altId: 'x' }), entry('B.2', { altId: 'y' }), entry('B.3', { altId: 'z' })];
  const after = [
    entry('B.1', { altId: 'new' }),
    entry('B.2', { altId: 'x' }),
    entry('B.3', { altId: 'y' }),
    entry('B.4', { altId: 'z' }),
  ];
  t.match(diffCatalogs(before, after), {
    added: [{ id: 'B.1' }],
    removed: [],
    moved: [
      { id: 'B.2', before: 'B.1' },
      { id: 'B.3', before: 'B.2' },
      { id: 'B.4', before: 'B.3' },
    ],
    renamed: [],
    unchanged: 0,
  });
});
