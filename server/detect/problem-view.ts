import type { RuleProblem } from '../contract/detection.js';
import type { RuleProblemView } from '../contract/rule-views.js';

/** @returns the problem without values that JSON has not */
export function problemView({ ruleId, ...problem }: RuleProblem): RuleProblemView {
  return { ...problem, ...(ruleId === undefined ? {} : { ruleId }) };
}
