import type { Match } from '../../contract/detection.js';
import type { Event } from '../../contract/event.js';
import type { FieldReader } from '../match/field-reader.js';
import { flatten } from '../match/interpret.js';
import { numberOfText, textOfValue } from '../match/value-test.js';
import type { SigmaCorrelation } from '../sigma/correlation.js';
import { leastOf } from '../sigma/correlation-size.js';
import type { MemoryBudget } from './budget.js';
import { conditionOf, entryShape, isNumeric } from './condition-of.js';
import { Groups } from './groups.js';
import type { KeyHash } from './key-hash.js';
import type { RecentEvents } from './recent-events.js';
import type { CorrelationStats } from './stats.js';
import { type Condition, type Entries, findWindow, lowerBound } from './window.js';

/** Reads the group-by fields, or the value fields, of an event that one of the correlation's rules matched. */
export type ReadersOfRule = readonly (readonly FieldReader[])[];

export interface CorrelatorSettings {
  /** Milliseconds. */
  lateness: number;
  budget: MemoryBudget;
  hash: KeyHash;
  recent: RecentEvents;
  stats: CorrelationStats;
  /** Most entries of one group; an `event_count` that asks for more keeps as many as it asks for. */
  groupLimit: number;
}

/** Events shown with a match: the first and the latest ones. */
const shownFirst = 5;
const shownLast = 15;

/** Runs one correlation rule. */
export class Correlator {
  readonly rule: SigmaCorrelation;
  private readonly groupReaders: ReadersOfRule;
  private readonly valueReaders: ReadersOfRule;
  private readonly condition: Condition;
  private readonly numeric: boolean;
  private readonly settings: CorrelatorSettings;
  private readonly groupLimit: number;
  readonly groups: Groups;
  /** The new entry and its group's others; one object for all events. */
  private readonly entries: Entries = { start: 0, end: 0, at: 0 };

  /**
   * @param groupReaders per rule of the correlation, one reader per group-by field
   * @param valueReaders per rule of the correlation, one reader per value field
   */
  constructor(
    rule: SigmaCorrelation,
    groupReaders: ReadersOfRule,
    valueReaders: ReadersOfRule,
    settings: CorrelatorSettings,
  ) {
    this.rule = rule;
    this.groupReaders = groupReaders;
    this.valueReaders = valueReaders;
    this.condition = conditionOf(rule);
    this.numeric = isNumeric(rule);
    this.settings = settings;
    this.groupLimit = Math.max(settings.groupLimit, rule.type === 'event_count' ? leastOf(rule.criteria) : 0);
    const horizon = rule.timespan + settings.lateness;
    this.groups = new Groups(entryShape(rule), horizon, settings.budget, (groups) => {
      settings.stats.evictedGroups += groups;
    });
  }

  /**
   * Counts a match of one of the correlation's rules.
   * @param ruleIndex which of its rules matched
   * @param event the event, or the last event of a chained correlation's match
   * @param inherited group of a chained correlation's match: its values stand for the fields of the same name
   * @returns a match when the condition now holds
   */
  add(ruleIndex: number, event: Event, inherited: Record<string, string> | undefined): Match | undefined {
    const { settings, rule, groups } = this;
    const key = this.keyOf(ruleIndex, event, inherited);
    if (key === undefined) {
      settings.stats.ungrouped++;
      return undefined;
    }
    const value = rule.fields.length === 0 ? 0 : this.valueOf(ruleIndex, event);
    if (value === undefined) {
      settings.stats.valueless++;
      return undefined;
    }
    settings.hash.of(key);
    groups.advance(event['event.ingested']);
    const group = groups.touch(settings.hash.low, settings.hash.high);
    const at = this.keep(group, this.timeOf(event), settings.recent.add(event), ruleIndex, value);
    let match: Match | undefined;
    if (at >= 0) match = this.check(group, at, key, event);
    if (settings.budget.used > settings.budget.limit) settings.budget.relieve();
    return match;
  }

  /** @returns index of the new entry in the pool, or -1 when it is too late or the group full of newer ones */
  private keep(group: number, time: number, event: number, rule: number, value: number): number {
    const { settings } = this;
    const { table } = this.groups;
    let start = table.start(group);
    const end = start + table.length(group);
    const { times } = table.pool;
    if (end > start) {
      const newest = times[end - 1]!;
      const oldest = (time > newest ? time : newest) - this.rule.timespan - settings.lateness;
      if (time < oldest) {
        settings.stats.late++;
        return -1;
      }
      if (times[start]! < oldest) {
        const expired = lowerBound(times, start, end, oldest) - start;
        table.dropFirst(group, expired);
        start += expired;
      }
      if (end - start >= this.groupLimit) {
        settings.stats.evictedEntries++;
        if (time < times[start]!) return -1;
        table.dropFirst(group, 1);
      }
    }
    return table.insert(group, time, event, rule, value);
  }

  private check(group: number, at: number, key: readonly string[], event: Event): Match | undefined {
    const { entries } = this;
    const { table } = this.groups;
    entries.start = table.start(group);
    entries.end = entries.start + table.length(group);
    entries.at = at;
    const window = findWindow(table.pool, entries, this.rule.timespan, this.condition);
    if (window === undefined) return undefined;
    const match = this.matchOf(key, window.start, window.end, event);
    table.remove(group);
    return match;
  }

  private timeOf(event: Event): number {
    const { settings } = this;
    if (event['@timestamp'] <= event['event.ingested'] + settings.lateness) return event['@timestamp'];
    settings.stats.future++;
    return event['event.ingested'];
  }

  /** @returns tenant and group-by values, or undefined when one is missing */
  private keyOf(
    ruleIndex: number,
    event: Event,
    inherited: Record<string, string> | undefined,
  ): string[] | undefined {
    const readers = this.groupReaders[ruleIndex]!;
    const key = [event.tenant];
    for (let i = 0; i < readers.length; i++) {
      const name = this.rule.groupBy[i]!;
      const own = inherited !== undefined && Object.hasOwn(inherited, name) ? inherited[name] : undefined;
      const text = own ?? textOfFirst(readers[i]!, event);
      if (text === undefined) return undefined;
      key.push(text);
    }
    return key;
  }

  private valueOf(ruleIndex: number, event: Event): number | undefined {
    const texts = this.valueReaders[ruleIndex]!.map((read) => textOfFirst(read, event));
    if (!texts.every((text) => text !== undefined)) return undefined;
    if (!this.numeric) return this.settings.hash.number(texts);
    const number = numberOfText(texts[0]!);
    // One value beyond all numbers would decide over every sum.
    return Number.isFinite(number) ? number : undefined;
  }

  private matchOf(key: readonly string[], start: number, end: number, completing: Event): Match {
    const { times, events } = this.groups.table.pool;
    const shown = new Set<Event>();
    for (let i = start; i < end; i++) {
      if (i === start + shownFirst && end - shownLast > i) i = end - shownLast;
      const event = this.settings.recent.get(events[i]!, times[i]!);
      if (event !== undefined) shown.add(event);
    }
    shown.delete(completing);
    return {
      rule: this.rule.info,
      events: [...shown, completing],
      count: end - start,
      group: Object.fromEntries(this.rule.groupBy.map((name, i) => [name, key[i + 1]!])),
      first: times[start]!,
      last: times[end - 1]!,
    };
  }
}

function textOfFirst(read: FieldReader, event: Event): string | undefined {
  const value = read(event);
  return textOfValue(Array.isArray(value) ? flatten(value)[0] : value);
}
