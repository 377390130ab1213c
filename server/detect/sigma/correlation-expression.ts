import type { Place, ProblemList } from '../problems.js';
import { type Node, textOf } from '../yaml/tree.js';
import { closest } from './closest.js';
import { type Condition, ConditionFault, parseCondition, selectNames } from './condition.js';

/** A condition over the rules of a temporal correlation, which are meant by their place in its list. */
export type TemporalExpression =
  | { op: 'and' | 'or'; args: TemporalExpression[] }
  | { op: 'not'; arg: TemporalExpression }
  | { op: 'rule'; rule: number };

const where = 'correlation.condition';

/**
 * Reads a condition such as `a and b and not c` (draft for Sigma 2.2, "Condition Extension in Temporal Correlation
 * Rules"); problems are collected.
 * @param rules ids or names of the correlation's rules
 * @returns undefined when there is a problem
 */
export function parseExpression(
  node: Node,
  rules: readonly string[],
  problems: ProblemList,
): TemporalExpression | undefined {
  try {
    const expression = resolve(parseCondition(textOf(node) ?? ''), rules);
    if (!holdsForNothing(expression)) return expression;
    problems.error(
      node.place,
      'correlation-expression-negative',
      where,
      'The condition holds when none of the rules matched.',
      'Join the rules after `not` by `and` with one that must match.',
    );
  } catch (error) {
    if (!(error instanceof ConditionFault)) throw error;
    problems.error(placeIn(node, error.offset), error.code, where, error.message, error.hint, error.values);
  }
  return undefined;
}

function resolve(condition: Condition, rules: readonly string[]): TemporalExpression {
  switch (condition.op) {
    case 'not':
      return { op: 'not', arg: resolve(condition.arg, rules) };
    case 'and':
    case 'or':
      return { op: condition.op, args: condition.args.map((arg) => resolve(arg, rules)) };
    case 'identifier':
      return { op: 'rule', rule: indexOf(condition.name, rules) };
    case 'of': {
      const args = selectNames(condition.pattern, rules).map((name) => resolveName(name, rules));
      if (args.length > 0 && condition.count === undefined) return { op: 'and', args };
      if (args.length > 0 && condition.count === 1) return { op: 'or', args };
      throw new ConditionFault(
        'correlation-expression-of',
        '`of {pattern}` cannot be used here with that number or name.',
        'Use `1 of` or `all of` with `them` or the beginning of a rule name and `*`.',
        0,
        { pattern: condition.pattern },
      );
    }
  }
}

function resolveName(name: string, rules: readonly string[]): TemporalExpression {
  return { op: 'rule', rule: indexOf(name, rules) };
}

function indexOf(name: string, rules: readonly string[]): number {
  const index = rules.indexOf(name);
  if (index >= 0) return index;
  const near = closest(name, rules);
  throw new ConditionFault(
    'correlation-expression-rule',
    'The correlation has no rule `{name}`.',
    near === undefined ? 'Add it to `rules`.' : 'Did you mean `{near}`?',
    0,
    { name, near: near ?? '' },
  );
}

function holdsForNothing(expression: TemporalExpression): boolean {
  switch (expression.op) {
    case 'rule':
      return false;
    case 'not':
      return !holdsForNothing(expression.arg);
    case 'and':
      return expression.args.every(holdsForNothing);
    case 'or':
      return expression.args.some(holdsForNothing);
  }
}

/** A plain scalar on one line: the offset counts columns. */
function placeIn(node: Node, offset: number): Place {
  return { ...node.place, column: node.place.column + offset };
}
