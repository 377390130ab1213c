import t from 'tap';
import type { ConformanceCase, Expectation } from './case.js';
import { judge } from './judge.js';
import { type Report, runCase, runSuite, type SigmaEngine, summarise } from './run.js';

function sample(expect: Expectation, more: Partial<ConformanceCase> = {}): ConformanceCase {
  const spec = { document: 'sigma-rules-specification.md', section: 'Condition' };
  return {
    id: 'sample/one',
    spec,
    title: 'A sample',
    rule: 'title: A',
    events: [{}, {}, {}],
    expect,
    ...more,
  };
}

const loaded = { loaded: true } as const;
const at = (...events: number[]): Report[] => events.map((event) => ({ rule: 'A', event }));

t.test('a list of events is exact', (t) => {
  t.same(judge(sample([0, 2]), loaded, at(0, 2)), []);
  t.same(judge(sample([0, 2]), loaded, at(0)), ['event 2 must be reported, but is not']);
  t.same(judge(sample([0]), loaded, at(0, 1)), ['event 1 must not be reported, but is']);
  t.same(judge(sample([]), loaded, []), []);
  t.end();
});

t.test('alternatives and events that may be reported', (t) => {
  t.same(judge(sample([[1, 2]]), loaded, at(2)), []);
  t.same(judge(sample([[1, 2]]), loaded, []), ['event 1 or 2 must be reported, but is not']);
  t.same(judge(sample([0], { may: [2] }), loaded, at(0, 2)), []);
  t.same(judge(sample([0], { may: [2] }), loaded, at(2)), ['event 0 must be reported, but is not']);
  t.end();
});

t.test('expectations by rule', (t) => {
  const one = sample({ rules: { A: [0], B: [1] } }, { may: [2] });
  t.same(judge(one, loaded, [...at(0), { rule: 'B', event: 1 }]), []);
  t.same(judge(one, loaded, at(0)), ['B: event 1 must be reported, but is not']);
  const other = [...at(0), { rule: 'B', event: 1 }, { rule: 'C', event: 2 }];
  t.same(judge(one, loaded, other), ['C: event 2 must not be reported, but is']);
  t.end();
});

t.test('an event reported twice is a fault', (t) => {
  t.same(judge(sample([0]), loaded, at(0, 0)), ['A: event 0 is reported twice']);
  t.end();
});

t.test('refused rules', (t) => {
  const one = sample({ error: 'regex' }, { events: [] });
  t.same(judge(one, { refused: { class: 'regex' } }, []), []);
  t.same(judge(one, { refused: {} }, []), [], 'an engine need not name the class');
  t.equal(judge(one, { refused: { class: 'value' } }, []).length, 1, 'a wrong class is a fault');
  t.same(judge(one, loaded, []), ['must be refused (regex), but was accepted']);
  t.same(judge(sample({ error: ['regex', 'value'] }), { refused: { class: 'value' } }, []), []);
  t.equal(judge(sample([0]), { refused: { message: 'no' } }, []).length, 1);
  t.end();
});

t.test('outcomes', async (t) => {
  const engine = (overrides: Partial<SigmaEngine>): SigmaEngine => ({
    load: () => loaded,
    evaluate: () => at(0),
    ...overrides,
  });
  t.equal((await runCase(engine({}), sample([0]))).outcome, 'pass');
  t.equal((await runCase(engine({}), sample([1]))).outcome, 'fail');
  const lacking = engine({ load: () => ({ unsupported: 'cidr' }) });
  t.match(await runCase(lacking, sample([0])), { outcome: 'unsupported', faults: ['cidr'] });
  const broken = engine({
    evaluate: () => {
      throw new Error('boom');
    },
  });
  t.match(await runCase(broken, sample([0])), { outcome: 'fail', faults: [/boom/] });
  const results = await runSuite(engine({}), [
    sample([0]),
    sample([1], { status: 'ambiguous', note: 'why' }),
  ]);
  t.same(summarise(results), {
    required: { pass: 1, fail: 0, unsupported: 0 },
    ambiguous: { pass: 0, fail: 1, unsupported: 0 },
  });
});
