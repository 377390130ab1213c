import fc from 'fast-check';
import t from 'tap';
import { loadDashboard } from './load.js';

interface DiffLine {
  kind: 'same' | 'added' | 'removed';
  text: string;
}
interface Place {
  column: number;
  row: number;
}
const { diffLines } = await loadDashboard<{ diffLines(before: string, after: string): DiffLine[] }>(
  'components/text-diff.ts',
);
const { matrixMove } = await loadDashboard<{
  matrixMove(place: Place, key: string, heights: readonly number[]): Place | undefined;
}>('pages/rules/matrix-move.ts');
const { ruleTemplate, withNewIds } = await loadDashboard<{
  ruleTemplate(id: string, today: string): string;
  withNewIds(yaml: string, newId: () => string): string;
}>('pages/rules/rule-template.ts');

const textOf = (lines: readonly DiffLine[], without: DiffLine['kind']) =>
  lines
    .filter(({ kind }) => kind !== without)
    .map(({ text }) => text)
    .join('\n');

t.test('a difference holds both texts, and no more lines than it has to', async (t) => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 })
    .map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = diffLines(before, after);
      t.equal(textOf(lines, 'added'), before);
      t.equal(textOf(lines, 'removed'), after);
    }),
    { numRuns: 100 },
  );
  t.same(
    diffLines('a\nb\nc', 'a\nx\nc').map(({ kind, text }) => `${kind} ${text}`),
    ['same a', 'removed b', 'added x', 'same c'],
  );
});

t.test('keys in the matrix', async (t) => {
  const heights = [3, 1];
  t.same(matrixMove({ column: 0, row: 0 }, 'ArrowDown', heights), { column: 0, row: 1 });
  t.same(matrixMove({ column: 0, row: 2 }, 'ArrowRight', heights), { column: 1, row: 0 });
  t.same(matrixMove({ column: 0, row: 1 }, 'End', heights), { column: 0, row: 2 });
  t.equal(matrixMove({ column: 1, row: 0 }, 'ArrowRight', heights), undefined);
  t.equal(matrixMove({ column: 0, row: 0 }, 'ArrowUp', heights), undefined);
  t.equal(matrixMove({ column: 0, row: 0 }, 'Enter', heights), undefined);
});

t.test('a copy has ids of its own', async (t) => {
  let n = 0;
  const copy = withNewIds(`${ruleTemplate('x', '2026-11-22')}---\nid: y\n`, () => `new-${++n}`);
  t.match(copy, /^id: new-1$/m);
  t.match(copy, /^id: new-2$/m);
  t.notMatch(copy, /^id: [xy]$/m);
});
