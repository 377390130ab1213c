import { argv } from 'node:process';
import { pathToFileURL } from 'node:url';
import { createEngine } from '../../server/detect/engine.js';
import { loadRules } from '../../server/detect/rules.js';
import { event } from '../detect/events.js';

/*
 * Measures correlations with one million groups. Run as
 * `taskset -c 1 node --expose-gc build/test/bench/correlation.js`. Figures are CPU seconds of this process, events
 * through the whole engine (one rule that matches all of them), so that other work on the machine disturbs them less.
 */

export interface CorrelationFigures {
  type: string;
  groups: number;
  /** Events that make the groups, each the first of its group. */
  first_updates_per_second: number;
  /** Second event of each group, in the same order; and then the third, groups at random. */
  updates_per_second: number;
  random_updates_per_second: number;
  /** Heap and array buffers, after one, two and three events per group. */
  bytes_per_group_1: number;
  bytes_per_group_2: number;
  bytes_per_group_3: number;
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

/**
 * @param groups how many, one address each
 * @param type of the correlation
 * @returns updates per second and bytes per group
 */
export function correlationFigures(groups = 1_000_000, type = 'event_count'): CorrelationFigures {
  const loaded = rulesOf(type);
  const options = { correlationBytes: 512 * 1024 * 1024, recentEvents: 1 };
  const engine = createEngine(loaded, options);
  const one = event({}, { f: '', v: 0 });
  const send = (group: number, time: number): void => {
    one.fields['f'] = `10.${group & 255}.${(group >> 8) & 255}.${group >> 16}`;
    one.fields['v'] = time & 15;
    one['@timestamp'] = one['event.ingested'] = 1e12 + time;
    engine.process(one);
  };
  const round = (number: number, of: (i: number) => number): number => {
    const start = seconds();
    for (let i = 0; i < groups; i++) send(of(i), number * groups + i);
    return Math.round(groups / (seconds() - start));
  };
  const empty = memory();
  const perGroup = (): number => Math.round((memory() - empty) / groups);
  const firstUpdates = round(0, (i) => i);
  const bytes1 = perGroup();
  const updates = round(1, (i) => i);
  const bytes2 = perGroup();
  // A permutation when the number of groups is no multiple of this prime.
  const random = round(2, (i) => (i * 611_953) % groups);
  const bytes3 = perGroup();
  const { groups: open, evictedGroups } = engine.stats().correlation;
  if (open !== groups || evictedGroups > 0) throw new Error(`${open} groups open, ${evictedGroups} evicted`);
  let start = seconds();
  const snapshot = engine.snapshot();
  const snapshotMs = Math.round((seconds() - start) * 1000);
  start = seconds();
  createEngine(loaded, { ...options, snapshot });
  return {
    type,
    groups,
    first_updates_per_second: firstUpdates,
    updates_per_second: updates,
    random_updates_per_second: random,
    bytes_per_group_1: bytes1,
    bytes_per_group_2: bytes2,
    bytes_per_group_3: bytes3,
    snapshot_ms: snapshotMs,
    snapshot_mb: Math.round(snapshot.length / 1e5) / 10,
    restore_ms: Math.round((seconds() - start) * 1000),
  };
}

if (argv[1] !== undefined && import.meta.url === pathToFileURL(argv[1]).href) {
  const groups = Number(argv[2] ?? 1_000_000);
  const types = ['event_count', 'value_count'];
  const figures = Object.fromEntries(types.map((type) => [type, correlationFigures(groups, type)]));
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}
