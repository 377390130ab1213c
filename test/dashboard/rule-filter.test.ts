import t from 'tap';
import type { Level } from '../../server/contract/detection.js';
import type { RuleOverview } from '../../server/contract/rule-views.js';
import { loadDashboard } from './load.js';

interface Filter {
  q: string;
  level: Level[];
  set: string;
  status: string;
  condition: string;
  logsource: string;
  technique: string;
}
type Order = (a: RuleOverview, b: RuleOverview) => number;
const { matchesFilter, noFilter, ruleOrder } = await loadDashboard<{
  matchesFilter(rule: RuleOverview, filter: Filter): boolean;
  noFilter: Filter;
  ruleOrder(column: string, descending: boolean, titleOf: (rule: RuleOverview) => string): Order;
}>('pages/rules/rule-filter.ts');

type Change = Partial<Omit<RuleOverview, 'state'>> & { state?: Partial<RuleOverview['state']> };
const untouched = { enabled: true, in_force: true, level: null, exceptions: 0, expired: 0, version: 0 };
const rule = ({ state, ...more }: Change = {}): RuleOverview => ({
  id: '8f5f2f9c',
  title: 'SSH brute force',
  title_de: 'Kennwörter durchprobiert',
  level: 'medium',
  tags: ['attack.credential-access', 'attack.t1110.001'],
  type: 'detection',
  status: 'stable',
  author: 'City',
  logsource: { product: 'linux', service: 'sshd' },
  grundschutz: ['DER.1.A5'],
  path: 'rules/ssh.yml',
  set: 'sigmahq',
  quarantine: null,
  alerts: 0,
  last_alert: null,
  noisy: false,
  delivered: true,
  faulty_exceptions: 0,
  own: null,
  ...more,
  state: { ...untouched, ...state },
});
const matches = (filter: Partial<Filter>, change: Change = {}): boolean =>
  matchesFilter(rule(change), { ...noFilter, ...filter });

t.test('without a filter every rule is there', async (t) => {
  t.ok(matches({}));
  t.ok(matches({ q: '  ' }));
});

t.test('the search looks at titles in both languages, id, author, file, requirements and tags', async (t) => {
  for (const q of ['SSH BRUTE', 'durchprobiert', '8f5f', 'city', 'ssh.yml', 'der.1.a5', 't1110']) {
    t.ok(matches({ q }), q);
  }
  t.notOk(matches({ q: 'kerberos' }));
});

t.test("the level is the tenant's", async (t) => {
  t.ok(matches({ level: ['low', 'medium'] }));
  t.notOk(matches({ level: ['medium'] }, { state: { level: 'high' } }));
  t.ok(matches({ level: ['high'] }, { state: { level: 'high' } }));
});

t.test('a technique stands for its sub-techniques, not for others that begin alike', async (t) => {
  t.ok(matches({ technique: 'T1110' }));
  t.ok(matches({ technique: ' t1110.001 ' }));
  t.notOk(matches({ technique: 'T111' }));
  t.notOk(matches({ technique: 'T1110.002' }));
});

t.test('set and status', async (t) => {
  t.ok(matches({ set: 'sigmahq', status: 'stable' }));
  t.notOk(matches({ set: 'own' }));
  t.notOk(matches({ status: 'test' }));
  t.notOk(matches({ set: 'sigmahq' }, { set: null }));
});

t.test('conditions', async (t) => {
  const quarantine = { reason: 'time' as const, detail: '', since: '2026-11-21T00:00:00Z' };
  const off = { enabled: false, in_force: false, version: 1 };
  const cases: [string, Change, string[]][] = [
    ['untouched', {}, ['active']],
    ['silent', { last_alert: null }, ['active', 'never_fired']],
    ['silent for want of a source', { last_alert: null, delivered: false }, ['active', 'undelivered']],
    ['noisy', { noisy: true }, ['active', 'noisy']],
    ['with a faulty exception', { faulty_exceptions: 1 }, ['active', 'faulty']],
    ['switched off', { state: off }, ['inactive', 'changed']],
    ['its set is out of force', { state: { in_force: false } }, ['inactive']],
    ['another level', { state: { level: 'low', version: 1 } }, ['active', 'changed']],
    ['changed and changed back', { state: { version: 2 } }, ['active']],
    ['excepted', { state: { exceptions: 1, version: 1 } }, ['active', 'changed', 'excepted']],
    ['with an expired exception', { state: { expired: 1, version: 1 } }, ['active', 'changed', 'excepted']],
    ['in quarantine', { quarantine }, ['faulty']],
  ];
  for (const [name, change, expected] of cases) {
    const all = [
      'active',
      'inactive',
      'noisy',
      'never_fired',
      'faulty',
      'undelivered',
      'changed',
      'excepted',
    ];
    t.same(
      all.filter((condition) => matches({ condition }, { last_alert: '2026-11-21T00:00:00Z', ...change })),
      expected,
      name,
    );
  }
});

t.test('order: by column, equal ones by title in either direction', async (t) => {
  const rules = [
    rule({ id: 'a', title: 'B 10', level: 'low', alerts: 3, last_alert: '2026-11-20T00:00:00Z' }),
    rule({ id: 'b', title: 'B 9', level: 'critical' }),
    rule({ id: 'c', title: 'A', level: 'low', alerts: 3, last_alert: '2026-11-21T00:00:00Z' }),
  ];
  const ids = (column: string, descending = false): string =>
    rules
      .toSorted(ruleOrder(column, descending, ({ title }) => title))
      .map(({ id }) => id)
      .join('');
  t.equal(ids('title'), 'cba', 'numbers by their value');
  t.equal(ids('level'), 'bca');
  t.equal(ids('level', true), 'cab');
  t.equal(ids('alerts', true), 'cab');
  t.equal(ids('last_alert', true), 'cab');
});
