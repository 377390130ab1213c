import { createHash } from 'node:crypto';
import type { SigmaCorrelation } from '../sigma/correlation.js';
import type { Correlator, CorrelatorSettings } from './correlator.js';
import { EntryPool, type Shape, sizeClassOf } from './entry-pool.js';
import { decodeEvents, encodeEvents } from './event-json.js';
import { fields, stride } from './group-record.js';
import type { GroupTable } from './group-table.js';
import type { Groups, GroupsClock } from './groups.js';
import { assemble, invalid, SnapshotReader } from './snapshot-file.js';

/*
 * A snapshot holds, of every correlation, the hash of its definition and its groups with their entries; the key of the
 * groups' hashes; and the recent events that matches show. It does not say up to which record of the journal the
 * state reaches: whoever takes it stores that beside it.
 */

/** What became of the state in a snapshot. */
export interface RestoreReport {
  /** Correlations that go on with their state. */
  correlations: number;
  groups: number;
  entries: number;
  /** Ids of correlations in the snapshot that are gone or were changed since: their state is dropped. */
  dropped: string[];
  droppedGroups: number;
}

interface Header {
  seed: [number, number];
  nextEvent: number;
  eventBytes: number;
  correlations: Section[];
}

interface Section extends GroupsClock {
  id: string;
  definition: string;
  groups: number;
  entries: number;
  shape: Shape;
}

interface State {
  section: Section;
  lows: Uint32Array;
  highs: Uint32Array;
  lengths: Uint32Array;
  epochs: Uint16Array;
  pool: EntryPool;
}

type Settings = Pick<CorrelatorSettings, 'hash' | 'recent' | 'stats' | 'budget'>;

/** @returns the state of the correlations, in the form of snapshot-file.ts */
export function takeSnapshot(correlators: readonly Correlator[], { hash, recent }: Settings): Uint8Array {
  const { next, events } = recent.list();
  const eventBytes = encodeEvents(events);
  const header: Header = {
    seed: [hash.seed[0]!, hash.seed[1]!],
    nextEvent: next,
    eventBytes: eventBytes.length,
    correlations: correlators.map(({ rule, groups }) => ({
      id: rule.info.id,
      definition: definitionOf(rule),
      groups: groups.table.size,
      entries: groups.table.entries,
      shape: groups.table.pool.shape,
      ...groups.clock,
    })),
  };
  return assemble(header, [...correlators.flatMap(({ groups }) => sectionsOf(groups.table)), eventBytes]);
}

/**
 * Replaces the correlations' state by that of a snapshot.
 * @throws GrundwachtError SNAPSHOT_INVALID; nothing is changed then
 */
export function restoreSnapshot(
  snapshot: Uint8Array,
  correlators: readonly Correlator[],
  { hash, recent, stats, budget }: Settings,
): RestoreReport {
  const reader = new SnapshotReader(snapshot);
  const header = reader.header as Header;
  const states = new Map(header.correlations.map((section) => [section.id, readState(section, reader)]));
  const events = decodeEvents(reader.octets(header.eventBytes));
  const report: RestoreReport = { correlations: 0, groups: 0, entries: 0, dropped: [], droppedGroups: 0 };
  hash.reseed(Uint32Array.from(header.seed));
  recent.restore(header.nextEvent, events);
  for (const { rule, groups } of correlators) {
    const state = states.get(rule.info.id);
    if (state?.section.definition !== definitionOf(rule)) {
      groups.table.clear(0, 0);
      continue;
    }
    states.delete(rule.info.id);
    fill(groups, state);
    report.correlations++;
    report.groups += state.section.groups;
    report.entries += state.section.entries;
  }
  for (const { section } of states.values()) {
    report.dropped.push(section.id);
    report.droppedGroups += section.groups;
  }
  stats.droppedGroups += report.droppedGroups;
  budget.relieve();
  return report;
}

/** What the entries mean depends on these; another title, level or limit of lateness keeps the state usable. */
function definitionOf(rule: SigmaCorrelation): string {
  const {
    type,
    rules,
    groupBy,
    aliases,
    timespan,
    criteria,
    expression,
    fields: valueFields,
    percentile,
  } = rule;
  const parts = [type, rules, groupBy, aliases, timespan, criteria, expression, valueFields, percentile];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function sectionsOf(table: GroupTable): (Float64Array | Uint32Array | Uint16Array)[] {
  const { size, entries, records } = table;
  const [lows, highs, lengths] = [new Uint32Array(size), new Uint32Array(size), new Uint32Array(size)];
  const epochs = new Uint16Array(size);
  const pool = new EntryPool(table.pool.shape, entries);
  let [group, entry] = [0, 0];
  table.each((at) => {
    const length = records[at + fields.length]!;
    lows[group] = records[at + fields.low]!;
    highs[group] = records[at + fields.high]!;
    lengths[group] = length;
    epochs[group++] = records[at + fields.state]! & 0xffff;
    pool.copy(entry, table.pool, table.start(at / stride), length);
    entry += length;
  });
  return [lows, highs, lengths, epochs, pool.times, pool.events, pool.rules, pool.values];
}

function readState(section: Section, reader: SnapshotReader): State {
  const { groups, entries, shape } = section;
  const lows = reader.words(groups);
  const highs = reader.words(groups);
  const lengths = reader.words(groups);
  const epochs = reader.shorts(groups);
  const pool = new EntryPool(shape, 0);
  pool.times = reader.floats(entries);
  pool.events = reader.words(entries);
  pool.rules = reader.shorts(shape.rules ? entries : 0);
  pool.values = reader.floats(shape.values ? entries : 0);
  if (lengths.reduce((sum, length) => sum + length, 0) !== entries || lengths.includes(0)) {
    throw invalid(`The groups of \`${section.id}\` do not fit its entries.`);
  }
  return { section, lows, highs, lengths, epochs, pool };
}

function fill(groups: Groups, { section, lows, highs, lengths, epochs, pool }: State): void {
  const { table } = groups;
  table.clear(
    section.groups,
    lengths.reduce((sum, length) => sum + (1 << sizeClassOf(length)), 0),
  );
  let entry = 0;
  for (let i = 0; i < section.groups; i++) {
    table.adopt(lows[i]!, highs[i]!, epochs[i]!, pool, entry, lengths[i]!);
    entry += lengths[i]!;
  }
  groups.clock = section;
}
