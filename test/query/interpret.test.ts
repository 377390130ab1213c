import t from 'tap';
import { parseInstant } from '../../server/query/instant.js';
import { doubtsOf, interpret } from '../../server/query/interpret.js';
import { inNetwork, parseNetwork } from '../../server/query/network.js';
import { parseQuery } from '../../server/query/parse.js';
import { QuerySyntaxError } from '../../server/query/syntax-error.js';
import { matchesWhole } from '../../server/query/wildcards.js';

const clock = { now: Date.parse('2026-11-22T10:20:30.400Z'), zone: 'Europe/Berlin' };

t.test('written times mean all that they leave open', async (t) => {
  const table: [string, string, string][] = [
    ['2026', '2025-12-31T23:00:00.000Z', '2026-12-31T23:00:00.000Z'],
    ['2026-11', '2026-10-31T23:00:00.000Z', '2026-11-30T23:00:00.000Z'],
    ['2026-11-01', '2026-10-31T23:00:00.000Z', '2026-11-01T23:00:00.000Z'],
    ['2026-10-25', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
    ['2026-11-01T08:30', '2026-11-01T07:30:00.000Z', '2026-11-01T07:31:00.000Z'],
    ['2026-11-01 08:30:15', '2026-11-01T07:30:15.000Z', '2026-11-01T07:30:16.000Z'],
    ['2026-11-01T08:30:15Z', '2026-11-01T08:30:15.000Z', '2026-11-01T08:30:16.000Z'],
    ['2026-11-01T08:30:15.25+02:00', '2026-11-01T06:30:15.250Z', '2026-11-01T06:30:15.260Z'],
    ['now', '2026-11-22T10:20:30.400Z', '2026-11-22T10:20:30.401Z'],
    ['now-1h', '2026-11-22T09:20:30.400Z', '2026-11-22T09:20:30.401Z'],
    ['now-1d/d', '2026-11-20T23:00:00.000Z', '2026-11-21T23:00:00.000Z'],
    ['now/w', '2026-11-15T23:00:00.000Z', '2026-11-22T23:00:00.000Z'],
    ['now-1M+1h', '2026-10-22T10:20:30.400Z', '2026-10-22T10:20:30.401Z'],
    ['now/M', '2026-10-31T23:00:00.000Z', '2026-11-30T23:00:00.000Z'],
    ['now/y', '2025-12-31T23:00:00.000Z', '2026-12-31T23:00:00.000Z'],
    ['now/h', '2026-11-22T10:00:00.000Z', '2026-11-22T11:00:00.000Z'],
  ];
  for (const [text, from, to] of table) {
    const instant = parseInstant(text, clock);
    const iso = instant && [new Date(instant.from).toISOString(), new Date(instant.to).toISOString()];
    t.strictSame(iso, [from, to], text);
  }
  for (const text of [
    '',
    'today',
    '2026-13',
    '2026-02-30',
    '2026-11-01T25:00',
    '2026-11-01Z',
    'now-1x',
    'now/',
    'now-999999y',
    'now-999999y/d',
    'now+999999y-999999y/M',
    'now+999999w+999999w+999999w+999999w+999999w+999999w+999999w+999999w+999999w+999999w+999999w+999999w+999999w+999999w',
  ]) {
    t.equal(parseInstant(text, clock), undefined, text);
  }
});

t.test('networks', async (t) => {
  const within: [string, string, boolean][] = [
    ['10.0.0.0/8', '10.255.0.1', true],
    ['10.0.0.0/8', '11.0.0.0', false],
    ['172.16.5.9/12', '172.31.255.255', true],
    ['172.16.0.0/12', '172.32.0.0', false],
    ['0.0.0.0/0', '255.255.255.255', true],
    ['0.0.0.0/0', '::1', false],
    ['2001:db8::/33', '2001:0DB8:7fff::1', true],
    ['2001:db8::/33', '2001:db8:8000::', false],
    ['fe80::1', 'FE80:0:0::0:1', true],
    ['::ffff:10.0.0.0/104', '::ffff:a01:203', true],
    ['::/0', '10.0.0.1', false],
    ['192.0.2.7', 'fe80::1%eth0', false],
  ];
  for (const [network, address, expected] of within) {
    t.equal(inNetwork(parseNetwork(network)!, address), expected, `${address} in ${network}`);
  }
  for (const text of [
    '',
    '10.0.0',
    '10.0.0.0/33',
    '10.0.0.0/8/8',
    '::/129',
    'fe80::1%eth0',
    '010.0.0.1',
    '1/8',
  ]) {
    t.equal(parseNetwork(text), undefined, text);
  }
});

t.test('values that a field cannot have are refused at their place', async (t) => {
  const faults: [string, string, string?][] = [
    ['event.severity:high', 'number_expected'],
    ['event.severity:<=x', 'number_expected'],
    ['@timestamp:yesterday', 'time_expected'],
    ['@timestamp:2026*', 'time_expected'],
    ['source.ip:10.0.0.0/33', 'network_invalid'],
    ['source.ip:[10.0.0.1 TO ::1]', 'network_invalid'],
    ['nothing*:x', 'field_unknown'],
  ];
  for (const [query, fault] of faults) {
    try {
      interpret(parseQuery(`root and ${query}`), clock);
      t.fail(query);
    } catch (error) {
      if (!(error instanceof QuerySyntaxError)) throw error;
      t.match(error, { fault, span: { offset: 9, length: query.length } }, query);
    }
  }
});

t.test('a name that is nearly a column is doubtful, an original name is not', async (t) => {
  t.match(doubtsOf(parseQuery('usr.name:x and not (host.nam:y or CommandLine:*z*)')), [
    { field: 'usr.name', suggestion: 'user.name', at: { offset: 0 } },
    { field: 'host.nam', suggestion: 'host.name', at: { offset: 20 } },
  ]);
  t.strictSame(doubtsOf(parseQuery('user.name:x Image:y TargetUserName:z')), []);
});

t.test('wildcards match in time that grows with the product of the lengths', async (t) => {
  const star = { wildcard: '*' } as const;
  const one = { wildcard: '?' } as const;
  t.ok(matchesWhole(['a', star, 'b', one, star], 'aXXbbY'));
  t.notOk(matchesWhole(['a', star, 'b', one], 'aXXb'));
  t.ok(matchesWhole([], ''));
  t.ok(matchesWhole([one], '😀'), 'a character is a code point');
  const many = Array.from({ length: 40 }, () => [star, 'a']).flat();
  t.notOk(matchesWhole([...many, 'b'], 'a'.repeat(20_000)));
});
