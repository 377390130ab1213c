import t from 'tap';
import type { Estimate, Risk, RiskInput } from '../../server/contract/risk.js';
import { normaliseRisk, riskProblems } from '../../server/isms/risk/stated-risk.js';
import { loadDashboard } from './load.js';

const { cellTowards, movedRisk, placedRisks } = await loadDashboard<{
  cellTowards(place: Estimate | null, key: string): Estimate | undefined;
  movedRisk(risk: Risk, stage: string, to: Estimate): RiskInput | string;
  placedRisks(risks: Risk[], stage: string): { cells: Risk[][][]; waiting: Risk[] };
}>('pages/risk/risk-board.ts');
const { draftStore } = await loadDashboard<{
  draftStore(
    place: string[],
    storage: object,
  ): {
    load(): unknown;
    keep(kept: object): void;
    forget(stored?: object): void;
  };
}>('pages/check/kept-draft.ts');
const { interviewAct } = await loadDashboard<{ interviewAct(key: string): object | undefined }>(
  'pages/check/interview-keys.ts',
);

const { takingBack } = await loadDashboard<{
  takingBack(change: object, now: { id: string; version: number }[]): object;
}>('pages/target-objects/bulk-undo.ts');

t.test('a change of several target objects is taken back to what each had', async (t) => {
  const chosen = [
    { id: 'a', version: 1, owner: 'Bauamt', group: null, tags: ['x'] },
    { id: 'b', version: 4, owner: '', group: 'g', tags: [] },
  ];
  const now = [
    { id: 'a', version: 2 },
    { id: 'b', version: 5 },
  ];
  t.same(takingBack({ chosen, values: { owner: 'IT', group: null } }, now), {
    objects: [
      { id: 'a', version: 2, owner: 'Bauamt', group: null },
      { id: 'b', version: 5, owner: '', group: 'g' },
    ],
  });
  t.same(takingBack({ chosen, values: { add_tags: ['y'] } }, now), {
    objects: [
      { id: 'a', version: 2, tags: ['x'] },
      { id: 'b', version: 5, tags: [] },
    ],
  });
});

const at = (frequency: Estimate['frequency'], damage: Estimate['damage']): Estimate => ({
  frequency,
  damage,
});
function risk(id: string, more: Partial<Risk> = {}): Risk {
  return {
    id,
    target_object: 'o',
    threat: 'G 0.18',
    relevance: 'direct',
    reason: '',
    before: null,
    treatment: null,
    treatment_note: 'weil',
    after: null,
    owner: '',
    risk_before: null,
    risk_after: null,
    state: 'open',
    signed_by: null,
    signed_at: null,
    version: 1,
    updated_at: '2026-01-01T00:00:00Z',
    updated_by: 'isb',
    ...more,
  };
}

t.test('risks stand in their cells, before and after the treatment', async (t) => {
  const high = at('frequent', 'considerable');
  const risks = [
    risk('a'),
    risk('b', { before: high, treatment: 'accept' }),
    risk('c', { before: high, treatment: 'reduce', after: at('rare', 'limited') }),
    risk('d', { before: high, treatment: 'transfer' }),
    risk('e', { before: high, treatment: 'avoid' }),
    risk('f', { relevance: 'none', reason: 'weil' }),
  ];
  const ids = (list: Risk[]) => list.map(({ id }) => id).join('');
  const before = placedRisks(risks, 'before');
  t.equal(ids(before.cells[2]![2]!), 'bcde');
  t.equal(ids(before.waiting), 'a');
  const after = placedRisks(risks, 'after');
  t.equal(ids(after.cells[2]![2]!), 'b', 'what is accepted stays where it was');
  t.equal(ids(after.cells[1]![0]!), 'c');
  t.equal(ids(after.waiting), 'd');
});

t.test('an arrow leads to the cell beside', async (t) => {
  t.same(cellTowards(at('rare', 'limited'), 'ArrowUp'), at('rare', 'considerable'));
  t.same(cellTowards(at('rare', 'limited'), 'ArrowRight'), at('medium', 'limited'));
  t.equal(cellTowards(at('rare', 'limited'), 'ArrowLeft'), undefined);
  t.equal(cellTowards(at('rare', 'limited'), 'Enter'), undefined);
  t.same(cellTowards(null, 'ArrowUp'), at('rare', 'negligible'));
  t.equal(cellTowards(null, 'ArrowDown'), undefined);
});

t.test('what is moved can be stored, and what cannot is refused before', async (t) => {
  const before = at('frequent', 'considerable');
  const reduced = risk('a', { before, treatment: 'reduce', after: at('medium', 'limited') });
  t.match(movedRisk(reduced, 'before', at('medium', 'limited')), { before: at('medium', 'limited') });
  t.equal(movedRisk(reduced, 'before', at('rare', 'limited')), 'below_after');
  t.match(movedRisk(reduced, 'after', before), { after: before });
  t.equal(movedRisk(reduced, 'after', at('very_frequent', 'limited')), 'above_before');
  t.equal(movedRisk(risk('b', { before, treatment: 'accept' }), 'after', before), 'not_open');
  for (const input of [
    movedRisk(reduced, 'before', at('very_frequent', 'existential')),
    movedRisk(reduced, 'after', at('rare', 'negligible')),
    movedRisk(risk('c'), 'before', before),
  ]) {
    t.same(riskProblems(normaliseRisk(input as RiskInput)), []);
  }
});

t.test('a draft is kept until that very one is stored', async (t) => {
  const held = new Map<string, string>();
  const storage = {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => void held.set(key, value),
    removeItem: (key: string) => void held.delete(key),
  };
  const store = draftStore(['isolde', 'd', 'SYS.1.1.A1'], storage);
  t.equal(store.load(), undefined);
  store.keep({ draft: { reason: 'zwei' }, version: 3 });
  t.same(store.load(), { draft: { reason: 'zwei' }, version: 3 });
  t.equal(draftStore(['paul', 'd', 'SYS.1.1.A1'], storage).load(), undefined, 'nobody reads another one’s');
  store.forget({ reason: 'eins' });
  t.ok(store.load(), 'more was typed while it was stored');
  store.forget({ reason: 'zwei' });
  t.equal(store.load(), undefined);
  storage.setItem('grundwacht.answer isolde d SYS.1.1.A1', 'broken');
  t.equal(store.load(), undefined);
});

t.test('a mapping is remembered by the headers of the table', async (t) => {
  const { rememberedMapping, rememberMapping } = await loadDashboard<{
    rememberedMapping(columns: string[], storage: object): object | undefined;
    rememberMapping(columns: string[], mapping: object, storage: object): void;
  }>('pages/target-objects/mapping-memory.ts');
  const held = new Map([['grundwacht.import', 'broken']]);
  const storage = {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => void held.set(key, value),
  };
  t.equal(rememberedMapping(['Nr', 'Was'], storage), undefined);
  for (let n = 0; n < 30; n += 1) rememberMapping(['Nr', `Was ${n}`], { key: n }, storage);
  rememberMapping(['Nr', 'Was 29'], { key: 1, name: 0 }, storage);
  t.same(rememberedMapping(['Nr ', 'Was 29'], storage), { key: 1, name: 0 });
  t.same(rememberedMapping(['Nr', 'Was 15'], storage), { key: 15 });
  t.equal(rememberedMapping(['Nr', 'Was 1'], storage), undefined, 'the oldest are forgotten');
});

t.test('a change is merged where it touches no changed field', async (t) => {
  const { canBeMerged } = await loadDashboard<{
    canBeMerged(base: object, fresh: object, change: object): boolean;
  }>('pages/target-objects/inline-cell.ts');
  const base = { owner: 'a', location: 'b', tags: ['x'] };
  t.equal(canBeMerged(base, { ...base, location: 'c' }, { owner: 'z' }), true);
  t.equal(canBeMerged(base, { ...base, owner: 'c' }, { owner: 'z' }), false);
  t.equal(canBeMerged(base, { ...base, tags: ['x'] }, { tags: [] }), true);
});

t.test('keys of the interview', async (t) => {
  t.same(interviewAct('3'), { act: 'answer', at: 2 });
  t.same(interviewAct('n'), { act: 'next' });
  t.equal(interviewAct('x'), undefined);
  t.equal(interviewAct('toString'), undefined);
});
