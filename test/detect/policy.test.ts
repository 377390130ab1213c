import t from 'tap';
import type { Event } from '../../server/contract/event.js';
import {
  noPolicyState,
  type PolicyState,
  type TenantPolicyState,
} from '../../server/contract/policy-state.js';
import { createEngine, type Engine } from '../../server/detect/engine.js';
import { filtersAmong } from '../../server/detect/needed-rules.js';
import { loadRules } from '../../server/detect/rules.js';
import { event } from './events.js';

const rule = (name: string, more = ''): string =>
  `title: ${name}\nid: ${name}\nname: ${name}\nlogsource: {product: test}\nlevel: low\ndetection: {s: {kind: ${name}}, condition: s}\n${more}`;
const counting = (name: string, base: string, more = ''): string =>
  `title: ${name}\nid: ${name}\nlevel: high\ncorrelation: {type: event_count, rules: [${base}], group-by: [user], timespan: 1m, condition: {gte: 2}${more}}\n`;

const load = (...texts: string[]) => loadRules(texts.map((text, n) => ({ path: `${n}.yml`, text })));
const hit = (kind: string, fields: Event['fields'] = {}, more: Partial<Event> = {}): Event =>
  event(more, { kind, user: 'anna', ...fields });
const fired = (engine: Engine, ...events: Event[]): string[] =>
  events.flatMap((each) => engine.process(each)).map((match) => `${match.rule.id} ${match.rule.level}`);
type RuleDecision = TenantPolicyState['rules'][number];
const decided = (state: Partial<RuleDecision> & { rule: string }, tenant = 'city'): PolicyState => ({
  disabled: [],
  tenants: [{ tenant, sets_off: [], rules: [{ enabled: true, level: null, exceptions: [], ...state }] }],
});
const except = (detection: string, expires: number | null = null) => [{ id: 'e1', detection, expires }];

t.test('without decisions every rule counts in every tenant', async (t) => {
  const engine = createEngine(load(rule('a')));
  t.same(fired(engine, hit('a'), hit('a', {}, { tenant: 'other' })), ['a low', 'a low']);
});

t.test('a rule is switched off, and its level changed, for one tenant alone', async (t) => {
  const engine = createEngine(load(rule('a')));
  engine.setPolicies(decided({ rule: 'a', enabled: false }));
  t.same(fired(engine, hit('a'), hit('a', {}, { tenant: 'other' })), ['a low']);
  engine.setPolicies(decided({ rule: 'a', level: 'critical' }));
  t.same(fired(engine, hit('a'), hit('a', {}, { tenant: 'other' })), ['a critical', 'a low']);
  engine.setPolicies(noPolicyState);
  t.same(fired(engine, hit('a')), ['a low'], 'and back');
  t.same(engine.stats().suppressed, { disabled: 1, excepted: 0 }, 'counted across decisions');
});

t.test('the configuration switches a rule off everywhere', async (t) => {
  const engine = createEngine(load(rule('a')));
  engine.setPolicies({ disabled: ['a'], tenants: [] });
  t.same(fired(engine, hit('a'), hit('a', {}, { tenant: 'other' })), []);
});

t.test('an exception takes away what it describes until it expires', async (t) => {
  const engine = createEngine(load(rule('a')));
  const received = hit('a')['event.ingested'];
  engine.setPolicies(
    decided({
      rule: 'a',
      exceptions: except('backup:\n  user|startswith: svc\ncondition: backup', received + 1),
    }),
  );
  t.same(fired(engine, hit('a', { user: 'svc_backup' })), []);
  t.same(fired(engine, hit('a', { user: 'anna' })), ['a low']);
  t.same(fired(engine, hit('a', { user: 'svc_backup' }, { tenant: 'other' })), ['a low']);
  const later = { 'event.ingested': received + 1 };
  t.same(fired(engine, hit('a', { user: 'svc_backup' }, later)), ['a low'], 'by receipt time');
  t.same(engine.stats().suppressed, { disabled: 0, excepted: 1 });
});

t.test('the forms of an exception: alone, below `detection`, and as a Sigma filter', async (t) => {
  for (const text of [
    's:\n  user: svc\ncondition: s',
    'title: Backup\ndetection:\n  s:\n    user: svc\n  condition: s',
    'title: Backup\nlogsource: {product: test}\nfilter:\n  rules: any\n  s:\n    user: svc\n  condition: not s',
  ]) {
    const engine = createEngine(load(rule('a')));
    t.same(engine.setPolicies(decided({ rule: 'a', exceptions: except(text) })), []);
    t.same(fired(engine, hit('a', { user: 'svc' }), hit('a')), ['a low'], text);
  }
});

t.test('an exception with a fault takes nothing away and says so', async (t) => {
  const engine = createEngine(load(rule('a')));
  const problems = engine.setPolicies(
    decided({ rule: 'a', exceptions: except('s:\n  user|contians: x\ncondition: s') }),
  );
  t.match(problems, [{ code: 'modifier-unknown', line: 2, ruleId: 'a', path: 'exception e1' }]);
  t.same(fired(engine, hit('a')), ['a low']);
});

t.test("an exception uses the rule's field names whatever the record calls them", async (t) => {
  const pipeline = `logsources:\n  - logsource: {product: test}\n    routes:\n      - when: {kind: a}\n        fields: {Image: NewProcessName}\n`;
  const loaded = loadRules([{ path: 'a.yml', text: rule('a') }], {
    pipelines: [{ path: 'p.yaml', text: pipeline }],
  });
  const engine = createEngine(loaded);
  engine.setPolicies(
    decided({ rule: 'a', exceptions: except('s:\n  Image|endswith: \\x.exe\ncondition: s') }),
  );
  t.same(fired(engine, hit('a', { NewProcessName: 'C:\\x.exe' })), []);
  t.same(fired(engine, hit('a', { NewProcessName: 'C:\\y.exe' })), ['a low']);
});

t.test('what does not count feeds no correlation', async (t) => {
  const loaded = load(rule('a'), counting('many', 'a'));
  const engine = createEngine(loaded);
  t.same(fired(engine, hit('a'), hit('a')), ['many high']);
  engine.setPolicies(decided({ rule: 'a', enabled: false }));
  t.same(fired(engine, hit('a'), hit('a')), []);
  engine.setPolicies(decided({ rule: 'a', exceptions: except('s:\n  host: scanner\ncondition: s') }));
  t.same(fired(engine, hit('a', { host: 'scanner' }), hit('a')), []);
  t.same(fired(engine, hit('a')), ['many high'], 'the events that count are counted');
});

t.test('a correlation: its exceptions concern the events it counts, its level is its own', async (t) => {
  const loaded = load(rule('a'), counting('many', 'a'), counting('more', 'a'));
  const engine = createEngine(loaded);
  engine.setPolicies(
    decided({ rule: 'many', level: 'medium', exceptions: except('s:\n  host: scanner\ncondition: s') }),
  );
  const scanner = hit('a', { host: 'scanner' });
  t.same(fired(engine, scanner, scanner), ['more high'], 'the other correlation counts them');
  t.same(fired(engine, hit('a', { user: 'berta' }), hit('a', { user: 'berta' })), [
    'many medium',
    'more high',
  ]);
});

t.test('a correlation that is switched off still hides the rules that feed it', async (t) => {
  const engine = createEngine(load(rule('a'), counting('many', 'a')));
  engine.setPolicies(decided({ rule: 'many', enabled: false }));
  t.same(fired(engine, hit('a'), hit('a')), []);
  t.equal(engine.stats().correlation.entries, 0, 'and costs no memory');
});

t.test("sets and tenants' own rules", async (t) => {
  const loaded = loadRules([
    { path: 'a.yml', text: rule('a'), set: 'sigmahq' },
    {
      path: 'own.yml',
      text: `${rule('b')}---\n${counting('many', 'a')}`,
      set: 'tenants/city',
      tenant: 'city',
    },
  ]);
  t.match(loaded.infos[1], { id: 'b', set: 'tenants/city', tenant: 'city' });
  const engine = createEngine(loaded);
  const other = { tenant: 'other' };
  t.same(fired(engine, hit('b'), hit('b', {}, other)), ['b low'], 'in force in its tenant only');
  t.same(fired(engine, hit('a')), [], "hidden where the tenant's correlation counts it");
  t.same(fired(engine, hit('a', {}, other)), ['a low'], 'shown elsewhere');
  engine.setPolicies({ disabled: [], tenants: [{ tenant: 'other', sets_off: ['sigmahq'], rules: [] }] });
  t.same(fired(engine, hit('a', {}, other)), []);
});

t.test('decisions about rules that are gone are ignored', async (t) => {
  const engine = createEngine(load(rule('a')));
  t.same(engine.setPolicies(decided({ rule: 'gone', enabled: false })), []);
  t.same(fired(engine, hit('a')), ['a low']);
});

t.test("a tenant's filter concerns the tenant's own rules alone", async (t) => {
  const filter = (rules: string) =>
    `title: F\nlogsource: {product: test}\nfilter: {rules: ${rules}, s: {user: svc}, condition: not s}\n`;
  const own = { set: 'tenants/city', tenant: 'city' };
  const loaded = loadRules([
    { path: 'a.yml', text: rule('a') },
    { path: 'own.yml', text: rule('b'), ...own },
    { path: 'any.yml', text: filter('any'), ...own },
    { path: 'shared.yml', text: filter('[a]'), ...own },
  ]);
  t.match(loaded.problems, [
    { code: 'filter-reference', path: 'shared.yml', severity: 'warning', hint: /make an exception/ },
  ]);
  const engine = createEngine(loaded);
  const svc = { user: 'svc' };
  t.same(fired(engine, hit('a', svc), hit('a', svc, { tenant: 'other' })), ['a low', 'a low']);
  t.same(fired(engine, hit('b', svc), hit('b')), ['b low']);
});

t.test('files that hold filters', async (t) => {
  const texts = [
    'title: F\nfilter:\n  rules: any\n',
    '"filter": {rules: any}\n',
    rule('filter'),
    '# filter: none\n',
  ];
  const sources = texts.map((text, n) => ({ path: `${n}.yml`, text }));
  t.same(
    filtersAmong(sources).map(({ path }) => path),
    ['0.yml', '1.yml'],
  );
});
