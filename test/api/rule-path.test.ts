import t from 'tap';
import { pathInSet } from '../../server/api/rule-path.js';
import type { RuleSet } from '../../server/contract/rule-state.js';

const plain = { tenant: null, licence: null, sha256: null, installed_at: null, rules: 1, refused: 0 };
const sets: RuleSet[] = [
  { ...plain, name: 'grundwacht', kind: 'shipped', source: '/opt/grundwacht/rules' },
  { ...plain, name: 'sigmahq', kind: 'installed', source: 'https://example.org/rules.zip' },
  { ...plain, name: 'configured', kind: 'configured', source: '/srv/sigma, /srv/more' },
];

t.test('a file is named by its place in the set', async (t) => {
  const inSet = (path: string, set: string) => pathInSet({ path, set }, sets);
  t.equal(inSet('/opt/grundwacht/rules/sigma/ssh.yml', 'grundwacht'), 'sigma/ssh.yml');
  t.equal(inSet('/var/data/rules/sigmahq/1.zip!rules/linux/ssh.yml', 'sigmahq'), 'rules/linux/ssh.yml');
  t.equal(inSet('/srv/sigma/ssh.yml', 'configured'), '/srv/sigma/ssh.yml', 'of two folders it says which');
  t.equal(inSet('/opt/grundwacht/rules-2/ssh.yml', 'grundwacht'), '/opt/grundwacht/rules-2/ssh.yml');
});

t.test('without sets the path stays', async (t) => {
  t.equal(pathInSet({ path: 'ssh.yml' }), 'ssh.yml');
});
