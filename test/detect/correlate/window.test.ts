import fc from 'fast-check';
import t from 'tap';
import type { Match } from '../../../server/contract/detection.js';
import type { Event } from '../../../server/contract/event.js';
import { createEngine } from '../../../server/detect/engine.js';
import { loadRules } from '../../../server/detect/rules.js';
import { event } from '../events.js';

/** What arrives: seconds, which rule, group, value. */
interface Arrival {
  time: number;
  rule: number;
  group: string;
  value: number;
}

const timespan = 10;
const lateness = 5;
const rules = ['r0', 'r1', 'r2'];

function load(type: string, condition: string): ReturnType<typeof loadRules> {
  const base = rules.map(
    (name) =>
      `title: ${name}\nname: ${name}\nlogsource: {product: test}\ndetection: {s: {kind: ${name}}, condition: s}\n`,
  );
  const written = condition.includes(':') ? `{${condition}}` : condition;
  const rule = `title: C\nid: c\ncorrelation: {type: ${type}, rules: [${rules}], group-by: [g], timespan: ${timespan}s, condition: ${written}}\n`;
  return loadRules([{ path: 'c.yml', text: [...base, rule].join('---\n') }], {
    experimental: { extendedTemporal: true },
  });
}

function eventOf({ time, rule, group, value }: Arrival, index: number, received = 1e6): Event {
  const at = { '@timestamp': time * 1000, 'event.ingested': received * 1000, id: String(index) };
  return event(at, { kind: rules[rule]!, g: group, v: value });
}

/** Window semantics of server/detect/correlate/window.ts, word by word, over all subsets of arrivals. */
function bruteForce(arrivals: readonly Arrival[], holds: (window: readonly Arrival[]) => boolean): string[] {
  const groups = new Map<string, Arrival[]>();
  const found: string[] = [];
  arrivals.forEach((arrival, index) => {
    const entries = groups.get(arrival.group) ?? [];
    groups.set(arrival.group, entries);
    const newest = Math.max(arrival.time, ...entries.map((entry) => entry.time));
    if (arrival.time < newest - timespan - lateness) return;
    entries.push(arrival);
    const ends = [...new Set(entries.map((entry) => entry.time))].sort((a, b) => a - b);
    for (const end of ends) {
      if (end < arrival.time || end - arrival.time > timespan) continue;
      const window = entries
        .filter((entry) => entry.time <= end && entry.time >= end - timespan)
        .map((entry, order) => ({ entry, order }))
        .sort((a, b) => a.entry.time - b.entry.time || a.order - b.order)
        .map(({ entry }) => entry);
      if (!holds(window)) continue;
      found.push(`${index}: ${window.length} from ${window[0]!.time} to ${end}`);
      groups.delete(arrival.group);
      return;
    }
    // Nothing older than this can ever count again.
    groups.set(
      arrival.group,
      entries.filter((entry) => entry.time >= newest - timespan - lateness),
    );
  });
  return found;
}

const format = (match: Match, index: number): string =>
  `${index}: ${match.count} from ${match.first / 1000} to ${match.last / 1000}`;

const sum = (window: readonly Arrival[]): number => window.reduce((total, { value }) => total + value, 0);
const median = (window: readonly Arrival[]): number => {
  const sorted = window.map(({ value }) => value).sort((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  return (sorted[Math.floor(half)]! + sorted[Math.ceil(half)]!) / 2;
};
const percentile = (window: readonly Arrival[], share: number): number => {
  const sorted = window.map(({ value }) => value).sort((a, b) => a - b);
  const rank = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(rank)]!, sorted[Math.ceil(rank)]!];
  return below + (above - below) * (rank - Math.floor(rank));
};
const inOrder = (window: readonly Arrival[]): boolean => {
  const first = window.findIndex(({ rule }) => rule === 0);
  const second = window.findIndex(({ rule }, i) => first >= 0 && i > first && rule === 1);
  return window.some(({ rule }, i) => second >= 0 && i > second && rule === 2);
};

const isBefore = ({ rule }: Arrival, place: number, window: readonly Arrival[]): boolean =>
  window.slice(place + 1).some((later) => later.rule > rule);

const valuesOf = (window: readonly Arrival[]): Set<number> => new Set(window.map(({ value }) => value));
const has = (window: readonly Arrival[], rule: number): boolean => window.some((one) => one.rule === rule);

const cases: [type: string, condition: string, holds: (window: readonly Arrival[]) => boolean][] = [
  ['event_count', 'gte: 3', (window) => window.length >= 3],
  ['event_count', 'gt: 2, lte: 4', (window) => window.length > 2 && window.length <= 4],
  ['event_count', 'eq: 2', (window) => window.length === 2],
  ['event_count', 'gte: 2, lt: 4', (window) => window.length >= 2 && window.length < 4],
  ['event_count', 'gte: 2, neq: 2', (window) => window.length > 2],
  ['value_count', 'field: v, gte: 3', (window) => valuesOf(window).size >= 3],
  ['value_count', 'field: v, gt: 1, lte: 3', (window) => [2, 3].includes(valuesOf(window).size)],
  ['temporal', 'r0 and r1 and not r2', (window) => has(window, 0) && has(window, 1) && !has(window, 2)],
  ['temporal', 'r2 and not (r0 or r1)', (window) => has(window, 2) && !has(window, 0) && !has(window, 1)],
  ['temporal', '1 of r* and r1 or all of them', (window) => has(window, 1)],
  ['temporal', 'gte: 3', (window) => new Set(window.map(({ rule }) => rule)).size === 3],
  ['temporal', 'gte: 2', (window) => new Set(window.map(({ rule }) => rule)).size >= 2],
  ['temporal_ordered', 'gte: 3', inOrder],
  ['temporal_ordered', 'gte: 2', (window) => window.some(isBefore)],
  ['temporal_ordered', 'eq: 1', (window) => window.length > 0 && !window.some(isBefore)],
  ['value_sum', 'field: v, gt: 9', (window) => sum(window) > 9],
  ['value_avg', 'field: v, gte: 4', (window) => sum(window) / window.length >= 4],
  ['value_median', 'field: v, lt: 1', (window) => median(window) < 1],
  ['value_percentile', 'field: v, percentile: 90, gt: 4.5', (window) => percentile(window, 0.9) > 4.5],
  ['value_percentile', 'field: v, percentile: 100, eq: 5', (window) => percentile(window, 1) === 5],
  ['value_percentile', 'field: v, percentile: 50, lt: 1', (window) => median(window) < 1],
  [
    'value_percentile',
    'field: v, lt: 30',
    (window) => window.filter(({ value }) => value === window.at(-1)!.value).length / window.length < 0.3,
  ],
];

const arrival: fc.Arbitrary<Arrival> = fc.record({
  time: fc.integer({ min: 0, max: 60 }),
  rule: fc.nat(2),
  group: fc.constantFrom('a', 'b'),
  value: fc.nat(5),
});
/** Mostly in order, some late, some too late. */
const arrivals = fc.array(arrival, { minLength: 1, maxLength: 60, size: 'max' }).chain((all) =>
  fc.array(fc.integer({ min: 0, max: 8 }), { minLength: all.length, maxLength: all.length }).map((jitter) =>
    all
      .map((one, i) => ({ one, order: one.time + jitter[i]! }))
      .sort((a, b) => a.order - b.order)
      .map(({ one }) => one),
  ),
);

for (const [type, condition, holds] of cases) {
  t.test(`${type} {${condition}} as by brute force`, async (t) => {
    const loaded = load(type, condition);
    t.same(loaded.problems, []);
    let fired = 0;
    const property = fc.property(
      fc.oneof(arrivals, fc.array(arrival, { maxLength: 30, size: 'max' })),
      (all) => {
        const engine = createEngine(loaded, { lateness: lateness * 1000 });
        const found = all.flatMap((one, index) =>
          engine.process(eventOf(one, index)).map((match) => format(match, index)),
        );
        const expected = bruteForce(all, holds);
        fired += expected.length;
        return found.join('\n') === expected.join('\n');
      },
    );
    t.doesNotThrow(() => fc.assert(property, { numRuns: 200 }));
    t.ok(fired > 100, 'enough of them fire');
  });
}

/** Many groups that come, grow, fire and fall silent; no event is later after its receipt than the lateness. */
const traffic = fc
  .array(
    fc.record({
      step: fc.constantFrom(0, 0, 0, 1),
      late: fc.oneof(fc.constant(0), fc.nat(lateness)),
      rule: fc.nat(2),
      group: fc.oneof(fc.nat(4), fc.nat(60)).map(String),
      value: fc.nat(30),
    }),
    { minLength: 500, maxLength: 1500, size: 'max' },
  )
  .map((all) => {
    let received = 100;
    return all.map(({ step, late, ...rest }) => {
      received += step;
      return { ...rest, received, time: received - late };
    });
  });

for (const [type, condition, holds] of [
  ['event_count', 'gte: 4', (window) => window.length >= 4],
  ['event_count', 'gte: 6', (window) => window.length >= 6],
  ['value_count', 'field: v, gte: 5', (window) => valuesOf(window).size >= 5],
  ['temporal_ordered', 'gte: 3', inOrder],
] satisfies typeof cases) {
  t.test(`${type} {${condition}}: forgetting silent groups changes nothing`, async (t) => {
    const loaded = load(type, condition);
    let [fired, forgotten] = [0, 0];
    const property = fc.property(traffic, (all) => {
      const engine = createEngine(loaded, { lateness: lateness * 1000 });
      const found = all.flatMap((one, index) =>
        engine.process(eventOf(one, index, one.received)).map((match) => format(match, index)),
      );
      const expected = bruteForce(all, holds);
      fired += expected.length;
      const { groups, entries, late, evictedGroups } = engine.stats().correlation;
      forgotten += all.length - entries - late;
      return found.join('\n') === expected.join('\n') && entries >= groups && evictedGroups === 0;
    });
    t.doesNotThrow(() => fc.assert(property, { numRuns: 15 }));
    t.ok(fired > 100, 'enough of them fire');
    t.ok(forgotten > 1000, 'most of them are forgotten');
  });
}
