import t from 'tap';
import type { SignalKind, SignalParameters } from '../../server/contract/signal.js';
import { objectsOf, type SignalObject } from '../../server/signal/applies.js';
import { evaluate, isNews, requirementVerdicts } from '../../server/signal/evaluate.js';
import type { FactsOf } from '../../server/signal/facts.js';
import { type CountedSource, matchSources } from '../../server/signal/match-sources.js';

const now = Date.parse('2026-11-22T10:00:00.000Z');
const hour = 3_600_000;
const verdicts = <K extends SignalKind>(
  kind: K,
  facts: FactsOf<K>,
  parameters: SignalParameters,
  expect?: 'present' | 'absent',
): string[] => evaluate(kind, facts, parameters, now, expect).map(({ verdict }) => verdict);
const heard = (id: string, hoursAgo: number | undefined, transport = 'tls') => ({
  id,
  named: true,
  sources: hoursAgo === undefined ? [] : [{ name: id, transport, lastSeen: now - hoursAgo * hour }],
});

t.test('sources: silence, coverage, transport, clocks, strangers', async (t) => {
  const objects = [
    heard('a', 1),
    heard('b', 25),
    heard('c', undefined),
    { ...heard('d', undefined), named: false },
  ];
  t.same(verdicts('silent-assets', { objects }, { hours: 24 }), [
    'supports',
    'contradicts',
    'contradicts',
    'unknown',
  ]);
  t.same(evaluate('silent-assets', { objects }, { hours: 24 }, now, undefined)[2]?.figures['last'], 'never');
  t.same(verdicts('coverage', { objects }, { hours: 24, percent: 25 }), ['supports']);
  t.same(verdicts('coverage', { objects }, { hours: 24, percent: 26 }), ['contradicts']);
  t.same(verdicts('coverage', { objects: [] }, { hours: 24, percent: 26 }), ['unknown']);
  const ways = [heard('a', 1), heard('b', 1, 'udp'), heard('c', 1, 'http'), heard('d', 99, 'tcp')];
  t.same(verdicts('transport', { objects: ways }, { hours: 24 }), ['supports', 'contradicts', 'unknown']);
  const clocks = [
    { id: 'a', events: 10, skewed: 5, typicalMs: 0 },
    { id: 'b', events: 10, skewed: 6, typicalMs: 90_000 },
    { id: 'c', events: 4, skewed: 4, typicalMs: 90_000 },
  ];
  t.same(verdicts('clock-skew', { objects: clocks }, { hours: 24, seconds: 60, events: 5 }), [
    'supports',
    'contradicts',
    'unknown',
  ]);
  const stranger = { name: 'x', lastSeen: now - hour };
  t.same(verdicts('unknown-sources', { known: 3, open: [stranger] }, { hours: 2 }), ['contradicts']);
  t.same(verdicts('unknown-sources', { known: 3, open: [stranger] }, { hours: 0.5 }), ['supports']);
  t.same(verdicts('unknown-sources', { known: 0, open: [] }, { hours: 2 }), ['unknown']);
});

t.test('stored events: retention, integrity, queries', async (t) => {
  const parameters = { minimum_days: 90, grace_hours: 48 };
  const kept = { days: 90, oldest: now - 24 * hour, events: 5, overdue: 0 };
  t.same(verdicts('retention', kept, parameters), ['supports']);
  t.same(verdicts('retention', { ...kept, overdue: 1 }, parameters), ['contradicts']);
  t.same(verdicts('retention', { ...kept, days: 89 }, parameters), ['contradicts']);
  t.same(verdicts('retention', { ...kept, oldest: null }, parameters), ['unknown']);
  t.same(verdicts('integrity', { segments: 2, rows: 9, faults: [] }, { days: 7 }), ['supports']);
  t.same(verdicts('integrity', { segments: 2, rows: 9, faults: ['x'] }, { days: 7 }), ['contradicts']);
  t.same(verdicts('integrity', { segments: 0, rows: 0, faults: [] }, { days: 7 }), ['unknown']);
  const objects = [
    { id: 'a', named: true, hits: 2, seen: 9 },
    { id: 'b', named: true, hits: 0, seen: 9 },
    { id: 'c', named: true, hits: 0, seen: 0 },
    { id: 'd', named: false, hits: 0, seen: 0 },
  ];
  const facts = { objects, hits: 0, seen: 0 };
  t.same(verdicts('event-query', facts, { hours: 1, count: 1 }, 'present'), [
    'supports',
    'contradicts',
    'unknown',
  ]);
  t.same(verdicts('event-query', facts, { hours: 1, count: 0 }, 'absent'), [
    'contradicts',
    'supports',
    'unknown',
  ]);
  t.same(
    verdicts('event-query', { objects: undefined, hits: 0, seen: 5 }, { hours: 1, count: 0 }, 'absent'),
    ['supports'],
  );
});

t.test('the watch: alerts, deadlines, tickets, fire drills', async (t) => {
  const at = (minutes: number) => now - minutes * 60_000;
  const alerts = [
    { created: at(100), taken: at(95) },
    { created: at(100), taken: null },
    { created: at(5), taken: null },
  ];
  t.same(verdicts('alert-times', { alerts }, { days: 1, minutes: 30, percent: 50 }), ['supports']);
  t.same(verdicts('alert-times', { alerts }, { days: 1, minutes: 30, percent: 51 }), ['contradicts']);
  t.same(verdicts('alert-times', { alerts: [] }, { days: 1, minutes: 30, percent: 51 }), ['unknown']);
  const delaysMs = [100, 200, 9000];
  t.same(verdicts('detection-latency', { delaysMs }, { days: 1, seconds: 1, percent: 60 }), ['supports']);
  t.same(verdicts('detection-latency', { delaysMs }, { days: 1, seconds: 1, percent: 95 }), ['contradicts']);
  const items = [
    { begun: now - 30 * hour, done: null },
    { begun: now - 30 * hour, done: now - 29 * hour },
  ];
  t.same(verdicts('deadline', { items }, { days: 9, hours: 24, percent: 95 }), ['contradicts']);
  t.same(verdicts('deadline', { items: items.slice(1) }, { days: 9, hours: 24, percent: 95 }), ['supports']);
  const change = (hoursAgo: number, ...comments: string[]) => ({
    at: now - hoursAgo * hour,
    what: 'Domain Admins',
    comments,
  });
  const ticket = { days: 90, hours: 72, rules: 'x', ticket: 'CHG*, #*' };
  t.same(verdicts('privileged-changes', { changes: [change(99, 'ok, siehe chg0815')] }, ticket), [
    'supports',
  ]);
  t.same(verdicts('privileged-changes', { changes: [change(99, 'chg folgt')] }, ticket), ['contradicts']);
  t.same(verdicts('privileged-changes', { changes: [change(1)] }, ticket), ['unknown']);
  const drill = { at: now - hour, fired: 9, silent: 1, notDrilled: 3, slowestMs: 50 };
  t.same(verdicts('fire-drill', { drill }, { days: 10, percent: 90 }), ['supports']);
  t.same(verdicts('fire-drill', { drill }, { days: 10, percent: 100 }), ['contradicts']);
  t.same(verdicts('fire-drill', { drill: { ...drill, at: now - 300 * hour } }, { days: 10, percent: 90 }), [
    'unknown',
  ]);
  t.same(verdicts('fire-drill', { drill: null }, { days: 10, percent: 90 }), ['unknown']);
});

t.test('a signal says of a requirement what its effect admits, and is stored when it is news', async (t) => {
  const requirements = [
    { id: 'OPS.1.1.5.A3', effect: 'both', strength: 'medium' },
    { id: 'OPS.1.1.5.A6', effect: 'contradicts', strength: 'weak' },
  ] as const;
  const said = requirementVerdicts({ catalog: 'k', requirements: [...requirements] }, 'supports');
  t.same(
    said.map(({ verdict }) => verdict),
    ['supports', 'unknown'],
  );
  const observed = { object: null, verdict: 'supports' as const, figures: {} };
  const last = {
    verdict: 'supports' as const,
    version: 'v',
    observedAt: now - 11 * hour,
    freshUntil: now + 13 * hour,
  };
  t.notOk(isNews(observed, 'v', last, now));
  t.ok(isNews(observed, 'v', last, now + hour), 'half of its freshness is over');
  t.ok(isNews(observed, 'w', last, now), 'another definition');
  t.ok(isNews({ ...observed, verdict: 'unknown' }, 'v', last, now));
  t.ok(isNews(observed, 'v', undefined, now));
});

const object = (id: string, more: Partial<SignalObject> = {}): SignalObject => ({
  id,
  key: id,
  type: 'it_system',
  name: id,
  platform: '',
  status: 'in_operation',
  tags: [],
  hostnames: [],
  addresses: [],
  group: null,
  ...more,
});

t.test('objects of a signal: type, words, tags, in operation', async (t) => {
  const objects = [
    object('a', { platform: 'Windows Server 2022', tags: ['Server'] }),
    object('b', { platform: 'Debian 12' }),
    object('c', { platform: 'Windows 11', tags: ['Arbeitsplatz'] }),
    object('d', { type: 'application', platform: 'Windows' }),
    object('e', { platform: 'Windows', status: 'retired' }),
  ];
  const of = (more: object) => objectsOf({ types: ['it_system'], ...more }, objects).map(({ id }) => id);
  t.same(of({}), ['a', 'b', 'c']);
  t.same(of({ platforms: ['windows*'] }), ['a', 'c']);
  t.same(of({ except_tags: ['arbeitsplatz'] }), ['a', 'b']);
  t.same(of({ tags: ['server'] }), ['a']);
});

const source = (host: string, address: string, dataset = 'linux.syslog'): CountedSource => ({
  source: address,
  host,
  transport: 'tls',
  dataset,
  received: 1,
  firstSeen: 1,
  lastSeen: 2,
});

t.test('a source is matched by decision, host, short host, address and network, in this order', async (t) => {
  const objects = [
    object('a', { hostnames: ['srv1.city.example'], addresses: ['10.0.0.1'] }),
    object('b', { hostnames: ['srv2', 'twin'] }),
    object('c', { hostnames: ['twin'], addresses: ['10.0.1.0/24'] }),
    object('d', { addresses: ['10.0.1.128/25', '2001:db8::5'] }),
    object('n', { type: 'network', addresses: ['10.0.0.0/8'] }),
    object('app', { type: 'application', hostnames: ['srv2'] }),
    object('r', { hostnames: ['old'], status: 'retired' }),
  ];
  const match = (host: string, address: string, decisions = new Map()) => {
    const [found] = matchSources([source(host, address)], objects, decisions);
    return [found!.name, found!.state, found!.by, ...found!.objects];
  };
  t.same(match('SRV1.City.Example', '192.0.2.1'), ['srv1.city.example', 'matched', 'host', 'a']);
  t.same(match('srv1', '192.0.2.1'), ['srv1', 'matched', 'short_host', 'a']);
  t.same(match('srv2.other.example', '192.0.2.1'), ['srv2.other.example', 'matched', 'short_host', 'b']);
  t.same(
    match('srv1.other.example', '192.0.2.1'),
    ['srv1.other.example', 'unknown', 'none'],
    'two full names differ',
  );
  t.same(match('twin', ''), ['twin', 'ambiguous', 'host', 'b', 'c']);
  t.same(match('', '10.0.0.1:51400'), ['10.0.0.1', 'matched', 'address', 'a']);
  t.same(match('', '[2001:db8::5]:514'), ['2001:db8::5', 'matched', 'address', 'd']);
  t.same(match('', 'srv2/var/log/access.log'), ['srv2', 'matched', 'host', 'b']);
  t.same(match('', '/var/log/access.log'), ['/var/log/access.log', 'unknown', 'none']);
  t.same(match('', '10.0.1.200'), ['10.0.1.200', 'matched', 'network', 'd'], 'the narrowest network');
  t.same(match('', '10.0.1.7'), ['10.0.1.7', 'matched', 'network', 'c']);
  t.same(match('', '10.9.9.9'), ['10.9.9.9', 'unknown', 'none'], 'a network is no source');
  t.same(match('old', ''), ['old', 'unknown', 'none']);
  const said = (object: string | null) => new Map([['twin', { object, reason: 'Labor' }]]);
  t.same(match('twin', '', said('c')), ['twin', 'matched', 'decision', 'c']);
  t.same(match('twin', '', said(null)), ['twin', 'ignored', 'decision']);
  t.same(
    match('twin', '', said('gone')),
    ['twin', 'ambiguous', 'host', 'b', 'c'],
    'of an object that is gone',
  );
});

t.test(
  'the address of a relay says nothing of the hosts behind it; counters of a host belong together',
  async (t) => {
    const objects = [object('relay', { addresses: ['10.0.0.9'] })];
    const found = matchSources(
      [
        source('x1', '10.0.0.9'),
        source('x2', '10.0.0.9'),
        source('x2', '10.0.0.9', 'linux.sshd'),
        source('', '10.0.0.9'),
      ],
      objects,
      new Map(),
    );
    t.same(
      found.map(({ name, state, counted }) => [name, state, counted.length]),
      [
        ['x1', 'unknown', 1],
        ['x2', 'unknown', 2],
        ['10.0.0.9', 'matched', 1],
      ],
    );
  },
);
