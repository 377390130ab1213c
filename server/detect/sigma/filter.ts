import type { ProblemList } from '../problems.js';
import { get, type Node, textOf, textsOf } from '../yaml/tree.js';
import { and, type Expression } from './expression.js';
import { includes, type Logsource, parseLogsource } from './logsource.js';
import type { Placeholders } from './placeholders.js';
import { parseDetection, type SigmaRule } from './rule.js';

/** A Sigma filter: a condition that is added to rules. */
export interface SigmaFilter {
  title: string;
  /** Ids or names, or `any` for each rule of the log source. */
  rules: string[] | 'any';
  logsource: Logsource;
  expression: Expression;
  /** The only tenant whose own rules it concerns: rules that all tenants share are not one tenant's to change. */
  tenant: string | undefined;
}

/**
 * Reads a filter (Sigma 2.1, filters specification). Its condition is joined to the rules' by AND, as the
 * reference implementation does: `not selection` takes what the selection describes out of the rules.
 */
export function parseFilter(
  root: Node,
  tenant: string | undefined,
  placeholders: Placeholders,
  problems: ProblemList,
): SigmaFilter {
  const node = get(root, 'filter');
  problems.ruleId = textOf(get(root, 'id'));
  const title = textOf(get(root, 'title'));
  if (title === undefined) {
    problems.error(root.place, 'title-missing', 'title', 'The filter has no title.', 'Add `title`.');
  }
  const names = textsOf(get(node, 'rules'));
  if (names.length === 0) {
    problems.error(
      node?.place ?? root.place,
      'filter-rules',
      'filter.rules',
      'The filter names no rules.',
      'List ids or names of rules, or write `any`.',
    );
  }
  const condition = get(node, 'condition');
  if (condition !== undefined && !/\bnot\b/i.test(textOf(condition) ?? 'not')) {
    problems.warn(
      condition.place,
      'filter-positive',
      'filter.condition',
      'The filter leaves only events that its condition describes, because it is joined to the rule by AND.',
      'Write `not selection` to take out what the selection describes.',
    );
  }
  return {
    title: title ?? '',
    rules: names.length === 1 && names[0]!.toLowerCase() === 'any' ? 'any' : names,
    logsource: parseLogsource(root, problems),
    expression: parseDetection(node, root, 'filter', placeholders, problems, ['rules']),
    tenant,
  };
}

/**
 * Adds the filter's condition to the rules it names.
 * @returns names in the filter for which there is no rule of its log source
 */
export function applyFilter(filter: SigmaFilter, rules: readonly SigmaRule[]): string[] {
  const found = new Set<string>();
  for (const rule of rules) {
    if (!includes(filter.logsource, rule.logsource)) continue;
    if (filter.tenant !== undefined && filter.tenant !== rule.info.tenant) continue;
    const reference =
      filter.rules === 'any'
        ? 'any'
        : filter.rules.find((name) => name === rule.info.id || name === rule.name);
    if (reference === undefined) continue;
    found.add(reference);
    rule.expression = and([rule.expression, filter.expression]);
  }
  return filter.rules === 'any' ? [] : filter.rules.filter((name) => !found.has(name));
}
