import fc from 'fast-check';
import t from 'tap';
import type { Match } from '../../../server/contract/detection.js';
import { GrundwachtError } from '../../../server/contract/errors.js';
import type { Event } from '../../../server/contract/event.js';
import { createEngine, type Engine, type EngineOptions } from '../../../server/detect/engine.js';
import { type LoadedRules, loadRules } from '../../../server/detect/rules.js';
import { event } from '../events.js';

const base = (name: string): string =>
  `title: ${name}\nname: ${name}\nid: id-${name}\nlogsource: {product: test}\ndetection: {s: {kind: ${name}}, condition: s}\n`;
const correlation = (name: string, body: string): string =>
  `title: ${name}\nname: ${name}\nid: id-${name}\ncorrelation: {${body}}\n`;

function load(documents: readonly string[]): LoadedRules {
  const loaded = loadRules([{ path: 'c.yml', text: documents.join('---\n') }]);
  t.same(loaded.problems, []);
  return loaded;
}

const documents = [
  base('a'),
  base('b'),
  correlation('count', 'type: event_count, rules: [a, b], group-by: [g], timespan: 10s, condition: {gte: 4}'),
  correlation(
    'values',
    'type: value_count, rules: [a], group-by: [g], timespan: 10s, condition: {field: v, gte: 3}',
  ),
  correlation('order', 'type: temporal_ordered, rules: [a, b], group-by: [g, v], timespan: 5s'),
  correlation('sum', 'type: value_sum, rules: [b], timespan: 20s, condition: {field: v, gt: 30}'),
  correlation('chain', 'type: temporal, rules: [values, b], group-by: [g], timespan: 20s'),
];
const all = load(documents);
const options: EngineOptions = { lateness: 5000, recentEvents: 40 };

const stream: fc.Arbitrary<Event[]> = fc
  .array(
    fc.record({
      step: fc.nat(2),
      late: fc.nat(7),
      kind: fc.constantFrom('a', 'b'),
      group: fc.constantFrom('x', 'y', 'ü'),
      value: fc.nat(6),
    }),
    { minLength: 10, maxLength: 120, size: 'max' },
  )
  .map((steps) => {
    let received = 1_750_000_000;
    return steps.map(({ step, late, kind, group, value }, index) => {
      received += step;
      const times = { '@timestamp': (received - late) * 1000, 'event.ingested': received * 1000 };
      const original = new Uint8Array([0, 255, index & 255]);
      return event(
        { ...times, id: String(index), 'event.original': original, message: 'Größe' },
        { kind, g: group, v: value, list: [1, null, 'x'] },
      );
    });
  });

const run = (engine: Engine, events: readonly Event[]): Match[] =>
  events.flatMap((one) => engine.process(one));

t.test('an engine that goes on from a snapshot gives the same matches, events included', async (t) => {
  let fired = 0;
  const property = fc.property(stream, fc.nat(1000), fc.boolean(), (events, where, twice) => {
    const cut = where % (events.length + 1);
    const whole = createEngine(all, options);
    const expected = run(whole, events);
    const before = createEngine(all, options);
    const found = run(before, events.slice(0, cut));
    let after = createEngine(all, { ...options, snapshot: before.snapshot() });
    if (twice) after = createEngine(all, { ...options, snapshot: after.snapshot() });
    found.push(...run(after, events.slice(cut)));
    fired += expected.length;
    t.strictSame(found, expected);
    const { groups, entries } = whole.stats().correlation;
    t.match(after.stats().correlation, { groups, entries });
  });
  fc.assert(property, { numRuns: 100 });
  t.ok(fired > 200, `${fired} matches`);
});

/** An engine with open groups in all correlations. */
function busy(loaded = all): Engine {
  const engine = createEngine(loaded, options);
  for (const [index, g] of ['x', 'y', 'z'].entries()) {
    const fields = { kind: 'a', g, v: 1 };
    run(engine, [event({ id: `a${index}` }, fields), event({ id: `b${index}` }, { ...fields, kind: 'b' })]);
  }
  run(engine, [event({ id: 'c' }, { kind: 'a', g: 'x', v: 7 })]);
  return engine;
}

t.test(
  'the state of a changed or removed correlation is dropped and counted, the others go on',
  async (t) => {
    const engine = busy();
    const snapshot = engine.snapshot();
    const changed = documents
      .filter((document) => !document.includes('title: sum'))
      .map((document) => document.replace('gte: 3', 'gte: 2').replace('title: count', 'title: Count anew'));
    const next = createEngine(load([...changed].reverse()), options);
    const report = next.restore(snapshot);
    t.match(report, { correlations: 3, dropped: ['id-values', 'id-sum'], droppedGroups: 4 });
    t.equal(next.stats().correlation.droppedGroups, 4);
    t.equal(next.stats().correlation.groups, report.groups);
    t.equal(report.groups, engine.stats().correlation.groups - 4);
    const matches = run(next, [event({ id: 'd' }, { kind: 'b', g: 'x' })]);
    t.match(matches, [
      { rule: { id: 'id-count' }, count: 4, events: [{ id: 'a0' }, { id: 'b0' }, { id: 'c' }, { id: 'd' }] },
    ]);
  },
);

t.test('restoring replaces what an engine had', async (t) => {
  const engine = busy();
  const empty = createEngine(all, options).snapshot();
  t.same(engine.restore(empty), { correlations: 5, groups: 0, entries: 0, dropped: [], droppedGroups: 0 });
  t.match(engine.stats().correlation, { groups: 0, entries: 0 });
});

t.test('a smaller memory budget evicts, counted', async (t) => {
  const loaded = load([base('a'), documents[2]!.replace('[a, b]', '[a]')]);
  const engine = createEngine(loaded, options);
  for (let i = 0; i < 5000; i++) engine.process(event({}, { kind: 'a', g: i }));
  const limit = 100_000;
  const small = createEngine(loaded, { ...options, snapshot: engine.snapshot(), correlationBytes: limit });
  const { groups, evictedGroups, bytes } = small.stats().correlation;
  t.equal(groups + evictedGroups, 5000);
  t.ok(groups > 1000 && bytes <= limit, `${groups} groups in ${bytes} bytes`);
});

t.test('a damaged snapshot is refused, and the engine keeps its state', async (t) => {
  const snapshot = busy().snapshot();
  const engine = busy();
  const state = engine.stats();
  const refused = (bytes: Uint8Array): void => {
    try {
      engine.restore(bytes);
    } catch (error) {
      if (error instanceof GrundwachtError && error.code === 'SNAPSHOT_INVALID') return;
      throw error;
    }
    throw new Error('not refused');
  };
  fc.assert(
    fc.property(fc.nat(snapshot.length - 1), fc.integer({ min: 1, max: 255 }), (at, bits) => {
      const damaged = snapshot.slice();
      damaged[at]! ^= bits;
      refused(damaged);
    }),
    { numRuns: 300 },
  );
  fc.assert(fc.property(fc.nat(snapshot.length - 1), (length) => refused(snapshot.slice(0, length))));
  refused(Buffer.concat([snapshot, new Uint8Array(8)]));
  refused(Buffer.from('{"something":"else, long enough to have a prefix"}'));
  t.same(engine.stats(), state);
  t.throws(() => createEngine(all, { snapshot: snapshot.slice(0, 100) }), { code: 'SNAPSHOT_INVALID' });
});

t.test('a snapshot need not lie on a word boundary', async (t) => {
  const engine = busy();
  const snapshot = engine.snapshot();
  const shifted = Buffer.concat([new Uint8Array(3), snapshot]).subarray(3);
  t.equal(
    createEngine(all, { snapshot: shifted }).stats().correlation.groups,
    engine.stats().correlation.groups,
  );
});
