import { GrundwachtError } from '../contract/errors.js';
import type { RuleSetView } from '../contract/rule-views.js';
import { changeRuleSetState, listRuleSetStates } from '../store/rule-set-states.js';
import type { DecisionDeps } from './rule-decisions.js';
import { checkTenant, type RuleDeps } from './rule-facts.js';
import { setViews } from './rule-view.js';

/** Whether a set is to be in force, and from which version of its state the change was made. */
export interface RuleSetDecision {
  in_force: boolean;
  version: number;
  reason?: string | undefined;
}

/**
 * @returns the sets of rules that a tenant has, each with whether it is in force there
 * @throws GrundwachtError VALIDATION when there is no such tenant
 */
export async function readRuleSets(deps: RuleDeps, tenant: string): Promise<RuleSetView[]> {
  await checkTenant(deps, tenant);
  const states = await listRuleSetStates(deps.db, tenant);
  return setViews(deps.rules, new Map(states.map((state) => [state.set, state])), tenant);
}

/**
 * Puts a set of rules in force for a tenant, or out of it; in force when this resolves.
 * @param by user name
 * @throws GrundwachtError NOT_FOUND, VALIDATION for a tenant that does not exist, CONFLICT
 */
export async function decideRuleSet(
  deps: DecisionDeps,
  by: string,
  { tenant, set }: { tenant: string; set: string },
  { reason, ...change }: RuleSetDecision,
): Promise<RuleSetView> {
  const known = setViews(deps.rules, new Map(), tenant).find(({ name }) => name === set);
  if (known === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no rule set {set}', values: { set } });
  await checkTenant(deps, tenant);
  const author = { by, now: deps.now(), reason };
  const state = await deps.db
    .transaction()
    .execute((trx) => changeRuleSetState(trx, { tenant, set }, change, author));
  await deps.policiesChanged?.();
  return { ...known, in_force: state.in_force, version: state.version };
}
