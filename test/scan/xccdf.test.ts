import t from 'tap';
import { readXccdf } from '../../server/scan/xccdf.js';

const result = (rule: string, value: string, more = ''): string =>
  `<rule-result idref="r_${rule}" severity="medium"><result>${value}</result>${more}</rule-result>`;

function arf(
  rules: string,
  test = 'end-time="2026-11-22T10:23:56+01:00" start-time="2026-11-22T10:23:51+01:00"',
) {
  return `<?xml version="1.0" encoding="UTF-8"?>
<arf:asset-report-collection xmlns:arf="a" xmlns:x="http://checklists.nist.gov/xccdf/1.2">
  <x:Benchmark><x:Profile id="p_small"><x:title>A small <b>profile</b></x:title></x:Profile>
    <x:Group id="g"><x:title>Group</x:title><x:Rule id="r_one"><x:title>Rule
      one</x:title><x:fix><x:title>not this one</x:title></x:fix></x:Rule></x:Group></x:Benchmark>
  <x:TestResult version="0.1" test-system="cpe:/a:redhat:openscap:1.3.7" ${test}>
    <x:benchmark id="b_debian"/><x:profile idref="p_small"/>
    <x:target>Web01.Example.DE.</x:target><x:target-address>127.0.0.1</x:target-address>
    <x:target-address>192.0.2.7</x:target-address><x:target-address>FD00:0:0:0:0:0:0:2</x:target-address>
    <x:target-facts><x:fact name="urn:xccdf:fact:asset:identifier:host_name">web01</x:fact>
      <x:fact name="urn:xccdf:fact:scanner:name">OpenSCAP</x:fact></x:target-facts>
    ${rules}
  </x:TestResult></arf:asset-report-collection>`;
}
/** In pieces, so that texts and tags are cut anywhere. */
const read = (text: string, step = 7) => {
  const bytes = Buffer.from(text);
  const chunks = Array.from({ length: Math.ceil(bytes.length / step) }, (_, n) =>
    bytes.subarray(n * step, (n + 1) * step),
  );
  return readXccdf(chunks, 'arf.xml');
};

t.test('results, host, times and titles of an ARF', async (t) => {
  const rules =
    result(
      'one',
      'fail',
      '<x:ident system="cce">CCE-1</x:ident><x:message>why\0not</x:message>'.replace('\0', ' '),
    ) +
    result('two', 'pass') +
    result('three', 'notselected');
  const scan = await read(arf(rules.replaceAll(/<(\/?)(rule-result|result)/g, '<$1x:$2')));
  t.match(scan, {
    format: 'xccdf',
    tool: 'OpenSCAP',
    toolVersion: '1.3.7',
    profile: 'A small profile',
    benchmark: 'b_debian 0.1',
    startedAt: Date.parse('2026-11-22T09:23:51Z'),
    finishedAt: Date.parse('2026-11-22T09:23:56Z'),
    signature: null,
    counts: { pass: 1, fail: 1, notselected: 1, error: 0 },
  });
  t.same(scan.hosts, ['web01.example.de', 'web01']);
  t.same(scan.addresses, ['192.0.2.7', 'fd00::2'], 'without loopback, in one form');
  t.same(scan.rules, [
    {
      rule: 'r_one',
      title: 'Rule one',
      severity: 'medium',
      result: 'fail',
      identifiers: ['CCE-1'],
      message: 'why not',
    },
    { rule: 'r_two', title: 'r_two', severity: 'medium', result: 'pass', identifiers: [], message: '' },
  ]);
});

t.test('a time without a zone is UTC, wherever the machine stands', async (t) => {
  const scan = await read(
    arf(result('one', 'pass'), 'end-time="2026-07-01T10:23:56" start-time="2026-07-01T10:23:51.5"'),
  );
  t.equal(scan.finishedAt, Date.parse('2026-07-01T10:23:56Z'));
  t.equal(scan.startedAt, Date.parse('2026-07-01T10:23:51.500Z'));
});

t.test('what is no result of one scan is refused with its place', async (t) => {
  const refused = (text: string, message: RegExp) =>
    t.rejects(read(text, 4096), { code: 'SCAN_MALFORMED', message });
  await refused('<Benchmark/>', /arf\.xml: has no <TestResult>/);
  await refused(arf('', ''), /arf\.xml:\d+:\d+: TestResult has no end-time/);
  await refused(arf(result('one', 'maybe')), /"maybe" is no result/);
  await refused(arf('<rule-result><result>pass</result></rule-result>'), /rule-result has no idref/);
  await refused(
    `<all>${arf('').replace(/<\?.*\?>/, '')}${arf('').replace(/<\?.*\?>/, '')}</all>`,
    /second <TestResult>/,
  );
  await refused(arf(result('one', 'pass')).slice(0, -40), /not well-formed/);
});

t.test('no DTD, so no entities of any kind; no endless text', async (t) => {
  const bomb = `<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY f SYSTEM "file:///etc/passwd">]>${arf('').replace(/<\?.*\?>/, '')}`;
  await t.rejects(read(bomb, 4096), { code: 'SCAN_MALFORMED', message: /DTD/ });
  async function* endless() {
    yield Buffer.from('<x>');
    for (;;) yield Buffer.alloc(1024 * 1024, 'a');
  }
  await t.rejects(readXccdf(endless(), 'long.xml'), {
    code: 'SCAN_MALFORMED',
    message: /tag or text of more/,
  });
});
