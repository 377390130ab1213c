import type { Match, RuleProblem } from '../contract/detection.js';
import type { Event } from '../contract/event.js';
import { noPolicyState, type PolicyState } from '../contract/policy-state.js';
import { MemoryBudget } from './correlate/budget.js';
import { Correlator, type CorrelatorSettings, type ReadersOfRule } from './correlate/correlator.js';
import type { Groups } from './correlate/groups.js';
import { KeyHash } from './correlate/key-hash.js';
import { RecentEvents } from './correlate/recent-events.js';
import { type RestoreReport, restoreSnapshot, takeSnapshot } from './correlate/snapshot.js';
import { noStats } from './correlate/stats.js';
import type { Engine, EngineOptions, EngineStats } from './engine-contract.js';
import { type FieldReader, fieldNames, fieldReader } from './match/field-reader.js';
import { LazyRecord, type MatchedRecord, madeRecord } from './matched-record.js';
import type { PipelineRoute } from './pipeline.js';
import { Policies } from './policy.js';
import type { Reference, ResolvedCorrelation } from './resolve.js';
import { routeTable } from './route-table.js';
import { routedExpression } from './routing.js';
import { programWrapper, type RuleGuard } from './rule-guard.js';
import type { LoadedRules } from './rules.js';
import { LineRouter } from './scan/line-router.js';
import { usualEntries } from './sigma/correlation-size.js';
import type { SigmaRule } from './sigma/rule.js';

export type { Engine, EngineOptions, EngineStats } from './engine-contract.js';

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
    const hits = this.hitsOf(event);
    return hits.length === 0 ? [] : this.matchesOf(hits, madeRecord(event), fed);
  }

  correlate(event: Event, fed: readonly number[]): Match[] {
    const found: Match[] = [];
    for (const index of fed) this.feed(this.rules[index]!, event, undefined, found);
    this.matches += found.length;
    return found;
  }

  processLine(line: Buffer, toEvent: () => Event, tenant?: string): Match[] {
    this.events++;
    const { hits, event } = this.router.matchLine(line, toEvent, tenant !== undefined);
    if (hits.length === 0) return [];
    const fed: number[] = [];
    const record = event === undefined ? new LazyRecord(tenant!, toEvent) : madeRecord(event);
    const found = this.matchesOf(hits, record, fed);
    if (fed.length > 0) found.push(...this.correlate(record.event(), fed));
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
  private matchesOf(hits: readonly number[], record: MatchedRecord, fed: number[]): Match[] {
    const found: Match[] = [];
    for (const index of hits) {
      const rule = this.rules[index]!;
      const verdict = this.policies.verdictOn(record, rule.info);
      if (verdict === undefined) continue;
      if (verdict.shown) found.push(record.match(verdict.info));
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
