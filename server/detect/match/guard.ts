import type { ResolvedLeaf } from '../routing.js';
import type { Expression } from '../sigma/expression.js';
import { type Literal, requiredLiteral } from './literal.js';

/** A literal of one slot. */
export interface Unit extends Literal {
  slot: number;
}

/** Literals of which at least one must hold for a rule to be true. */
export interface Guard {
  units: readonly Unit[];
  /** Expected share of events for which one holds. */
  cost: number;
}

/** How guards are judged. */
export interface GuardCosts {
  /** @returns the slot that a leaf reads */
  slotOf(leaf: ResolvedLeaf): number;
  /** @returns expected share of events for which the literal holds */
  frequency(unit: Unit): number;
}

/**
 * Chooses the cheapest guard of an expression. Only what must be true counts: nothing under a negation, one
 * argument of a conjunction, all of a disjunction.
 * @returns undefined when the expression can be true without any literal
 */
export function guardOf(expression: Expression, costs: GuardCosts): Guard | undefined {
  switch (expression.op) {
    case 'leaf': {
      const leaf = expression as ResolvedLeaf;
      const literal = requiredLiteral(leaf.test);
      if (literal === undefined) return undefined;
      const unit: Unit = { ...literal, slot: costs.slotOf(leaf) };
      return { units: [unit], cost: costs.frequency(unit) };
    }
    case 'and': {
      const guards = expression.args.map((arg) => guardOf(arg, costs)).filter((guard) => guard !== undefined);
      return guards.reduce<Guard | undefined>(cheaper, undefined);
    }
    case 'or':
      return union(expression.args.map((arg) => guardOf(arg, costs)));
    case 'of': {
      // Of n arguments at least `count` are true, so of any n - count + 1 at least one is.
      const guards = expression.args.map((arg) => guardOf(arg, costs));
      const cost = (guard: Guard | undefined): number => guard?.cost ?? Number.POSITIVE_INFINITY;
      const sorted = guards.sort((a, b) => cost(a) - cost(b));
      return union(sorted.slice(0, guards.length - expression.count + 1));
    }
    case 'constant':
      return expression.value ? undefined : { units: [], cost: 0 };
    case 'not':
      return undefined;
  }
}

function cheaper(a: Guard | undefined, b: Guard): Guard {
  return a === undefined || b.cost < a.cost ? b : a;
}

function union(guards: readonly (Guard | undefined)[]): Guard | undefined {
  const units: Unit[] = [];
  let cost = 0;
  for (const guard of guards) {
    if (guard === undefined) return undefined;
    units.push(...guard.units);
    cost += guard.cost;
  }
  return { units, cost };
}
