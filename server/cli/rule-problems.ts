import type { RuleProblem } from '../contract/detection.js';

/** @returns `path:line:column: severity code field: message hint`, as compilers write it */
export function formatProblem(problem: RuleProblem): string {
  const { path, line, column, severity, code, field, message, hint, ruleId } = problem;
  const rule = ruleId === undefined ? '' : ` [${ruleId}]`;
  const place = field === '' ? '' : ` ${field}`;
  return `${path}:${line}:${column}: ${severity} ${code}${place}: ${message} ${hint}${rule}`;
}
