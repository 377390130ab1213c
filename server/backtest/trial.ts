import type { BacktestResult, RuleTestResult, TestedEvent } from '../contract/backtest.js';
import type { Match, RuleInfo, RuleProblem } from '../contract/detection.js';
import type { Event, EventDocument } from '../contract/event.js';
import { fromDocument, toDocument } from '../contract/event-document.js';
import type { PolicyState } from '../contract/policy-state.js';
import { createEngine, type Engine } from '../detect/engine.js';
import { filePath } from '../detect/needed-rules.js';
import { type LoadedRules, loadRules, type RuleSource } from '../detect/rules.js';

/** What a trial works with: plain data, fit to be posted to a thread. */
export interface TrialSetup {
  /** The tried rules first, then those that they need. */
  sources: RuleSource[];
  pipelines: RuleSource[];
  /** Paths of the tried rules among the sources. */
  targets: readonly string[];
  /** The only rule that is tried of them; undefined: all. */
  rule: string | undefined;
  /** Exceptions that apply; rules are tried whether they are switched on or not. */
  policy: PolicyState;
  /** Examples to keep of each rule. */
  examples: number;
}

/** Distinct hosts that are counted of a rule: their names come from events. */
const mostHosts = 10_000;
const shownHosts = 10;

interface Tally {
  matches: number;
  days: Map<string, number>;
  hosts: Map<string, number>;
  examples: EventDocument[];
}

/** Rules that are tried on events before they are put in force. */
export class Trial {
  /** Faults of the tried rules. */
  readonly problems: RuleProblem[];
  /** The tried rules that give matches. */
  readonly rules: RuleInfo[];
  private readonly engine: Engine;
  private readonly tallies = new Map<string, Tally>();
  private readonly days = new Set<string>();
  private readonly examples: number;

  constructor({ sources, pipelines, targets, rule, policy, examples }: TrialSetup) {
    const loaded = loadRules(sources, { pipelines });
    this.problems = loaded.problems.filter(({ path }) => targets.includes(path));
    const tried = loaded.infos.filter((info) => targets.includes(filePath(info)));
    const asked = rule === undefined ? tried : tried.filter(({ id }) => id === rule);
    const feeding = feedingOnly(loaded, tried);
    const alone = asked.length === 1;
    // A rule that feeds a correlation gives no matches beside it, but is tried by itself when it is asked for.
    this.rules = alone ? asked : asked.filter((info) => !feeding.has(info));
    const bare = alone && asked[0]!.type === 'detection' ? { ...loaded, correlations: [] } : loaded;
    this.engine = createEngine(bare, { recentEvents: 1000 });
    this.problems.push(...this.engine.setPolicies(policy));
    for (const { id } of this.rules) {
      this.tallies.set(id, { matches: 0, days: new Map(), hosts: new Map(), examples: [] });
    }
    this.examples = examples;
  }

  /** Examines stored events, in the order of event time, and counts. */
  examine(documents: readonly EventDocument[]): void {
    for (const document of documents) {
      this.days.add(document['@timestamp'].slice(0, 10));
      for (const match of this.engine.process(fromDocument(document))) this.count(match, document);
    }
  }

  /** Examines single events and tells what each gave. */
  test(events: readonly Event[]): RuleTestResult['events'] {
    return events.map((event): TestedEvent => {
      const matches = this.engine.process(event).filter(({ rule }) => this.tallies.has(rule.id));
      return {
        event: toDocument(event),
        matches: matches.map(({ rule, count, group }) => ({ rule: rule.id, count, group: group ?? null })),
      };
    });
  }

  /** @returns how often exceptions took a true rule away */
  get excepted(): number {
    return this.engine.stats().suppressed.excepted;
  }

  results(): BacktestResult[] {
    const days = [...this.days].sort();
    return this.rules.map(({ id, title, level }) => {
      const tally = this.tallies.get(id)!;
      const hosts = [...tally.hosts].sort(([, a], [, b]) => b - a).slice(0, shownHosts);
      return {
        rule: { id, title, level },
        matches: tally.matches,
        days: days.map((day) => ({ day, matches: tally.days.get(day) ?? 0 })),
        hosts: hosts.map(([host, matches]) => ({ host, matches })),
        examples: tally.examples,
      };
    });
  }

  private count({ rule }: Match, document: EventDocument): void {
    const tally = this.tallies.get(rule.id);
    if (tally === undefined) return;
    tally.matches++;
    const day = document['@timestamp'].slice(0, 10);
    tally.days.set(day, (tally.days.get(day) ?? 0) + 1);
    const host = document['host.name'] ?? '';
    const known = tally.hosts.get(host);
    if (known !== undefined || tally.hosts.size < mostHosts) tally.hosts.set(host, (known ?? 0) + 1);
    if (tally.examples.length < this.examples) tally.examples.push(document);
  }
}

/** @returns those of the rules that give no matches beside the correlations that they feed */
function feedingOnly({ correlations }: LoadedRules, infos: readonly RuleInfo[]): Set<RuleInfo> {
  const feeding = new Set<RuleInfo>();
  const shown = new Set<RuleInfo>();
  for (const { rule, references } of correlations) {
    for (const reference of references) (rule.generate ? shown : feeding).add(reference.rule.info);
  }
  return new Set(infos.filter((info) => feeding.has(info) && !shown.has(info)));
}
