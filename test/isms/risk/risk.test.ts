import fc from 'fast-check';
import t from 'tap';
import {
  damages,
  type Estimate,
  frequencies,
  type RiskInput,
  type RiskLevel,
  relevances,
  riskLevels,
  treatments,
} from '../../../server/contract/risk.js';
import { defaultMatrix, matrixProblems, riskOf, riskRank } from '../../../server/isms/risk/matrix.js';
import { type AnalysedObject, type CountedRisk, riskOverview } from '../../../server/isms/risk/overview.js';
import {
  levelsOf,
  normaliseRisk,
  riskProblems,
  riskState,
  signOffProblems,
} from '../../../server/isms/risk/stated-risk.js';

const estimate = fc.record({
  frequency: fc.constantFrom(...frequencies),
  damage: fc.constantFrom(...damages),
});
const maybe = fc.option(estimate, { nil: null });
const text = fc.constantFrom('', 'weil');
const input: fc.Arbitrary<RiskInput> = fc.record({
  relevance: fc.oneof(
    { weight: 4, arbitrary: fc.constant('direct' as const) },
    fc.constantFrom(...relevances),
  ),
  reason: text,
  before: maybe,
  treatment: fc.option(fc.constantFrom(...treatments), { nil: null }),
  treatment_note: text,
  after: maybe,
  owner: text,
});
/** Matrices that grow along both axes, and some that do not. */
const matrix = fc.array(fc.array(fc.constantFrom(...riskLevels), { minLength: 4, maxLength: 4 }), {
  minLength: 4,
  maxLength: 4,
});
const pointers = (problems: { pointer: string }[]) => problems.map(({ pointer }) => pointer);
const rank = (cells: RiskLevel[][], at: Estimate): number => riskRank(riskOf(cells, at));

t.test('the default matrix is that of BSI-Standard 200-3', async (t) => {
  t.same(matrixProblems(defaultMatrix), []);
  const at = (frequency: Estimate['frequency'], damage: Estimate['damage']) =>
    riskOf(defaultMatrix.cells, { frequency, damage });
  t.equal(at('very_frequent', 'negligible'), 'low');
  t.equal(at('very_frequent', 'limited'), 'high');
  t.equal(at('frequent', 'limited'), 'medium');
  t.equal(at('rare', 'existential'), 'medium');
  t.equal(at('frequent', 'existential'), 'very_high');
});

t.test('a matrix is accepted exactly when no risk falls with more damage or more frequency', async (t) => {
  const property = fc.property(matrix, estimate, estimate, (cells, a, b) => {
    if (matrixProblems({ ...defaultMatrix, cells }).length > 0) return;
    const smaller =
      frequencies.indexOf(a.frequency) <= frequencies.indexOf(b.frequency) &&
      damages.indexOf(a.damage) <= damages.indexOf(b.damage);
    if (smaller) t.ok(rank(cells, a) <= rank(cells, b));
  });
  fc.assert(property);
  const sorted = matrix.map((cells) =>
    cells.map((_, row) =>
      // What is at most as frequent and as harmful, and the highest of it.
      [0, 1, 2, 3].map((column) => {
        const below = cells.slice(0, row + 1).flatMap((line) => line.slice(0, column + 1));
        return riskLevels[Math.max(...below.map(riskRank))]!;
      }),
    ),
  );
  fc.assert(
    fc.property(sorted, (cells) => t.same(matrixProblems({ ...defaultMatrix, cells }), [])),
    { numRuns: 30 },
  );
  const dented = structuredClone(defaultMatrix);
  dented.cells[3]![1] = 'low';
  t.same(
    pointers(matrixProblems(dented)),
    ['/cells/3/1', '/cells/3/1'],
    'rarer and less harmful are riskier',
  );
});

t.test(
  'whatever is accepted: a treatment never makes a risk higher, and what is signed is complete',
  async (t) => {
    const { cells } = defaultMatrix;
    let accepted = 0;
    const property = fc.property(input, (given) => {
      const risk = normaliseRisk(given);
      if (riskProblems(risk).length > 0) return;
      accepted += 1;
      const { before, after } = levelsOf(cells, risk);
      if (after !== null) t.ok(before !== null && riskRank(after) <= riskRank(before));
      if (risk.treatment === 'accept') t.equal(after, before);
      if (risk.treatment === 'avoid') t.equal(after, null);
      const state = riskState(risk, false);
      if (signOffProblems(risk).length > 0) return;
      if (risk.relevance === 'direct') t.equal(state, 'treated');
      else t.not(risk.reason, '');
      t.equal(riskState(risk, true), 'signed');
    });
    fc.assert(property, { numRuns: 600 });
    t.ok(accepted > 20, `${accepted} were accepted`);
  },
);

t.test('what does not go together is told at its place', async (t) => {
  const faults = (given: RiskInput) => pointers(riskProblems(normaliseRisk(given)));
  const before = { frequency: 'medium', damage: 'limited' } as const;
  t.same(faults({ relevance: 'none' }), ['/reason']);
  t.same(faults({ relevance: 'indirect', reason: ' durch G 0.14 ', before }), ['/before']);
  t.same(faults({ treatment: 'accept', treatment_note: 'x' }), ['/before']);
  t.same(faults({ before, treatment: 'accept', treatment_note: 'x', after: before }), ['/after']);
  t.same(faults({ before, treatment: 'reduce', after: { frequency: 'rare', damage: 'existential' } }), [
    '/after',
  ]);
  t.same(faults({ before, treatment: 'transfer' }), ['/treatment_note']);
  t.same(faults({ before, after: before }), ['/after'], 'nothing is done that could leave something');
  t.same(pointers(signOffProblems(normaliseRisk({ before }))), ['/treatment', '/owner']);
  t.same(pointers(signOffProblems(normaliseRisk({ before, treatment: 'reduce', owner: 'IT' }))), ['/after']);
});

t.test('the overview counts every risk once, in whatever order', async (t) => {
  const objects: AnalysedObject[] = ['a', 'b'].map((id) => ({
    id,
    confidentiality: 'normal',
    integrity: id === 'a' ? 'high' : 'normal',
    availability: 'normal',
    has_baustein: id === 'a',
  }));
  const counted: fc.Arbitrary<CountedRisk> = fc.record({
    target_object: fc.constantFrom('a', 'b'),
    relevance: fc.constant('direct' as const),
    before: maybe,
    treatment: fc.option(fc.constantFrom(...treatments), { nil: null }),
    after: fc.constant(null),
    signed: fc.boolean(),
    count: fc.integer({ min: 1, max: 9 }),
  });
  const sum = (numbers: number[]): number => numbers.reduce((all, each) => all + each, 0);
  const property = fc.property(fc.array(counted), (risks) => {
    const overview = riskOverview(objects, risks, defaultMatrix.cells);
    t.same(riskOverview(objects, risks.toReversed(), defaultMatrix.cells), overview);
    const all = sum(risks.map(({ count }) => count));
    t.equal(sum(overview.objects.map(({ risks }) => risks)), all);
    t.equal(sum(overview.objects.flatMap(({ states }) => Object.values(states))), all);
    const estimated = risks.filter(({ before }) => before !== null);
    t.equal(sum(overview.before.flat()), sum(estimated.map(({ count }) => count)));
  });
  fc.assert(property, { numRuns: 50 });
  t.same(
    riskOverview(objects, [], defaultMatrix.cells).objects.map(({ reasons }) => reasons),
    [['high_need'], ['no_baustein']],
  );
});
