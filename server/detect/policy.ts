import type { RuleInfo, RuleProblem } from '../contract/detection.js';
import type { Event } from '../contract/event.js';
import type { PolicyState, TenantPolicyState } from '../contract/policy-state.js';
import { eventTest } from './match/event-test.js';
import type { MatchedRecord } from './matched-record.js';
import { parseException, routesOfReference } from './policy-exception.js';
import type { Reference } from './resolve.js';
import { routedExpression } from './routing.js';
import type { LoadedRules } from './rules.js';

/** What becomes of a rule that is true, in one tenant. */
export interface Verdict {
  /** Whether it gives a match of its own; otherwise it only feeds correlations. */
  readonly shown: boolean;
  /** The rule with the tenant's level. */
  readonly info: RuleInfo;
}

interface Exception {
  /** Receipt time, milliseconds since the epoch. */
  expires: number;
  holds(event: Event): boolean;
}

interface Decision extends Verdict {
  inForce: boolean;
  exceptions: readonly Exception[];
}

/** What a tenant decided. */
interface Decided {
  setsOff: ReadonlySet<string>;
  rules: ReadonlyMap<string, TenantPolicyState['rules'][number]>;
}

const nothing: Decided = { setsOff: new Set(), rules: new Map() };

export interface PolicyStats {
  /** True rules that were left out because they are not in force in the event's tenant. */
  disabled: number;
  /** True rules that were left out because of an exception. */
  excepted: number;
}

/**
 * What people decided about rules, tenant by tenant, applied to rules that are true: the cost is paid on hits only.
 * A rule that is out of force, or whose event is excepted, neither gives a match nor feeds correlations.
 */
export class Policies {
  readonly stats: PolicyStats;
  /** Exceptions that cannot be used; they take away nothing. */
  readonly problems: RuleProblem[] = [];
  private readonly loaded: LoadedRules;
  private readonly disabled: ReadonlySet<string>;
  /** By rule: the correlations that it feeds. */
  private readonly fed = new Map<RuleInfo, { rule: RuleInfo; generate: boolean }[]>();
  private readonly references = new Map<RuleInfo, Reference>();
  private readonly tenants = new Map<string, Decided>();
  private readonly decisions = new Map<string, Map<RuleInfo, Decision>>();

  /**
   * @param loaded the rules of the engine that asks
   * @param stats goes on counting here
   */
  constructor(loaded: LoadedRules, state: PolicyState, stats: PolicyStats = { disabled: 0, excepted: 0 }) {
    this.loaded = loaded;
    this.stats = stats;
    this.disabled = new Set(state.disabled);
    for (const rule of loaded.rules) this.references.set(rule.info, { kind: 'rule', rule });
    for (const { rule, references } of loaded.correlations) {
      this.references.set(rule.info, { kind: 'correlation', rule });
      for (const { rule: base } of references) {
        const fed = this.fed.get(base.info) ?? [];
        this.fed.set(base.info, [...fed, { rule: rule.info, generate: rule.generate }]);
      }
    }
    for (const { tenant, sets_off, rules } of state.tenants) {
      const states = new Map(rules.map((each) => [each.rule, each]));
      this.tenants.set(tenant, { setsOff: new Set(sets_off), rules: states });
      // Exceptions are read here, not at the first hit: whoever made a fault is to hear of it.
      for (const rule of loaded.infos) if (states.has(rule.id)) this.decisionOf(rule, tenant);
    }
  }

  /**
   * @param rule one of the engine's, true for the event
   * @returns undefined when it is not to count
   */
  verdict(rule: RuleInfo, event: Event): Verdict | undefined {
    return this.verdictOn({ tenant: event.tenant, event: () => event }, rule);
  }

  /** The same for a record of which an event is only made where an exception asks for it. */
  verdictOn(record: Pick<MatchedRecord, 'tenant' | 'event'>, rule: RuleInfo): Verdict | undefined {
    const decision = this.decisionOf(rule, record.tenant);
    if (!decision.inForce) {
      this.stats.disabled++;
      return undefined;
    }
    for (const exception of decision.exceptions) {
      const event = record.event();
      if (event['event.ingested'] < exception.expires && exception.holds(event)) {
        this.stats.excepted++;
        return undefined;
      }
    }
    return decision;
  }

  private decisionOf(rule: RuleInfo, tenant: string): Decision {
    let decisions = this.decisions.get(tenant);
    if (decisions === undefined) {
      decisions = new Map();
      this.decisions.set(tenant, decisions);
    }
    let decision = decisions.get(rule);
    if (decision === undefined) {
      decision = this.decide(rule, tenant);
      decisions.set(rule, decision);
    }
    return decision;
  }

  private decide(rule: RuleInfo, tenant: string): Decision {
    const { setsOff: off, rules } = this.tenants.get(tenant) ?? nothing;
    const state = rules.get(rule.id);
    const enabled = state?.enabled ?? true;
    const level = state?.level ?? rule.level;
    return {
      inForce: isPresent(rule, tenant, off) && enabled && !this.disabled.has(rule.id),
      shown: this.isShown(rule, tenant, off),
      info: level === rule.level ? rule : { ...rule, level },
      exceptions: (state?.exceptions ?? []).flatMap((exception) => this.compile(rule, exception)),
    };
  }

  /**
   * Rules that correlations of the tenant refer to give no matches of their own, unless one says `generate: true`.
   * A correlation that is switched off still hides them: otherwise each single event would raise an alert.
   */
  private isShown(rule: RuleInfo, tenant: string, off: ReadonlySet<string>): boolean {
    const fed = (this.fed.get(rule) ?? []).filter((correlation) => isPresent(correlation.rule, tenant, off));
    return fed.length === 0 || fed.some(({ generate }) => generate);
  }

  private compile(
    rule: RuleInfo,
    { id, detection, expires }: { id: string; detection: string; expires: number | null },
  ): Exception[] {
    const { expression, problems } = parseException(detection, `exception ${id}`);
    if (expression === undefined) {
      this.problems.push(...problems.map((problem) => ({ ...problem, ruleId: rule.id })));
      return [];
    }
    const { pipelines, correlations } = this.loaded;
    const routes = routesOfReference(this.references.get(rule)!, pipelines, correlations);
    const holds = eventTest(routedExpression(expression, routes));
    return [{ expires: expires ?? Number.POSITIVE_INFINITY, holds }];
  }
}

/** Whether the rule is among those of the tenant, switched off or not. */
function isPresent({ tenant, set }: RuleInfo, asked: string, off: ReadonlySet<string>): boolean {
  return (tenant === undefined || tenant === asked) && (set === undefined || !off.has(set));
}
