import t from 'tap';
import { parse } from 'yaml';
import { createEngine } from '../../server/detect/engine.js';
import { loadRules } from '../../server/detect/rules.js';
import { parseQuery } from '../../server/query/parse.js';
import { draftRule, namedDataset } from '../../server/query/sigma-draft.js';
import { event } from '../detect/events.js';

const clock = { now: Date.parse('2026-11-22T10:00:00Z'), zone: 'Europe/Berlin' };
const draft = (query: string, dataset: string | undefined = 'linux.sshd') =>
  draftRule(query, { id: '6f0a3c52-2a44-4b32-9d6b-9e2a8f8a7b01', author: 'anna', clock, dataset });
const detection = (query: string) => parse(draft(query).yaml ?? 'detection: null').detection;

t.test('terms in the words of Sigma', async (t) => {
  const table: [string, unknown][] = [
    ['user.name:anna', { selection: { 'user.name': 'anna' }, condition: 'selection' }],
    ['host.name:srv-*', { selection: { 'host.name|startswith': 'srv-' }, condition: 'selection' }],
    ['process.name:*.exe', { selection: { 'process.name|endswith': '.exe' }, condition: 'selection' }],
    [
      'message:"Failed password"',
      { selection: { 'message|contains': 'Failed password' }, condition: 'selection' },
    ],
    ['message:a*b', { selection: { 'message|contains': 'a*b' }, condition: 'selection' }],
    ['source.ip:10.0.0.0/8', { selection: { 'source.ip|cidr': '10.0.0.0/8' }, condition: 'selection' }],
    ['source.port:>=1024', { selection: { 'source.port|gte': 1024 }, condition: 'selection' }],
    ['source.port:22', { selection: { 'source.port': 22 }, condition: 'selection' }],
    ['user.name:*', { selection: { 'user.name|exists': true }, condition: 'selection' }],
    ['mimikatz', { keywords: ['mimikatz'], condition: 'keywords' }],
    ['Path:"C:\\\\Windows\\\\"', { selection: { Path: 'C:\\Windows\\\\' }, condition: 'selection' }],
    [
      'host.name:srv-* and event.code:4625 and not source.ip:10.0.0.0/8',
      {
        selection: { 'host.name|startswith': 'srv-', 'event.code': '4625' },
        filter: { 'source.ip|cidr': '10.0.0.0/8' },
        condition: 'selection and not filter',
      },
    ],
    [
      'event.code:(4624 or 4625) and user.name:root',
      { selection: { 'event.code': ['4624', '4625'], 'user.name': 'root' }, condition: 'selection' },
    ],
    [
      'user.name:root or host.name:db1',
      { selection: [{ 'user.name': 'root' }, { 'host.name': 'db1' }], condition: 'selection' },
    ],
    [
      'message:a and message:b',
      {
        selection: { 'message|contains': 'a' },
        selection_2: { 'message|contains': 'b' },
        condition: 'selection and selection_2',
      },
    ],
    [
      'a and not (user.name:x or b)',
      {
        keywords: ['a'],
        filter: { 'user.name': 'x' },
        keywords_2: ['b'],
        condition: 'keywords and (not (filter or keywords_2))',
      },
    ],
  ];
  for (const [query, expected] of table) t.strictSame(detection(query), expected, query);
});

t.test('what a rule cannot say is named', async (t) => {
  const { left_out, yaml } = draft(
    'user.name:root and @timestamp:>now-1h and id:x and tenant:t and host.name:[a TO b]',
  );
  t.strictSame(
    left_out.map(({ reason }) => reason),
    ['time', 'store_field', 'store_field', 'text_range'],
  );
  t.equal(left_out[0]!.term, '@timestamp:>"now-1h"');
  t.equal(left_out[0]!.at.offset, 19);
  t.strictSame(parse(yaml!).detection, { selection: { 'user.name': 'root' }, condition: 'selection' });
  t.match(draft('*.name:x and source.ip:[10.0.0.1 TO 10.0.0.9]'), {
    yaml: undefined,
    left_out: [{ reason: 'field_wildcard' }, { reason: 'address_range' }],
  });
  t.equal(draft('*:*').yaml, undefined);
  t.throws(() => draft('user.name:('), { code: 'QUERY_SYNTAX' });
});

t.test('the log source is the dataset', async (t) => {
  t.strictSame(parse(draft('event.dataset:windows.security and a').yaml!).logsource, {
    product: 'windows',
    service: 'security',
  });
  t.strictSame(parse(draft('a').yaml!).logsource, { product: 'linux', service: 'sshd' });
  t.equal(namedDataset(parseQuery('event.module:linux')), 'linux');
  t.equal(namedDataset(parseQuery('a or event.module:linux')), undefined);
  const { yaml } = draftRule('a', { id: 'x', author: 'anna', clock, dataset: undefined });
  const { problems } = loadRules([{ path: 'r.yml', text: yaml! }]);
  t.match(
    problems.find(({ severity }) => severity === 'error'),
    { code: 'logsource-empty', field: 'logsource' },
  );
});

t.test('a draft is a rule that finds the event', async (t) => {
  const { yaml } = draft('message:"Failed password" and not user.name:svc* and host.name:(web1 or web2)');
  const loaded = loadRules([{ path: 'r.yml', text: yaml! }]);
  t.strictSame(loaded.problems, []);
  const engine = createEngine(loaded);
  const failed = (user: string, host: string) =>
    engine.process(
      event({
        message: 'Failed password for x',
        'event.module': 'linux',
        'event.dataset': 'linux.sshd',
        'user.name': user,
        'host.name': host,
      }),
    ).length;
  t.equal(failed('anna', 'web2'), 1);
  t.equal(failed('svc1', 'web2'), 0);
  t.equal(failed('anna', 'db'), 0);
});
