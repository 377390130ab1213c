import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../server/contract/package-root.js';
import type { RuleResult } from '../../server/contract/scan.js';
import { compareScans } from '../../server/scan/compare.js';
import { parseMapping, scanMappings, scanSignal, topicsOf } from '../../server/scan/mapping.js';
import { observationsOf } from '../../server/scan/observe.js';
import { findCandidates } from '../../server/scan/target-match.js';
import { verdictOf } from '../../server/scan/verdict.js';
import { signalDefinitions } from '../../server/signal/definitions.js';

const ssg = (rule: string): string => `xccdf_org.ssgproject.content_rule_${rule}`;
const { mappings } = scanMappings();
const scanDefinitions = () => signalDefinitions().filter(({ kind }) => kind === 'scan');

t.test(
  'every topic has its signal with the same requirements, which the catalogue has and has not withdrawn',
  async (t) => {
    const file = join(packageRoot(), 'grundschutz-catalog', 'kompendium-2023', 'index.json');
    const index = JSON.parse(readFileSync(file, 'utf8')) as {
      bausteine: { requirements: { id: string; withdrawn: boolean }[] }[];
    };
    const valid = new Set(
      index.bausteine.flatMap(({ requirements }) =>
        requirements.filter((r) => !r.withdrawn).map((r) => r.id),
      ),
    );
    const signals = new Map(scanDefinitions().map((signal) => [signal.id, signal]));
    for (const { format, entries } of mappings) {
      for (const { topic, requirements } of entries) {
        const id = scanSignal(format, topic);
        t.same(
          signals.get(id)?.requirements.map((said) => said.id),
          requirements,
          id,
        );
        for (const requirement of requirements) t.ok(valid.has(requirement), `${id}: ${requirement}`);
        signals.delete(id);
      }
    }
    t.same([...signals.keys()], [], 'no signal of a scan without a topic');
  },
);

t.test('rules find their topics by pattern, exceptions and prefix', async (t) => {
  const topics = topicsOf(mappings, 'xccdf', 'kompendium-2023');
  const of = (rule: string): string[] => topics(rule).flatMap(({ requirements }) => requirements);
  t.same(of(ssg('sshd_disable_root_login')), ['SYS.1.3.A8']);
  t.same(of(ssg('service_sshd_disabled')), [], 'that SSH is off says nothing of how it is set');
  t.same(of(ssg('package_telnetd_removed')), ['SYS.1.3.A8'], 'not among unneeded services, too');
  t.same(of(ssg('package_nis_removed')), ['SYS.1.1.A6', 'SYS.2.1.A16']);
  t.same(of('sshd_disable_root_login'), [], 'of another benchmark');
  t.same(topicsOf(mappings, 'xccdf', 'other')(ssg('sshd_disable_root_login')), []);
});

t.test('wildcards', async (t) => {
  const of = (pattern: string) => {
    const text = `catalog: c\nformat: lynis\nrules:\n  - topic: x\n    requirements: [R]\n    rules: ["${pattern}"]\n    why: { de: d, en: e }\n`;
    const topics = topicsOf([parseMapping(text, 'x.yaml')], 'lynis', 'c');
    return (rule: string) => topics(rule).length > 0;
  };
  t.ok(of('a*b*c')('aXbYc') && of('a*b*c')('abc') && of('*')('') && of('a*')('a') && of('*ab')('aab'));
  t.notOk(of('a*b*c')('acb') || of('ab*ba')('aba') || of('a')('ab') || of('a*bc*c')('abc'));
  const slow = 'a'.repeat(100_000);
  t.notOk(of('*a*a*a*a*a*a*a*a*b')(slow));
  t.throws(() => parseMapping('rules: []', 'x.yaml'), { code: 'CATALOG_MALFORMED', message: /x\.yaml/ });
});

t.test('one failed rule contradicts; silence is no support', async (t) => {
  const of = (...results: RuleResult[]) => verdictOf(results);
  t.equal(of('pass', 'fail', 'error'), 'contradicts');
  t.equal(of('pass', 'fixed', 'notapplicable', 'informational'), 'supports');
  t.equal(of('pass', 'notchecked'), 'unknown');
  t.equal(of('notapplicable'), 'unknown');
  t.equal(of(), 'unknown');
});

t.test('observations carry figures; those of unsigned audits are weak; none is later than now', async (t) => {
  const rule = (name: string, result: RuleResult) => ({
    rule: ssg(name),
    title: `title of ${name}`,
    severity: 'low',
    result,
    identifiers: [],
    message: '',
  });
  const scan = {
    format: 'xccdf',
    tool: 'OpenSCAP',
    signature: 'none',
    finishedAt: 5000,
    rules: [
      rule('sshd_a', 'fail'),
      rule('sshd_b', 'pass'),
      rule('file_owner_x', 'notapplicable'),
      rule('zzz', 'pass'),
    ],
  } as const;
  const asked = { catalog: 'kompendium-2023', now: 4000 };
  const found = observationsOf(scan, mappings, scanDefinitions(), asked);
  t.match(found, [
    {
      signal: 'scan-xccdf-secure-shell',
      verdict: 'contradicts',
      strength: 'strong',
      observedAt: 4000,
      freshUntil: 4000 + 840 * 3_600_000,
      figures: { tool: 'OpenSCAP', checked: 2, failed: 1, passed: 1, failed_rules: 'title of sshd_a' },
      requirements: [{ requirement: 'SYS.1.3.A8', verdict: 'contradicts', strength: 'strong' }],
    },
    { signal: 'scan-xccdf-file-permissions', verdict: 'unknown', figures: { not_applicable: 1, checked: 0 } },
  ]);
  t.equal(found.length, 2);
  const unsigned = { ...scan, signature: 'unsigned' } as const;
  t.same(
    [...new Set(observationsOf(unsigned, mappings, scanDefinitions(), asked).map((o) => o.strength))],
    ['weak'],
  );
});

t.test('which target object a host is', async (t) => {
  const object = (key: string, hostnames: string[], addresses: string[] = []) => ({
    id: key,
    key,
    name: key,
    hostnames,
    addresses,
  });
  const objects = [
    object('S1', ['web01.example.de', 'www.example.de'], ['192.0.2.7', 'FD00::0002']),
    object('S2', ['web01.other.de']),
    object('S3', ['web'], ['192.0.2.0/24']),
  ];
  const of = (hosts: string[], addresses: string[] = []) =>
    findCandidates({ hosts, addresses }, objects).map(({ key, by }) => [key, ...by]);
  t.same(of(['web01.example.de'], ['fd00::2']), [['S1', 'web01.example.de', 'FD00::0002']]);
  t.same(of(['web01']), [
    ['S1', 'web01.example.de'],
    ['S2', 'web01.other.de'],
  ]);
  t.same(of(['db01'], ['192.0.2.9']), [], 'a network is no host');
});

t.test('what has changed between two scans: what fails now first', async (t) => {
  const told = (rule: string, result: RuleResult) => ({ rule, title: rule, result });
  const changes = compareScans(
    [told('a', 'pass'), told('b', 'fail'), told('c', 'pass'), told('gone', 'pass')],
    [told('a', 'fail'), told('b', 'pass'), told('c', 'pass'), told('new', 'pass')],
  );
  t.same(
    changes.map(({ rule, before, after }) => [rule, before, after]),
    [
      ['a', 'pass', 'fail'],
      ['b', 'fail', 'pass'],
      ['gone', 'pass', null],
      ['new', null, 'pass'],
    ],
  );
});
