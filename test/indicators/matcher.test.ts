import fc from 'fast-check';
import t from 'tap';
import type { FieldValue } from '../../server/contract/event.js';
import { faultMessage, sentenceOf } from '../../server/contract/fault.js';
import type { IndicatorKind } from '../../server/contract/indicator-kinds.js';
import type { LiveIndicator } from '../../server/contract/indicator-state.js';
import { type Looked, Matcher } from '../../server/indicators/matcher.js';
import { needlesOf } from '../../server/indicators/needles.js';
import { normaliseValue } from '../../server/indicators/value.js';
import { inNetwork, parseNetwork } from '../../server/query/network.js';

const md5 = 'd41d8cd98f00b204e9800998ecf8427e';

const list = (indicators: [IndicatorKind, string][], more = {}) => ({
  id: 'a',
  name: 'A',
  level: 'high' as const,
  tlp: 'amber' as const,
  source: '',
  expires: null,
  indicators: indicators.map(([kind, value]): LiveIndicator => [kind, value, null, null]),
  ...more,
});
const event = (fields: Record<string, FieldValue>, columns: Omit<Looked, 'fields'> = {}): Looked => ({
  ...columns,
  fields,
});
const found = (indicator: [IndicatorKind, string], looked: Looked) =>
  new Matcher([list([indicator])]).match(looked).map(({ field }) => field);

t.test('addresses and networks are compared with the columns of addresses', async (t) => {
  const from = (address: string) => event({ note: '198.51.100.7' }, { 'source.ip': address });
  t.same(found(['ip', '198.51.100.7'], from('198.51.100.7')), ['source.ip']);
  t.same(found(['ip', '198.51.100.7'], from('198.51.100.70')), []);
  t.same(found(['network', '198.51.100.0/25'], from('198.51.100.127')), ['source.ip']);
  t.same(found(['network', '198.51.100.0/25'], from('198.51.100.128')), []);
  t.same(found(['ip', '2001:db8::1'], from('2001:DB8:0:0:0:0:0:1')), ['source.ip']);
  t.same(found(['network', '2001:db8::/33'], from('2001:db8:7fff::1')), ['source.ip']);
  t.same(found(['network', '2001:db8::/33'], from('2001:db8:8000::1')), []);
  t.same(found(['network', '2001:db8::/33'], from('fe80::1%eth0')), []);
});

t.test('a network has exactly the addresses that it has for a search', async (t) => {
  const octet = fc.integer({ min: 0, max: 255 });
  const v4 = fc.tuple(octet, octet, octet, octet).map((parts) => parts.join('.'));
  const group = fc.integer({ min: 0, max: 0xffff }).map((n) => n.toString(16));
  const v6 = fc.array(group, { minLength: 8, maxLength: 8 }).map((parts) => parts.join(':'));
  const near = (base: string, other: string, share: number) =>
    [...base].slice(0, share).join('') + [...other].slice(share).join('');
  const exact = () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.tuple(v4, v4, fc.integer({ min: 8, max: 31 })),
          fc.tuple(v6, v6, fc.integer({ min: 16, max: 127 })),
        ),
        fc.nat(12),
        ([base, other, prefix], share) => {
          const normal = normaliseValue('network', `${base}/${prefix}`);
          if ('fault' in normal) throw new Error(faultMessage(sentenceOf(normal.fault)));
          const address =
            parseNetwork(near(base, other, share)) === undefined ? other : near(base, other, share);
          const hits = found([normal.kind, normal.value], event({}, { 'destination.ip': address }));
          return (hits.length === 1) === inNetwork(parseNetwork(`${base}/${prefix}`)!, address);
        },
      ),
    );
  t.doesNotThrow(exact);
});

t.test('names: the domain and what lies below it, wherever it stands as a word', async (t) => {
  const indicator: [IndicatorKind, string] = ['domain', 'evil.example'];
  for (const text of [
    'evil.example',
    'GET http://WWW.Evil.Example:8080/x',
    'mail from=<a@evil.example>',
    'query: evil.example. IN A',
    '{"h":"cdn.evil.example"}',
  ]) {
    t.same(found(indicator, event({ QueryName: text })), ['QueryName'], text);
    t.same(found(indicator, event({}, { message: text })), ['message'], text);
  }
  for (const text of ['devil.example', 'evil.example.org', 'büroevil.example', 'evil-example', 'evil']) {
    t.same(found(indicator, event({ QueryName: text })), [], text);
  }
  t.same(found(indicator, event({ names: ['a.example', 'evil.example'] })), ['names']);
});

t.test(
  'hashes as Sysmon writes them, URLs in whatever writing, addresses of mails, names of files',
  async (t) => {
    t.same(found(['md5', md5], event({ Hashes: `SHA1=AB,MD5=${md5.toUpperCase()},IMPHASH=00` })), ['Hashes']);
    t.same(found(['md5', md5], event({ Hashes: `MD5=${md5}0` })), []);
    const url: [IndicatorKind, string] = ['url', 'http://evil.example/pay?x=1'];
    for (const text of [
      'HTTP://EVIL.example:80/a/../pay?x=1#y',
      'TCP_MISS/200 GET http://evil.example/pay?x=1 - DIRECT',
      'see (http://evil.example/pay?x=1).',
    ]) {
      t.same(found(url, event({ line: text })), ['line'], text);
    }
    t.same(found(url, event({ line: 'http://evil.example/pay?x=12' })), []);
    t.same(found(['email', 'phish@evil.example'], event({ from: '<Phish@Evil.example>' })), ['from']);
    t.same(found(['email', 'phish@evil.example'], event({ from: 'x.phish@evil.example' })), []);
    t.same(found(['file_name', 'rechnung.exe'], event({ Image: 'C:\\Users\\x\\Rechnung.exe' })), ['Image']);
    t.same(found(['file_name', 'rechnung.exe'], event({ c: 'cmd /c "rechnung.exe" -x' })), ['c']);
    t.same(found(['file_name', 'neue rechnung.exe'], event({ Image: 'C:\\Neue Rechnung.exe' })), ['Image']);
    t.same(found(['file_name', 'kinsing'], event({}, { 'process.executable': '/tmp/kinsing' })), [
      'process.executable',
    ]);
  },
);

t.test('validity, expiry, several lists, and a limit for one event', async (t) => {
  const indicators: LiveIndicator[] = [['domain', 'evil.example', 10, 20]];
  const looked = event({ q: 'evil.example' });
  const matcher = new Matcher([list([], { indicators }), list([], { id: 'b', indicators, expires: 15 })]);
  const at = (time?: number) =>
    matcher
      .match(looked, time)
      .map((hit) => hit.list.id)
      .toSorted();
  t.same([at(9), at(10), at(15), at(20), at()], [[], ['a', 'b'], ['a'], [], ['a', 'b']]);
  const many = Array.from({ length: 30 }, (_, n): [IndicatorKind, string] => ['domain', `n${n}.example`]);
  const text = many.map(([, value]) => value).join(' ');
  t.equal(new Matcher([list(many)]).match(event({ q: text })).length, 20);
});

t.test('what the matcher finds in a text has all needles in it: the store leaves out no event', async (t) => {
  const label = fc.stringMatching(/^[a-z0-9]{1,8}$/);
  const domain = fc
    .tuple(label, label, fc.constantFrom('example', 'com', 'de'))
    .map((parts) => parts.join('.'));
  const path = fc.stringMatching(/^[A-Za-z0-9/._%?=& -]{0,20}$/);
  const indicator = fc.oneof(
    domain.map((value): [IndicatorKind, string] => ['domain', value]),
    fc.tuple(domain, path).map(([host, rest]): [IndicatorKind, string] => ['url', `http://${host}/${rest}`]),
    fc.tuple(label, domain).map(([local, host]): [IndicatorKind, string] => ['email', `${local}@${host}`]),
    fc
      .tuple(label, fc.constantFrom('exe', 'dll'))
      .map(([a, b]): [IndicatorKind, string] => ['file_name', `${a} x.${b}`]),
  );
  const around = fc.constantFrom('', ' ', '"', '/', 'x.', '=', ', ');
  let matched = 0;
  fc.assert(
    fc.property(indicator, around, around, fc.boolean(), ([kind, written], before, behind, upper) => {
      const normal = normaliseValue(kind, written);
      if ('fault' in normal) return;
      const value = `${before}${written}${behind}`;
      const text = upper && kind !== 'url' ? value.toUpperCase() : value;
      if (found([normal.kind, normal.value], event({ f: text })).length === 0) return;
      matched++;
      const needles = needlesOf(normal.kind, normal.value);
      if (needles.length === 0) throw new Error('no needle');
      for (const needle of needles) {
        if (!text.toLowerCase().includes(needle)) throw new Error(`${needle} is not in ${text}`);
      }
    }),
    { numRuns: 500, examples: [[['url', 'http://a.a.example/.?&?'], '', '', false]] },
  );
  t.ok(matched > 50, 'and it is not empty');
});
