import type { RuleInfo } from '../contract/detection.js';
import { GrundwachtError } from '../contract/errors.js';
import type { RuleDetail } from '../contract/rule-views.js';
import { alertsByRule } from '../store/rule-alerts.js';
import { listRuleSetStates } from '../store/rule-set-states.js';
import { ruleStateHistory } from '../store/rule-state-history.js';
import { getRuleState, listRuleStates, type RuleOfTenant } from '../store/rule-states.js';
import { listTenants } from '../store/tenants.js';
import type { RouteDeps } from './deps.js';
import { type RuleFacts, ruleDetail, rulesOfTenant } from './rule-view.js';

/** What is needed to tell of rules. */
export type RuleDeps = Pick<RouteDeps, 'db' | 'rules' | 'now'>;

/** Alerts that are counted are not older. */
const countedMs = 30 * 24 * 3_600_000;
const historyLimit = 100;

/** @throws GrundwachtError VALIDATION when there is no such tenant */
export async function checkTenant({ db }: Pick<RuleDeps, 'db'>, tenant: string): Promise<void> {
  if ((await listTenants(db)).includes(tenant)) return;
  throw new GrundwachtError('VALIDATION', `querystring /tenant: there is no tenant ${tenant}`);
}

/** @throws GrundwachtError NOT_FOUND when the tenant has no such rule */
export function findRule({ rules }: Pick<RuleDeps, 'rules'>, tenant: string, id: string): RuleInfo {
  const rule = rulesOfTenant(rules, tenant).find((candidate) => candidate.id === id);
  if (rule === undefined) throw new GrundwachtError('NOT_FOUND', `there is no rule ${id}`);
  return rule;
}

/** @returns what lists of the tenant's rules are made of */
export async function readRuleFacts({ db, rules, now }: RuleDeps, tenant: string): Promise<RuleFacts> {
  const time = now();
  const [states, sets, alerts] = await Promise.all([
    listRuleStates(db, tenant),
    listRuleSetStates(db, tenant),
    alertsByRule(db, tenant, time - countedMs),
  ]);
  return {
    loaded: rules,
    states: new Map(states.map((state) => [state.rule, state])),
    sets: new Map(sets.map((set) => [set.set, set])),
    alerts,
    now: time,
  };
}

/**
 * @returns everything that a rule's page shows
 * @throws GrundwachtError NOT_FOUND when the tenant has no such rule
 */
export async function readRuleDetail(deps: RuleDeps, key: RuleOfTenant): Promise<RuleDetail> {
  const rule = findRule(deps, key.tenant, key.rule);
  const [facts, state, history] = await Promise.all([
    readRuleFacts(deps, key.tenant),
    getRuleState(deps.db, key),
    ruleStateHistory(deps.db, key, historyLimit),
  ]);
  return ruleDetail(rule, state, history, facts);
}
