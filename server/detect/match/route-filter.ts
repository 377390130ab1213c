import type { ResolvedLeaf } from '../routing.js';
import { type Expression, everyLeaf, type Leaf } from '../sigma/expression.js';
import { routeColumns } from './field-reader.js';

/** Tells cheaply which rules cannot be true on a route, so that only the few others are compiled for it. */
export class RouteFilter {
  /** Distinct expressions of routing columns alone: log source conditions, mostly. */
  private readonly conditions: Expression[] = [];
  private readonly numbers = new Map<string, number>();
  /** The rules of a log source share its condition. */
  private readonly seen = new Map<Expression, number>();
  /** Per rule, per alternative: the conditions that must hold. */
  private readonly needed: number[][][];

  /** @param expressions routed expressions of all rules */
  constructor(expressions: readonly Expression[]) {
    this.needed = expressions.map((expression) =>
      alternatives(expression).map((alternative) => this.conditionsOf(alternative)),
    );
  }

  /**
   * @param fold the value of a condition on the route, undefined when it is not the same for all its events
   * @returns per rule whether it can be true
   */
  possible(fold: (condition: Expression) => boolean | undefined): boolean[] {
    const excluded = this.conditions.map((condition) => fold(condition) === false);
    return this.needed.map((rule) => rule.some((conditions) => !conditions.some((one) => excluded[one])));
  }

  private conditionsOf(alternative: Expression): number[] {
    const parts = alternative.op === 'and' ? alternative.args : [alternative];
    return parts.filter(isCondition).map((part) => this.numberOf(part));
  }

  private numberOf(condition: Expression): number {
    const same = this.seen.get(condition);
    if (same !== undefined) return same;
    const number = this.numberOfEqual(condition);
    this.seen.set(condition, number);
    return number;
  }

  private numberOfEqual(condition: Expression): number {
    const key = JSON.stringify(condition, writable);
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.conditions.length);
    return this.conditions.push(condition) - 1;
  }
}

/** Wildcards are symbols, addresses are bigints. */
function writable(_: string, value: unknown): unknown {
  if (typeof value === 'symbol') return { wildcard: value.description };
  return typeof value === 'bigint' ? `${value}n` : value;
}

function alternatives(expression: Expression): readonly Expression[] {
  return expression.op === 'or' ? expression.args : [expression];
}

function isCondition(expression: Expression): boolean {
  return everyLeaf(expression, isRouting);
}

function isRouting(leaf: Leaf): boolean {
  const { names, test } = leaf as ResolvedLeaf;
  if (names === null || test.kind === 'fieldref') return false;
  return names.every((name) => routeColumns.has(name) || name === 'EventID');
}
