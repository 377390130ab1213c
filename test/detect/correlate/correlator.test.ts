import t from 'tap';
import type { Match } from '../../../server/contract/detection.js';
import { createEngine, type Engine, type EngineOptions } from '../../../server/detect/engine.js';
import { loadRules } from '../../../server/detect/rules.js';
import { event } from '../events.js';

const start = 1_750_000_000_000;

const base = (name: string, extra = ''): string =>
  `title: ${name}\nname: ${name}\nid: id-${name}\nlogsource: {product: test}\ndetection: {s: {kind: ${name}}, condition: s}\n${extra}`;
const correlation = (name: string, body: string, extra = ''): string =>
  `title: ${name}\nname: ${name}\nid: id-${name}\ncorrelation: {${body}}\n${extra}`;

function engineOf(documents: readonly string[], options: EngineOptions = {}): Engine {
  const loaded = loadRules([{ path: 'c.yml', text: documents.join('---\n') }]);
  t.same(loaded.problems, []);
  return createEngine(loaded, options);
}

function send(
  engine: Engine,
  seconds: number,
  fields: Record<string, string | number | null>,
  columns: Parameters<typeof event>[0] = {},
): Match[] {
  const time = start + seconds * 1000;
  return engine.process(event({ '@timestamp': time, 'event.ingested': time, ...columns }, fields));
}

const ids = (matches: readonly Match[]): string[] => matches.map((match) => match.rule.id);

t.test('a match tells group, count, window and events, the completing one last', async (t) => {
  const engine = engineOf([
    base('a'),
    correlation(
      'c',
      'type: event_count, rules: [a], group-by: [user, host.name], timespan: 1m, condition: {gte: 3}',
    ),
  ]);
  const columns = { 'host.name': 'srv1' };
  t.same(send(engine, 0, { kind: 'a', user: 'eve' }, { ...columns, id: '1' }), []);
  t.same(send(engine, 30, { kind: 'a', user: 'eve' }, { ...columns, id: '2' }), []);
  const [match, ...more] = send(engine, 60, { kind: 'a', user: 'eve' }, { ...columns, id: '3' });
  t.same(more, []);
  t.match(match, {
    rule: { id: 'id-c', type: 'correlation' },
    count: 3,
    group: { user: 'eve', 'host.name': 'srv1' },
    first: start,
    last: start + 60_000,
  });
  t.same(
    match!.events.map((one) => one.id),
    ['1', '2', '3'],
  );
  t.same(send(engine, 61, { kind: 'a', user: 'eve' }, columns), [], 'counting begins anew');
});

t.test('groups and tenants are counted apart', async (t) => {
  const engine = engineOf([
    base('a'),
    correlation('c', 'type: event_count, rules: [a], group-by: [x, y], timespan: 1m, condition: {gte: 2}'),
  ]);
  t.same(send(engine, 0, { kind: 'a', x: '1\n1', y: '2' }), []);
  t.same(send(engine, 0, { kind: 'a', x: '1', y: '1:2\n2' }), [], 'values cannot be chosen to collide');
  t.same(send(engine, 0, { kind: 'a', x: '1\n1', y: '2' }, { tenant: 'other' }), []);
  t.same(ids(send(engine, 0, { kind: 'a', x: '1\n1', y: '2' })), ['id-c']);
});

t.test('an event without a group-by field forms no group, and is counted', async (t) => {
  const engine = engineOf([
    base('a'),
    correlation('c', 'type: event_count, rules: [a], group-by: [user], timespan: 1m, condition: {gte: 1}'),
  ]);
  t.same(send(engine, 0, { kind: 'a' }), []);
  t.same(send(engine, 0, { kind: 'a', user: null }), []);
  t.equal(engine.stats().correlation.ungrouped, 2);
});

t.test('without group-by there is one group', async (t) => {
  const engine = engineOf([
    base('a'),
    correlation('c', 'type: event_count, rules: [a], timespan: 1m, condition: {gte: 2}'),
  ]);
  send(engine, 0, { kind: 'a', user: 'x' });
  t.match(send(engine, 0, { kind: 'a', user: 'y' }), [{ group: {}, count: 2 }]);
});

t.test('generate: the rules referred to are hidden, unless a correlation says so', async (t) => {
  const body = 'type: event_count, rules: [a], group-by: [user], timespan: 1m, condition: {gte: 2}';
  const hidden = engineOf([base('a'), correlation('c', body)]);
  t.same(ids(send(hidden, 0, { kind: 'a', user: 'x' })), []);
  for (const place of [`${body}, generate: true`, body]) {
    const shown = engineOf([base('a'), correlation('c', place, place === body ? 'generate: true\n' : '')]);
    t.same(ids(send(shown, 0, { kind: 'a', user: 'x' })), ['id-a']);
    t.same(ids(send(shown, 0, { kind: 'a', user: 'x' })), ['id-a', 'id-c']);
  }
});

t.test(
  'aliases: one name for different fields (correlation specification, "Field Name Aliases")',
  async (t) => {
    const engine = engineOf([
      base('internal_error'),
      base('new_network_connection'),
      correlation(
        'c',
        'type: temporal, rules: [internal_error, new_network_connection], group-by: [internal_ip, remote_ip], timespan: 10s, aliases: {internal_ip: {internal_error: destination.ip, new_network_connection: source.ip}, remote_ip: {internal_error: source.ip, new_network_connection: destination.ip}}',
      ),
    ]);
    const [inside, outside] = ['10.0.0.1', '203.0.113.9'];
    send(engine, 0, { kind: 'internal_error' }, { 'source.ip': outside, 'destination.ip': inside });
    const same = { 'source.ip': outside, 'destination.ip': inside };
    t.same(send(engine, 1, { kind: 'new_network_connection' }, same), []);
    const turned = { 'source.ip': inside, 'destination.ip': outside };
    t.match(send(engine, 2, { kind: 'new_network_connection' }, turned), [
      { group: { internal_ip: inside, remote_ip: outside }, count: 2 },
    ]);
  },
);

t.test('chained: many failures, then a success; only the outermost group-by counts', async (t) => {
  const engine = engineOf([
    correlation('outer', 'type: temporal_ordered, rules: [many, success], group-by: [user], timespan: 10m'),
    correlation(
      'many',
      'type: event_count, rules: [failure], group-by: [user, host], timespan: 5m, condition: {gte: 3}',
    ),
    base('failure'),
    base('success'),
  ]);
  for (let i = 0; i < 3; i++) t.same(send(engine, i, { kind: 'failure', user: 'eve', host: 'h1' }), []);
  t.same(send(engine, 4, { kind: 'success', user: 'bob', host: 'h1' }), []);
  t.match(send(engine, 5, { kind: 'success', user: 'eve', host: 'h2' }), [
    { rule: { id: 'id-outer' }, group: { user: 'eve' } },
  ]);
});

t.test('an event counts for each rule that matches it, in every correlation', async (t) => {
  const engine = engineOf([
    base('a'),
    correlation('c', 'type: event_count, rules: [a], group-by: [x], timespan: 1m, condition: {gte: 1}'),
    correlation('d', 'type: event_count, rules: [a], group-by: [y], timespan: 1m, condition: {gte: 1}'),
  ]);
  t.same(ids(send(engine, 0, { kind: 'a', x: 1, y: 2 })), ['id-c', 'id-d']);
});

t.test(
  'temporal_ordered: one event does not come after itself, whatever the order of the rules',
  async (t) => {
    const ordered = correlation('c', 'type: temporal_ordered, rules: [a, b, a], timespan: 1m');
    const both = (name: string): string => base(name).replace(`kind: ${name}`, `kind: [${name}, both]`);
    for (const documents of [
      [both('a'), both('b'), ordered],
      [both('b'), both('a'), ordered],
    ]) {
      const engine = engineOf(documents);
      t.same(send(engine, 0, { kind: 'both' }), []);
      t.same(send(engine, 0, { kind: 'both' }), [], 'two events cannot be three');
      t.match(ids(send(engine, 0, { kind: 'both' })), ['id-c']);
      t.same(send(engine, 1, { kind: 'a' }), []);
      t.same(send(engine, 2, { kind: 'b' }), []);
      t.match(ids(send(engine, 3, { kind: 'a' })), ['id-c']);
    }
  },
);

t.test('value types leave out events without a number, and count them', async (t) => {
  const engine = engineOf([
    base('a'),
    correlation('c', 'type: value_sum, rules: [a], timespan: 1m, condition: {field: n, gte: 10}'),
  ]);
  t.same(send(engine, 0, { kind: 'a', n: '4' }), []);
  t.same(send(engine, 0, { kind: 'a', n: 'many' }), []);
  t.same(send(engine, 0, { kind: 'a' }), []);
  t.same(send(engine, 0, { kind: 'a', n: '-1e999' }), [], 'beyond all numbers');
  t.match(send(engine, 0, { kind: 'a', n: 6 }), [{ count: 2 }]);
  t.equal(engine.stats().correlation.valueless, 3);
});

t.test('value_count over several fields counts combinations', async (t) => {
  const engine = engineOf([
    base('a'),
    correlation('c', 'type: value_count, rules: [a], timespan: 1m, condition: {field: [x, y], gte: 3}'),
  ]);
  t.same(send(engine, 0, { kind: 'a', x: 1, y: 1 }), []);
  t.same(send(engine, 0, { kind: 'a', x: 1, y: 2 }), []);
  t.same(send(engine, 0, { kind: 'a', x: 1, y: 1 }), []);
  t.match(send(engine, 0, { kind: 'a', x: 2, y: 1 }), [{ count: 4 }]);
});

t.test('late events count up to timespan and lateness, later ones are dropped and counted', async (t) => {
  const engine = engineOf(
    [base('a'), correlation('c', 'type: event_count, rules: [a], timespan: 10s, condition: {gte: 2}')],
    { lateness: 5000 },
  );
  const received = { 'event.ingested': start + 100_000 };
  t.same(send(engine, 100, { kind: 'a' }, received), []);
  t.same(send(engine, 84, { kind: 'a' }, received), []);
  t.equal(engine.stats().correlation.late, 1);
  t.same(send(engine, 85, { kind: 'a' }, received), []);
  t.match(send(engine, 90, { kind: 'a' }, received), [
    { count: 2, first: start + 85_000, last: start + 90_000 },
  ]);
});

t.test('a clock far ahead does not make the others late', async (t) => {
  const engine = engineOf([
    base('a'),
    correlation('c', 'type: event_count, rules: [a], timespan: 10s, condition: {gte: 3}'),
  ]);
  send(engine, 31_536_000, { kind: 'a' }, { 'event.ingested': start });
  t.equal(engine.stats().correlation.future, 1);
  send(engine, 1, { kind: 'a' });
  t.match(send(engine, 2, { kind: 'a' }), [{ count: 3, first: start, last: start + 2000 }]);
});

t.test('memory is bounded: groups untouched longest go first, counted', async (t) => {
  const limit = 60_000;
  const engine = engineOf(
    [
      base('a'),
      correlation('c', 'type: event_count, rules: [a], group-by: [user], timespan: 1h, condition: {gte: 99}'),
    ],
    { correlationBytes: limit },
  );
  for (let i = 0; i < 5000; i++) {
    send(engine, i / 100, { kind: 'a', user: `user${i}` });
    if (i % 200 === 0) send(engine, i / 100, { kind: 'a', user: 'seen again and again' });
    const { bytes } = engine.stats().correlation;
    if (bytes > limit) t.fail(`${bytes} bytes`);
  }
  const stats = engine.stats().correlation;
  t.equal(stats.groups + stats.evictedGroups, 5001, 'each group is there or counted');
  t.ok(stats.groups > 500, `${stats.groups} groups`);
  t.equal(stats.entries, stats.groups + 24, 'what goes on is kept with its first event');
});

t.test('memory is bounded: the correlation that holds most gives way', async (t) => {
  const engine = engineOf(
    [
      base('a'),
      base('b'),
      correlation('c', 'type: event_count, rules: [a], group-by: [user], timespan: 1h, condition: {gte: 2}'),
      correlation('d', 'type: event_count, rules: [b], group-by: [user], timespan: 1h, condition: {gte: 2}'),
    ],
    { correlationBytes: 60_000 },
  );
  send(engine, 0, { kind: 'b', user: 'eve' });
  for (let i = 0; i < 5000; i++) send(engine, 1, { kind: 'a', user: `user${i}` });
  t.same(ids(send(engine, 2, { kind: 'b', user: 'eve' })), ['id-d']);
});

t.test('memory is bounded: a group forgets its oldest entries, counted', async (t) => {
  const engine = engineOf(
    [
      base('a'),
      correlation('c', 'type: value_count, rules: [a], timespan: 1h, condition: {field: v, gte: 50}'),
    ],
    { maxGroupEntries: 100 },
  );
  for (let i = 0; i < 500; i++) send(engine, i, { kind: 'a', v: i % 40 });
  t.match(engine.stats().correlation, { entries: 100, evictedEntries: 400, groups: 1 });
});

t.test('an event count fires at the number it asks for, also above the usual limit of a group', async (t) => {
  const count = 10_050;
  const engine = engineOf([
    base('a'),
    correlation('c', `type: event_count, rules: [a], timespan: 1d, condition: {gte: ${count}}`),
  ]);
  let early = 0;
  for (let i = 1; i < count; i++) early += send(engine, i, { kind: 'a' }).length;
  t.equal(early, 0);
  t.match(send(engine, count, { kind: 'a' }), [{ count, rule: { id: 'id-c' } }]);
  t.equal(engine.stats().correlation.evictedEntries, 0);
});

t.test('groups that cannot count any more are forgotten without being counted as evicted', async (t) => {
  const engine = engineOf(
    [
      base('a'),
      correlation('c', 'type: event_count, rules: [a], group-by: [user], timespan: 1m, condition: {gte: 3}'),
    ],
    { lateness: 0 },
  );
  for (let i = 0; i < 1000; i++) send(engine, i * 10, { kind: 'a', user: `user${i}` });
  const stats = engine.stats().correlation;
  t.ok(stats.groups < 20, `${stats.groups} groups`);
  t.equal(stats.evictedGroups, 0);
  t.equal(stats.entries, stats.groups);
});
