import type { Alert } from '../contract/alert.js';
import type { RuleInfo } from '../contract/detection.js';
import type { RouteDeps } from './deps.js';
import { rulesOfTenant } from './rule-view.js';

/** @returns the rule that raised the alert, as it is now; undefined when it is gone, or a list of indicators did */
export function ruleOf({ rules }: Pick<RouteDeps, 'rules'>, { rule, tenant }: Alert): RuleInfo | undefined {
  return rulesOfTenant(rules, tenant).find(({ id }) => id === rule.id);
}
