import type { RuleInfo } from '../contract/detection.js';
import type { RuleState } from '../contract/rule-state.js';
import type { RuleDetail, RuleOverview, RuleSetView } from '../contract/rule-views.js';
import type { Delivery } from '../detect/delivery.js';
import { ownFileOf } from '../detect/own-set.js';
import { parseException } from '../detect/policy-exception.js';
import { problemView } from '../detect/problem-view.js';
import type { RuleAlerts } from '../store/rule-alerts.js';
import type { RuleSetState } from '../store/rule-set-states.js';
import type { LoadedRules } from './deps.js';
import { pathInSet } from './rule-path.js';

/** What lists of rules are made of, for one tenant. */
export interface RuleFacts {
  loaded: LoadedRules;
  states: ReadonlyMap<string, RuleState>;
  sets: ReadonlyMap<string, RuleSetState>;
  alerts: ReadonlyMap<string, RuleAlerts>;
  delivery: Delivery;
  /** Milliseconds since the epoch. */
  now: number;
}

/** From which on a rule is noisy: alerts of 30 days, or closed ones with that part of harmless ones. */
const noisy = { alerts: 100, closed: 10, harmless: 0.8 } as const;

/** @returns the rules that the tenant has */
export function rulesOfTenant({ rules }: LoadedRules, tenant: string): RuleInfo[] {
  return rules.filter((rule) => rule.tenant === undefined || rule.tenant === tenant);
}

/** @returns a rule as lists show it */
export function ruleOverview(rule: RuleInfo, facts: RuleFacts): RuleOverview {
  const { id, title, title_de, level, tags, type, status, author, logsource, grundschutz, set } = rule;
  const alerts = facts.alerts.get(id);
  const held = facts.loaded.quarantined?.find((entry) => entry.rule === id);
  return {
    ...{ id, title, level, tags, type, status, author, logsource, grundschutz },
    path: pathInSet(rule, facts.loaded.sets),
    ...(title_de === undefined ? {} : { title_de }),
    set: set ?? null,
    state: summary(rule, facts),
    quarantine:
      held === undefined
        ? null
        : { reason: held.reason, detail: held.detail, since: new Date(held.since).toISOString() },
    alerts: alerts?.alerts ?? 0,
    last_alert: alerts?.last.toISOString() ?? null,
    noisy: isNoisy(alerts),
    delivered: facts.delivery.ofRule(rule).delivered,
    faulty_exceptions: (facts.states.get(id)?.exceptions ?? []).filter(isFaulty).length,
    own: ownFileOf(rule),
  };
}

function isNoisy(alerts: RuleAlerts | undefined): boolean {
  if (alerts === undefined) return false;
  if (alerts.alerts >= noisy.alerts) return true;
  return alerts.closed >= noisy.closed && alerts.harmless >= alerts.closed * noisy.harmless;
}

function isFaulty({ detection, title }: RuleState['exceptions'][number]): boolean {
  return parseException(detection, title).problems.some(({ severity }) => severity === 'error');
}

/** @returns whether the rule is switched on in the tenant, and its set in force */
export function isInForce(
  { id, set }: RuleInfo,
  { loaded, states, sets }: Pick<RuleFacts, 'loaded' | 'states' | 'sets'>,
): boolean {
  const setInForce = set === undefined || (sets.get(set)?.in_force ?? true);
  return (states.get(id)?.enabled ?? true) && setInForce && !(loaded.disabled ?? []).includes(id);
}

function summary(rule: RuleInfo, facts: RuleFacts): RuleOverview['state'] {
  const { states, now } = facts;
  const state = states.get(rule.id);
  const exceptions = state?.exceptions ?? [];
  const expired = exceptions.filter(({ expires_at }) => isExpired(expires_at, now)).length;
  return {
    enabled: state?.enabled ?? true,
    in_force: isInForce(rule, facts),
    level: state?.level ?? null,
    exceptions: exceptions.length - expired,
    expired,
    version: state?.version ?? 0,
  };
}

function isExpired(expires: string | null, now: number): boolean {
  return expires !== null && Date.parse(expires) <= now;
}

/** @returns everything that a rule's page shows */
export function ruleDetail(
  rule: RuleInfo,
  state: RuleState,
  history: RuleDetail['history'],
  facts: RuleFacts,
): RuleDetail {
  const { description, description_de, references, falsepositives, runbook, entity, source } = rule;
  return {
    ...ruleOverview(rule, facts),
    ...{ description, references, falsepositives, entity, source },
    delivery: facts.delivery.ofRule(rule),
    ...(description_de === undefined ? {} : { description_de }),
    ...(runbook === undefined ? {} : { runbook }),
    exceptions: state.exceptions.map((exception) => ({
      ...exception,
      expired: isExpired(exception.expires_at, facts.now),
      problems: parseException(exception.detection, exception.title)
        .problems.filter(({ severity }) => severity === 'error')
        .map(problemView),
    })),
    history,
  };
}

/** @returns the sets that the tenant has, and whether they are in force there */
export function setViews(
  { sets = [] }: LoadedRules,
  states: ReadonlyMap<string, RuleSetState>,
  tenant: string,
): RuleSetView[] {
  return sets
    .filter((set) => set.tenant === null || set.tenant === tenant)
    .map((set) => {
      const { in_force = true, version = 0 } = states.get(set.name) ?? {};
      return { ...set, in_force, version };
    });
}
