import type { RuleInfo } from '../contract/detection.js';
import { GrundwachtError } from '../contract/errors.js';
import type { RuleDetail } from '../contract/rule-views.js';
import { Delivery } from '../detect/delivery.js';
import { readPipelines } from '../detect/load.js';
import { type PipelineEntry, parsePipelines } from '../detect/pipeline.js';
import type { RuleSource } from '../detect/rules.js';
import { deliveredDatasets } from '../store/delivered-datasets.js';
import { alertsByRule } from '../store/rule-alerts.js';
import { listRuleSetStates } from '../store/rule-set-states.js';
import { ruleStateHistory } from '../store/rule-state-history.js';
import { getRuleState, listRuleStates, type RuleOfTenant } from '../store/rule-states.js';
import { listTenants } from '../store/tenants.js';
import type { LoadedRules, RouteDeps } from './deps.js';
import { type RuleFacts, ruleDetail, rulesOfTenant } from './rule-view.js';

/** What is needed to tell of rules. */
export type RuleDeps = Pick<RouteDeps, 'db' | 'rules' | 'now'>;

/** Alerts that are counted are not older. */
const countedMs = 30 * 24 * 3_600_000;
const historyLimit = 100;
/** A source that has been silent for longer delivers nothing. */
const deliveredMs = 7 * 24 * 3_600_000;

const parsed = new WeakMap<readonly RuleSource[], PipelineEntry[]>();
let shipped: Promise<RuleSource[]> | undefined;

/** @returns where log sources are found, by the pipelines of the rules in force */
export async function pipelineEntries({
  pipelines,
}: Pick<LoadedRules, 'pipelines'>): Promise<PipelineEntry[]> {
  shipped ??= readPipelines();
  const sources = pipelines ?? (await shipped);
  const known = parsed.get(sources);
  if (known !== undefined) return known;
  const { entries } = parsePipelines(sources);
  parsed.set(sources, entries);
  return entries;
}

/** @throws GrundwachtError VALIDATION when there is no such tenant */
export async function checkTenant({ db }: Pick<RuleDeps, 'db'>, tenant: string): Promise<void> {
  if ((await listTenants(db)).includes(tenant)) return;
  throw new GrundwachtError('VALIDATION', {
    pointer: 'querystring /tenant',
    message: 'there is no tenant {tenant}',
    values: { tenant },
  });
}

/** @throws GrundwachtError NOT_FOUND when the tenant has no such rule */
export function findRule({ rules }: Pick<RuleDeps, 'rules'>, tenant: string, id: string): RuleInfo {
  const rule = rulesOfTenant(rules, tenant).find((candidate) => candidate.id === id);
  if (rule === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no rule {id}', values: { id } });
  return rule;
}

/** @returns what lists of the tenant's rules are made of */
export async function readRuleFacts({ db, rules, now }: RuleDeps, tenant: string): Promise<RuleFacts> {
  const time = now();
  const [states, sets, alerts, datasets, entries] = await Promise.all([
    listRuleStates(db, tenant),
    listRuleSetStates(db, tenant),
    alertsByRule(db, tenant, time - countedMs),
    deliveredDatasets(db, tenant, time - deliveredMs),
    pipelineEntries(rules),
  ]);
  return {
    loaded: rules,
    states: new Map(states.map((state) => [state.rule, state])),
    sets: new Map(sets.map((set) => [set.set, set])),
    alerts,
    delivery: new Delivery(entries, datasets, rulesOfTenant(rules, tenant)),
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
