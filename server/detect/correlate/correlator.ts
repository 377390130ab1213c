import type { Match } from '../../contract/detection.js';
import type { Event } from '../../contract/event.js';
import type { FieldReader } from '../match/field-reader.js';
import { flatten } from '../match/interpret.js';
import { numberOfText, textOfValue } from '../match/value-test.js';
import type { SigmaCorrelation } from '../sigma/correlation.js';
import { eventCount } from './event-count.js';
import { type CorrelationStats, type EntryBudget, type Group, Groups } from './groups.js';
import type { RecentEvents } from './recent-events.js';
import { temporal, temporalOrdered } from './temporal.js';
import { valueAverage, valuePercentile, valueShare, valueSum } from './value-aggregate.js';
import { valueCount } from './value-count.js';
import { type Condition, type Entry, findWindow, firstFrom, insert } from './window.js';

/** Reads the group-by fields, or the value fields, of an event that one of the correlation's rules matched. */
export type ReadersOfRule = readonly (readonly FieldReader[])[];

export interface CorrelatorSettings {
  /** Milliseconds. */
  lateness: number;
  budget: EntryBudget;
  recent: RecentEvents;
  stats: CorrelationStats;
  /** Most entries of one group. */
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
  private readonly groups: Groups;

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
    this.numeric = rule.fields.length > 0 && rule.type !== 'value_count' && !isShare(rule);
    this.settings = settings;
    this.groups = new Groups(rule.timespan + settings.lateness, settings.budget, settings.stats);
  }

  /** @returns number of open groups */
  get size(): number {
    return this.groups.size;
  }

  /**
   * Counts a match of one of the correlation's rules.
   * @param ruleIndex which of its rules matched
   * @param event the event, or the last event of a chained correlation's match
   * @param inherited group of a chained correlation's match: its values stand for the fields of the same name
   * @returns a match when the condition now holds
   */
  add(ruleIndex: number, event: Event, inherited: Record<string, string> | undefined): Match | undefined {
    const { settings, rule } = this;
    const values = this.groupValues(ruleIndex, event, inherited);
    if (values === undefined) {
      settings.stats.ungrouped++;
      return undefined;
    }
    const value = this.valueOf(ruleIndex, event);
    if (value === undefined && rule.fields.length > 0) {
      settings.stats.valueless++;
      return undefined;
    }
    const time = this.timeOf(event);
    const key = keyOf(event.tenant, values);
    this.groups.advance(event['event.ingested']);
    const group = this.groups.touch(key, () => this.named(values));
    const entry: Entry = { time, rule: ruleIndex, value, event: settings.recent.add(event) };
    const at = this.keep(group, entry);
    if (at === undefined) return undefined;
    const window = findWindow(group.entries, at, rule.timespan, this.condition);
    if (window === undefined) {
      if (settings.budget.used > settings.budget.limit) this.groups.shrink();
      return undefined;
    }
    const match = this.matchOf(group, window.start, window.end, event);
    this.groups.remove(key);
    return match;
  }

  /** @returns index of the entry in the group, or undefined when it is too late */
  private keep(group: Group, entry: Entry): number | undefined {
    const { settings, rule } = this;
    const { entries } = group;
    const newest = Math.max(entry.time, entries.at(-1)?.time ?? entry.time);
    const oldest = newest - rule.timespan - settings.lateness;
    if (entry.time < oldest) {
      settings.stats.late++;
      return undefined;
    }
    const at = insert(entries, entry);
    const over = Math.max(0, entries.length - settings.groupLimit);
    const expired = entries[0]!.time < oldest ? firstFrom(entries, oldest) : 0;
    settings.stats.evictedEntries += Math.max(0, over - expired);
    const drop = Math.max(expired, over);
    if (drop > 0) entries.splice(0, drop);
    settings.budget.used += 1 - drop;
    return at < drop ? undefined : at - drop;
  }

  private timeOf(event: Event): number {
    const { settings } = this;
    if (event['@timestamp'] <= event['event.ingested'] + settings.lateness) return event['@timestamp'];
    settings.stats.future++;
    return event['event.ingested'];
  }

  private groupValues(
    ruleIndex: number,
    event: Event,
    inherited: Record<string, string> | undefined,
  ): string[] | undefined {
    const readers = this.groupReaders[ruleIndex]!;
    const values: string[] = [];
    for (let i = 0; i < readers.length; i++) {
      const name = this.rule.groupBy[i]!;
      const own = inherited !== undefined && Object.hasOwn(inherited, name) ? inherited[name] : undefined;
      const text = own ?? textOfFirst(readers[i]!, event);
      if (text === undefined) return undefined;
      values.push(text);
    }
    return values;
  }

  private valueOf(ruleIndex: number, event: Event): string | number | undefined {
    const readers = this.valueReaders[ruleIndex]!;
    if (readers.length === 0) return undefined;
    const texts = readers.map((read) => textOfFirst(read, event));
    if (texts.includes(undefined)) return undefined;
    if (!this.numeric) return texts.length === 1 ? texts[0] : JSON.stringify(texts);
    const number = numberOfText(texts[0]!);
    return Number.isNaN(number) ? undefined : number;
  }

  private named(values: readonly string[]): Record<string, string> {
    return Object.fromEntries(values.map((value, i) => [this.rule.groupBy[i]!, value]));
  }

  private matchOf(group: Group, start: number, end: number, completing: Event): Match {
    const window = group.entries.slice(start, end);
    const shown =
      window.length > shownFirst + shownLast
        ? [...window.slice(0, shownFirst), ...window.slice(-shownLast)]
        : window;
    const events = new Set(
      shown.map((entry) => this.settings.recent.get(entry.event)).filter((e) => e !== undefined),
    );
    events.delete(completing);
    return {
      rule: this.rule.info,
      events: [...events, completing],
      count: window.length,
      group: group.values,
      first: window[0]!.time,
      last: window.at(-1)!.time,
    };
  }
}

function textOfFirst(read: FieldReader, event: Event): string | undefined {
  const value = read(event);
  return textOfValue(Array.isArray(value) ? flatten(value)[0] : value);
}

/** Length-prefixed, because values are what attackers choose. */
function keyOf(tenant: string, values: readonly string[]): string {
  let key = tenant;
  for (const value of values) key += `\n${value.length}:${value}`;
  return key;
}

function isShare(rule: SigmaCorrelation): boolean {
  return rule.type === 'value_percentile' && rule.percentile === undefined;
}

function conditionOf(rule: SigmaCorrelation): Condition {
  const { criteria, rules } = rule;
  switch (rule.type) {
    case 'event_count':
      return eventCount(criteria);
    case 'value_count':
      return valueCount(criteria);
    case 'temporal':
      return temporal(criteria, rules.length);
    case 'temporal_ordered':
      return temporalOrdered(criteria, rules.length);
    case 'value_sum':
      return valueSum(criteria);
    case 'value_avg':
      return valueAverage(criteria);
    case 'value_median':
      return valuePercentile(criteria, 50);
    case 'value_percentile':
      return rule.percentile === undefined
        ? valueShare(criteria)
        : valuePercentile(criteria, rule.percentile);
  }
}
