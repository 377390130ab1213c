import type { RouteDeps } from '../api/deps.js';
import type { Config } from '../config/config.js';
import { loadRuleSetOf } from '../rule-set.js';

/** @returns the rules as a server on the configuration would have them */
export async function rulesOfConfig(config: Config): Promise<RouteDeps['rules']> {
  const { infos, problems, sets } = await loadRuleSetOf(config);
  return { rules: infos, problems, sets, disabled: config.rules.disabled };
}
