import type { Match, RuleProblem } from '../contract/detection.js';
import type { Event } from '../contract/event.js';
import { noPolicyState, type PolicyState } from '../contract/policy-state.js';
import { MemoryBudget } from './correlate/budget.js';
import { Correlator, type CorrelatorSettings, type ReadersOfRule } from './correlate/correlator.js';
import type { Groups } from './correlate/groups.js';
import { KeyHash } from './correlate/key-hash.js';
import { RecentEvents } from './correlate/recent-events.js';
import { type RestoreReport, restoreSnapshot, takeSnapshot } from './correlate/snapshot.js';
import { type CorrelationStats, noStats } from './correlate/stats.js';
import { type FieldReader, fieldNames, fieldReader } from './match/field-reader.js';
import type { PipelineRoute } from './pipeline.js';
import { Policies, type PolicyStats } from './policy.js';
import type { Reference, ResolvedCorrelation } from './resolve.js';
import { routeTable } from './route-table.js';
import { routedExpression } from './routing.js';
import { programWrapper, type RuleGuard } from './rule-guard.js';
import type { LoadedRules } from './rules.js';
import { LineRouter } from './scan/line-router.js';
import { usualEntries } from './sigma/correlation-size.js';
import type { SigmaRule } from './sigma/rule.js';

export interface EngineOptions {
  /** How late an event may be for correlations, milliseconds; see correlate/window.ts. */
  lateness?: number;
  /** Most memory of all correlations' groups and entries together, bytes; default 256 MiB. */
  correlationBytes?: number;
  /** Most entries that one group of a correlation keeps; an `event_count` that asks for more keeps those. */
  maxGroupEntries?: number;
  /** Most events that are kept to be shown with a correlation's match. */
  recentEvents?: number;
  /** State that `snapshot` of an engine gave. */
  snapshot?: Uint8Array;
  /** Two random words that key the hashes of groups; default: from the system's random source. */
  hashSeed?: Uint32Array;
  /** Is told of every evaluation of a rule; without it a rule that throws ends the call. */
  guard?: RuleGuard;
}

export interface EngineStats {
  events: number;
  matches: number;
  /** True rules that did not count in the event's tenant. */
  suppressed: PolicyStats;
  correlation: CorrelationStats & { groups: number; entries: number; bytes: number };
}

/** Rules at work. Not to be shared between threads; holds the correlations' state. */
export interface Engine {
  /**
   * @returns the matches of this event: detection rules in load order, then correlations that it completed.
   * Rules that only feed correlations (without `generate: true`) give none of their own.
   */
  process(event: Event): Match[];
  /**
   * The first half of {@link process}, which has no state: events may be given to several engines of the same rules.
   * @param fed gets the numbers of the true rules that feed correlations
   * @returns the matches of detection rules
   */
  scan(event: Event, fed: number[]): Match[];
  /**
   * The second half, in one engine and in the order of the journal.
   * @param fed what `scan` gave for the event
   * @returns the matches of correlations that it completed
   */
  correlate(event: Event, fed: readonly number[]): Match[];
  /**
   * The same for a record in JSON, several times faster for Windows events with flat fields: the event is only made
   * where a rule is true or the record is of another kind. A record that is not valid JSON in a value that no candidate
   * rule asks for gives no match instead of being treated as an unparsable one.
   * @param line the record's bytes, without line feed
   * @param toEvent makes the record's event; it must be what `normalise` makes of the format `json`, untruncated
   */
  processLine(line: Buffer, toEvent: () => Event): Match[];
  /**
   * Takes over what people decided about rules, for the events from now on; the correlations' state stays.
   * @returns faults of exceptions, which then have no effect
   */
  setPolicies(state: PolicyState): RuleProblem[];
  stats(): EngineStats;
  /** @returns the state of all correlations, to go on with in another engine; see correlate/snapshot.ts */
  snapshot(): Uint8Array;
  /**
   * Replaces the state of all correlations by that of a snapshot. The state of correlations that are gone or have
   * changed since is dropped and counted.
   * @throws GrundwachtError SNAPSHOT_INVALID; the state is then as before
   */
  restore(snapshot: Uint8Array): RestoreReport;
}

interface Feed {
  correlator: Correlator;
  /** The correlation's place in `LoadedRules.infos`. */
  number: number;
  ruleIndex: number;
}

/**
 * @param loaded a checked rule set; `loadRuleSet` of load.ts reads one from files
 * @throws GrundwachtError SNAPSHOT_INVALID
 */
export function createEngine(loaded: LoadedRules, options: EngineOptions = {}): Engine {
  return new RuleEngine(loaded, options);
}

class RuleEngine implements Engine {
  private readonly loaded: LoadedRules;
  private readonly rules: readonly SigmaRule[];
  private policies: Policies;
  private readonly router: LineRouter;
  private readonly feeds = new Map<object, Feed[]>();
  private readonly correlators: Correlator[];
  private readonly correlation: CorrelatorSettings;
  private readonly guard: RuleGuard | undefined;
  private events = 0;
  private matches = 0;

  constructor(loaded: LoadedRules, options: EngineOptions) {
    this.loaded = loaded;
    this.rules = loaded.rules;
    this.guard = options.guard;
    this.policies = new Policies(loaded, noPolicyState);
    const routes = routeTable(loaded.rules, loaded.pipelines);
    this.router = new LineRouter(
      loaded.rules.map((rule) => routedExpression(rule.expression, routes.get(rule)!)),
      programWrapper(options.guard),
    );
    this.correlation = {
      lateness: options.lateness ?? 300_000,
      budget: new MemoryBudget(options.correlationBytes ?? 256 * 1024 * 1024),
      hash: new KeyHash(options.hashSeed ?? crypto.getRandomValues(new Uint32Array(2))),
      recent: new RecentEvents(options.recentEvents ?? 20_000),
      stats: noStats(),
      groupLimit: options.maxGroupEntries ?? usualEntries,
    };
    this.correlators = loaded.correlations.map((correlation, index) =>
      this.connect(correlation, loaded.rules.length + index, routes),
    );
    if (options.snapshot !== undefined) this.restore(options.snapshot);
  }

  process(event: Event): Match[] {
    const fed: number[] = [];
    const found = this.scan(event, fed);
    if (fed.length > 0) found.push(...this.correlate(event, fed));
    return found;
  }

  scan(event: Event, fed: number[]): Match[] {
    this.events++;
    return this.matchesOf(this.hitsOf(event), event, fed);
  }

  correlate(event: Event, fed: readonly number[]): Match[] {
    const found: Match[] = [];
    for (const index of fed) this.feed(this.rules[index]!, event, undefined, found);
    this.matches += found.length;
    return found;
  }

  processLine(line: Buffer, toEvent: () => Event): Match[] {
    this.events++;
    const { hits, event } = this.router.matchLine(line, toEvent);
    if (event === undefined) return [];
    const fed: number[] = [];
    const found = this.matchesOf(hits, event, fed);
    if (fed.length > 0) found.push(...this.correlate(event, fed));
    return found;
  }

  /** Each round puts a rule out, so there are no more of them than rules. */
  private hitsOf(event: Event): readonly number[] {
    for (;;) {
      try {
        return this.router.match(event);
      } catch (error) {
        if (!this.guard?.failed(error)) throw error;
      }
    }
  }

  /** @param fed gets the numbers of the rules that feed correlations */
  private matchesOf(hits: readonly number[], event: Event, fed: number[]): Match[] {
    const found: Match[] = [];
    for (const index of hits) {
      const rule = this.rules[index]!;
      const verdict = this.policies.verdict(rule.info, event);
      if (verdict === undefined) continue;
      const { shown, info } = verdict;
      const time = event['@timestamp'];
      if (shown)
        found.push({ rule: info, events: [event], count: 1, group: undefined, first: time, last: time });
      if (this.feeds.has(rule)) fed.push(index);
    }
    this.matches += found.length;
    return found;
  }

  setPolicies(state: PolicyState): RuleProblem[] {
    this.policies = new Policies(this.loaded, state, this.policies.stats);
    return this.policies.problems;
  }

  stats(): EngineStats {
    const sum = (of: (groups: Groups) => number): number =>
      this.correlators.reduce((total, correlator) => total + of(correlator.groups), 0);
    return {
      events: this.events,
      matches: this.matches,
      suppressed: { ...this.policies.stats },
      correlation: {
        ...this.correlation.stats,
        groups: sum(({ table }) => table.size),
        entries: sum(({ table }) => table.entries),
        bytes: this.correlation.budget.used,
      },
    };
  }

  snapshot(): Uint8Array {
    return takeSnapshot(this.correlators, this.correlation);
  }

  restore(snapshot: Uint8Array): RestoreReport {
    return restoreSnapshot(snapshot, this.correlators, this.correlation);
  }

  private feed(rule: object, event: Event, group: Record<string, string> | undefined, found: Match[]): void {
    for (const { correlator, number, ruleIndex } of this.feeds.get(rule) ?? []) {
      const verdict = this.policies.verdict(correlator.rule.info, event);
      if (verdict === undefined) continue;
      const match = this.add(correlator, number, ruleIndex, event, group);
      if (match === undefined) continue;
      const { shown, info } = verdict;
      if (shown) found.push(match.rule === info ? match : { ...match, rule: info });
      this.feed(correlator.rule, event, match.group, found);
    }
  }

  private add(
    correlator: Correlator,
    number: number,
    ruleIndex: number,
    event: Event,
    group: Record<string, string> | undefined,
  ): Match | undefined {
    const { guard } = this;
    if (guard === undefined) return correlator.add(ruleIndex, event, group);
    if (guard.isOut(number)) return undefined;
    guard.begin(number);
    try {
      const match = correlator.add(ruleIndex, event, group);
      guard.end();
      return match;
    } catch (error) {
      if (!guard.failed(error)) throw error;
      return undefined;
    }
  }

  private connect(
    { rule, references }: ResolvedCorrelation,
    number: number,
    routes: ReadonlyMap<SigmaRule, readonly PipelineRoute[]>,
  ): Correlator {
    const readers = (fields: readonly string[]): ReadersOfRule =>
      references.map((reference, index) =>
        fields.map((field) => {
          const aliased = rule.aliases[field];
          const alias = aliased?.[rule.rules[index]!] ?? aliased?.[reference.rule.name ?? ''] ?? field;
          return readerFor(alias, reference, routes);
        }),
      );
    const correlator = new Correlator(rule, readers(rule.groupBy), readers(rule.fields), this.correlation);
    references.forEach((reference, ruleIndex) => {
      const feeds = this.feeds.get(reference.rule) ?? [];
      this.feeds.set(reference.rule, [...feeds, { correlator, number, ruleIndex }]);
    });
    return correlator;
  }
}

/** A correlation's field under the names that the rule's log source gives it. */
function readerFor(
  field: string,
  reference: Reference,
  routes: ReadonlyMap<SigmaRule, readonly PipelineRoute[]>,
): FieldReader {
  const own = reference.kind === 'rule' ? (routes.get(reference.rule) ?? []) : [...routes.values()].flat();
  const mapped = [...new Set(own.flatMap((route) => route.fields.get(field) ?? []))];
  return fieldReader(
    fieldNames(
      mapped,
      field,
      own.some((route) => route.spaced),
    ),
  );
}
