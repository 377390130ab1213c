import fc from 'fast-check';
import t from 'tap';
import { type ImplementationState, implementationStates } from '../../../server/contract/iso.js';
import { type Relation, relations, targetStates } from '../../../server/isms/catalog/mapping-index.js';
import { type ControlPair, controlKey, deriveStates } from '../../../server/isms/iso/derive-state.js';
import {
  auditProblems,
  findingProblems,
  normaliseAudit,
  normaliseFinding,
  normaliseStatement,
  statementProblems,
} from '../../../server/isms/iso/stated.js';

const pair = (source: string, target: string, relation: Relation, more: Partial<ControlPair> = {}) => ({
  source,
  target,
  relation,
  statement: 0,
  target_catalog: 'gs',
  state: 'confirmed' as const,
  ...more,
});
const derived = (pairs: ControlPair[], states: Record<string, ImplementationState>) =>
  deriveStates(
    ['5.1'],
    pairs,
    new Map(Object.entries(states).map(([id, state]) => [controlKey('gs', id), state])),
  ).get('5.1')?.state;
const pointers = (problems: { pointer: string }[]) => problems.map(({ pointer }) => pointer);

t.test('what a control is mapped to proves it or limits it', async (t) => {
  t.equal(derived([], { A: 'yes' }), undefined, 'no mapping, nothing derived');
  t.equal(derived([pair('5.1', 'A', 'equivalent-to')], { A: 'yes' }), 'yes');
  t.equal(derived([pair('5.1', 'A', 'equivalent-to')], { A: 'no' }), 'no');
  t.equal(derived([pair('5.1', 'A', 'subset-of')], { A: 'yes' }), 'yes', 'A asks for more');
  t.equal(derived([pair('5.1', 'A', 'subset-of')], { A: 'no' }), 'open');
  t.equal(derived([pair('5.1', 'A', 'superset-of')], { A: 'yes' }), 'partial', 'A asks for less');
  t.equal(derived([pair('5.1', 'A', 'equivalent-to', { state: 'unconfirmed' })], { A: 'yes' }), 'open');
  const both = [pair('5.1', 'A', 'subset-of'), pair('5.1', 'B', 'subset-of')];
  t.equal(derived(both, { A: 'yes' }), 'partial', 'one of what a statement names together');
  t.equal(derived(both, { A: 'yes', B: 'yes' }), 'yes', 'all of it');
  t.equal(derived(both, { A: 'yes', B: 'no' }), 'partial');
  const uncertain = [both[0]!, pair('5.1', 'B', 'subset-of', { state: 'unconfirmed' })];
  t.equal(derived(uncertain, { A: 'yes', B: 'yes' }), 'partial', 'not all of it is certain');
  const overlapping = both.map((each) => ({ ...each, relation: 'intersects-with' as const }));
  t.equal(derived(overlapping, { A: 'yes', B: 'yes' }), 'partial');
});

t.test('nothing is derived as fulfilled unless something certain is', async (t) => {
  const pairs = fc.array(
    fc.record({
      source: fc.constantFrom('5.1', '5.2'),
      target: fc.constantFrom('A', 'B', 'C'),
      relation: fc.constantFrom(...relations),
      statement: fc.nat(2),
      target_catalog: fc.constant('gs'),
      state: fc.constantFrom(...targetStates),
    }),
    { minLength: 1, maxLength: 6 },
  );
  const states = fc.dictionary(fc.constantFrom('A', 'B', 'C'), fc.constantFrom(...implementationStates));
  const property = fc.property(pairs, states, (given, known) => {
    const state = derived(given, known);
    const usable = given.filter(
      (each) => each.source === '5.1' && (each.state === 'confirmed' || each.state === 'moved'),
    );
    const seen = usable.map(({ target }) => known[target] ?? 'open');
    if (state === 'yes') t.ok(seen.includes('yes') && !seen.every((each) => each === 'open'));
    if (seen.every((each) => each === 'open')) t.ok(state === undefined || state === 'open');
    if (state === 'no') t.ok(seen.includes('no'));
  });
  fc.assert(property, { numRuns: 400 });
});

t.test('an exclusion is justified, and what is excluded has no state', async (t) => {
  const faults = (input: Parameters<typeof normaliseStatement>[0]) =>
    pointers(statementProblems(normaliseStatement(input)));
  t.same(faults({ applicable: false }), ['/justification']);
  t.same(faults({ applicable: false, justification: 'keine Entwicklung' }), []);
  const override = { state: 'yes', reason: ' ' } as const;
  t.same(faults({ applicable: true, override }), ['/override/reason']);
  t.same(faults({ applicable: false, justification: 'x', override: { ...override, reason: 'y' } }), [
    '/override',
  ]);
});

t.test('an audit begins with its scope, criteria and auditor', async (t) => {
  const audit = { title: 'Rechenzentrum', starts: '2026-12-01', ends: '2026-12-02' };
  const faults = (more: object) => pointers(auditProblems(normaliseAudit({ ...audit, ...more })));
  t.same(faults({}), []);
  t.same(faults({ ends: '2026-11-30' }), ['/ends']);
  t.same(faults({ state: 'running', auditor: 'Revision' }), ['/scope', '/criteria']);
});

t.test(
  'a nonconformity is closed when its cause is known, its actions done, and their effect seen',
  async (t) => {
    const faults = (kind: 'minor' | 'recommendation', all: number, open: number, more: object = {}) =>
      pointers(findingProblems(normaliseFinding({ kind, title: 'x', closed: true, ...more }), { all, open }));
    t.same(faults('minor', 0, 0), ['/closed', '/cause', '/verification']);
    t.same(faults('minor', 2, 1, { cause: 'x', verification: 'y' }), ['/closed']);
    t.same(faults('minor', 2, 0, { cause: 'x', verification: 'y' }), []);
    t.same(faults('recommendation', 0, 0), []);
    t.same(faults('recommendation', 1, 1), ['/closed']);
  },
);
