import t from 'tap';
import { hostMatcher } from '../../server/cli/detect-hosts.js';
import { selects } from '../../server/cli/detect-selection.js';
import type { RuleInfo } from '../../server/contract/detection.js';

const rule = (over: Partial<RuleInfo>): RuleInfo => ({
  id: '1f3c',
  title: 'Mimikatz Use',
  level: 'high',
  tags: ['attack.credential-access', 'attack.t1003.001'],
  type: 'detection',
  title_de: undefined,
  description: '',
  description_de: undefined,
  status: 'test',
  author: '',
  references: [],
  falsepositives: [],
  logsource: { product: 'windows', category: 'process_creation' },
  runbook: undefined,
  grundschutz: [],
  entity: [],
  source: '',
  path: 'r.yml',
  ...over,
});

t.test('a rule is asked for when it meets every list', async (t) => {
  const level = 'informational';
  const cases: [Omit<Parameters<typeof selects>[0], 'level'>, boolean][] = [
    [{}, true],
    [{ status: ['stable', 'TEST'] }, true],
    [{ status: ['stable'] }, false],
    [{ excludeStatus: ['test'] }, false],
    [{ rule: ['1F3C'] }, true],
    [{ rule: ['mimikatz*'] }, true],
    [{ rule: ['mimikatz'] }, false],
    [{ excludeRule: ['*use'] }, false],
    [{ tag: ['attack.t1003*', 'x'] }, true],
    [{ tag: ['attack.t1059*'] }, false],
    [{ excludeTag: ['attack.credential-access'] }, false],
    [{ tag: ['attack.*'], status: ['stable'] }, false],
    [{ category: ['process_creation'] }, true],
    [{ excludeCategory: ['process_*'] }, false],
  ];
  for (const [selection, wanted] of cases) {
    t.equal(selects({ ...selection, level })(rule({})), wanted, JSON.stringify(selection));
  }
  t.equal(selects({ level: 'critical' })(rule({})), false);
  t.equal(selects({ level: 'high' })(rule({})), true);
  t.equal(selects({ level, category: ['*'] })(rule({ logsource: {} })), true, 'a rule without category');
});

t.test('hosts: with or without domain', async (t) => {
  const isOne = hostMatcher(['DC01', 'web*.city.example', '10.0.0.?']);
  for (const host of ['dc01', 'DC01.city.example', 'web2.city.example', '10.0.0.7']) t.ok(isOne(host), host);
  for (const host of ['', 'DC011', 'xdc01', 'web2', 'web2.city.example.org', '10.0.0.17'])
    t.notOk(isOne(host), host);
});
