import { argv } from 'node:process';
import type { Event } from '../../server/contract/event.js';
import { MemoryBudget } from '../../server/detect/correlate/budget.js';
import { Correlator } from '../../server/detect/correlate/correlator.js';
import { KeyHash } from '../../server/detect/correlate/key-hash.js';
import { RecentEvents } from '../../server/detect/correlate/recent-events.js';
import { noStats } from '../../server/detect/correlate/stats.js';
import { createEngine } from '../../server/detect/engine.js';
import { fieldReader } from '../../server/detect/match/field-reader.js';
import { loadRules } from '../../server/detect/rules.js';
import { event } from '../detect/events.js';

/*
 * Measures correlations with one million groups. Run as
 * `taskset -c 1 node --expose-gc build/test/bench/correlation.js [groups [event_count|value_count]]`. Figures are CPU seconds of this process, so
 * that other work on the machine disturbs them less.
 */

export interface CorrelationFigures {
  type: string;
  groups: number;
  /** The second of each group, in the same order: fields read, group found, event counted, window checked. */
  updates_per_second: number;
  /** The first of each group; the fourth, groups in random order. */
  first_updates_per_second: number;
  random_updates_per_second: number;
  /** The same as `updates_per_second`, with the search for the rules that match the event. */
  engine_events_per_second: number;
  /** Heap and array buffers, after one, two, three and four events per group. */
  bytes_per_group: number[];
  snapshot_ms: number;
  snapshot_mb: number;
  restore_ms: number;
}

const seconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const memory = (): number => {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

const rulesOf = (type: string): ReturnType<typeof loadRules> => {
  const condition = type === 'event_count' ? 'gte: 10' : 'field: v, gte: 10';
  const text =
    'title: A\nname: a\nlogsource: {product: test}\ndetection: {s: {f|exists: true}, condition: s}\n---\n' +
    `title: C\nid: c\ncorrelation: {type: ${type}, rules: [a], group-by: [f], timespan: 1h, condition: {${condition}}}\n`;
  return loadRules([{ path: 'bench.yml', text }]);
};

/** @returns what `work` needs per second, called for each event in chunks that are prepared outside the measure */
function rate(
  groups: number,
  number: number,
  of: (i: number) => number,
  work: (event: Event) => void,
): number {
  const chunk = Array.from({ length: 1000 }, () => event({}, { f: '', v: 0 }));
  let used = 0;
  for (let i = 0; i < groups; i += chunk.length) {
    chunk.forEach((one, j) => {
      const group = of(i + j);
      const time = 1e12 + number * groups + i + j;
      // As from a parser: a text of its own, not one that still has to be put together.
      one.fields['f'] = Buffer.from(`10.${group & 255}.${(group >> 8) & 255}.${group >> 16}`).toString(
        'latin1',
      );
      one.fields['v'] = time & 15;
      one['@timestamp'] = one['event.ingested'] = time;
    });
    const start = seconds();
    for (const one of chunk) work(one);
    used += seconds() - start;
  }
  return Math.round(groups / used);
}

/**
 * @param groups how many, one address each; a multiple of 1000, and none of 611953
 * @param type of the correlation
 * @returns updates per second and bytes per group
 */
function correlationFigures(groups: number, type: string): CorrelationFigures {
  const loaded = rulesOf(type);
  const options = { correlationBytes: 512 * 1024 * 1024, recentEvents: 1 };
  const empty = memory();
  const correlator = new Correlator(
    loaded.correlations[0]!.rule,
    [[fieldReader(['f'])]],
    [type === 'event_count' ? [] : [fieldReader(['v'])]],
    {
      lateness: 300_000,
      groupLimit: 10_000,
      budget: new MemoryBudget(options.correlationBytes),
      hash: new KeyHash(crypto.getRandomValues(new Uint32Array(2))),
      recent: new RecentEvents(1),
      stats: noStats(),
    },
  );
  const bytes: number[] = [];
  const round = (of: (i: number) => number): number => {
    const result = rate(groups, bytes.length, of, (one) => correlator.add(0, one, undefined));
    bytes.push(Math.round((memory() - empty) / groups));
    return result;
  };
  const first = round((i) => i);
  const updates = round((i) => i);
  round((i) => i);
  const random = round((i) => (i * 611_953) % groups);
  if (correlator.groups.table.size !== groups)
    throw new Error(`${correlator.groups.table.size} groups are open`);
  const engine = createEngine(loaded, options);
  const inEngine = (number: number): number =>
    rate(
      groups,
      number,
      (i) => i,
      (one) => engine.process(one),
    );
  inEngine(0);
  const engineEvents = inEngine(1);
  const snapshotStart = seconds();
  const snapshot = engine.snapshot();
  const restoreStart = seconds();
  createEngine(loaded, { ...options, snapshot });
  return {
    type,
    groups,
    updates_per_second: updates,
    first_updates_per_second: first,
    random_updates_per_second: random,
    engine_events_per_second: engineEvents,
    bytes_per_group: bytes,
    snapshot_ms: Math.round((restoreStart - snapshotStart) * 1000),
    snapshot_mb: Math.round(snapshot.length / 1e5) / 10,
    restore_ms: Math.round((seconds() - restoreStart) * 1000),
  };
}

const groups = Number(argv[2] ?? 1_000_000);
const types = argv[3] === undefined ? ['event_count', 'value_count'] : [argv[3]];
const figures = Object.fromEntries(types.map((type) => [type, correlationFigures(groups, type)]));
process.stdout.write(`${JSON.stringify(figures)}\n`);
