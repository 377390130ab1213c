import type { Level } from '../../../server/contract/detection.js';
import type { RuleOverview } from '../../../server/contract/rule-views.js';

/** Whether a rule runs, and why not. */
export type RuleCondition = 'active' | 'disabled' | 'set_off' | 'quarantined' | 'undelivered';

/** @returns what is shown of a rule in a word */
export function conditionOf({ state, quarantine, delivered }: RuleOverview): RuleCondition {
  if (!state.enabled) return 'disabled';
  if (!state.in_force) return 'set_off';
  if (quarantine !== null) return 'quarantined';
  return delivered ? 'active' : 'undelivered';
}

/** @returns the level that the rule's alerts have in the tenant */
export function levelOf({ level, state }: Pick<RuleOverview, 'level' | 'state'>): Level {
  return state.level ?? level;
}

/** @returns such as `windows / process_creation` */
export function logsourceOf({ logsource: { product, category, service } }: Pick<RuleOverview, 'logsource'>) {
  return [product, category, service].filter(Boolean).join(' / ');
}
