import type { ResolvedLeaf } from '../routing.js';
import type { Expression } from '../sigma/expression.js';
import { type Literal, type Requirement, requirementOf } from './literal.js';

/** A literal of one slot; equal ones of a route are the same object. */
export interface Unit extends Literal {
  readonly slot: number;
  /** Expected share of events for which it holds. */
  share: number;
}

/** Literals of which at least one must hold for a rule to be true. */
export interface Guard {
  units: readonly Unit[];
  /** Expected number of them that hold for an event, and what reading their slots costs. */
  cost: number;
}

/** What may guard an expression; undefined when it can be true without any literal. */
export type GuardChoices =
  | { op: 'unit'; unit: Unit }
  /** One of them is enough. */
  | { op: 'one'; of: readonly GuardChoices[] }
  /** So many of them, the cheapest, are needed together. */
  | { op: 'several'; count: number; of: readonly GuardChoices[] };

/**
 * Finds what may guard an expression. Only what must be true counts: nothing under a negation, any argument of a
 * conjunction, all of a disjunction.
 * @param unitOf the unit for a leaf's literal
 */
export function guardChoices(
  expression: Expression,
  unitOf: (leaf: ResolvedLeaf, literal: Literal) => Unit,
): GuardChoices | undefined {
  switch (expression.op) {
    case 'leaf': {
      const requirement = requirementOf(expression.test);
      return requirement && choicesOfLeaf(expression as ResolvedLeaf, requirement, unitOf);
    }
    case 'and': {
      const of = choicesOf(expression.args, unitOf);
      return of.length > 1 ? { op: 'one', of } : of[0];
    }
    case 'or':
      return atLeastOf(1, expression.args, unitOf);
    case 'of':
      return atLeastOf(expression.count, expression.args, unitOf);
    case 'constant':
      return expression.value ? undefined : { op: 'several', count: 0, of: [] };
    case 'not':
      return undefined;
  }
}

function choicesOfLeaf(
  leaf: ResolvedLeaf,
  requirement: Requirement,
  unitOf: (leaf: ResolvedLeaf, literal: Literal) => Unit,
): GuardChoices {
  if (requirement.op === 'literal') return { op: 'unit', unit: unitOf(leaf, requirement.literal) };
  const of = requirement.of.map((one) => choicesOfLeaf(leaf, one, unitOf));
  return requirement.op === 'all' ? { op: 'one', of } : { op: 'several', count: of.length, of };
}

/** Of n arguments at least `least` are true, so of any n - least + 1 at least one is. */
function atLeastOf(
  least: number,
  args: readonly Expression[],
  unitOf: (leaf: ResolvedLeaf, literal: Literal) => Unit,
): GuardChoices | undefined {
  const of = choicesOf(args, unitOf);
  const count = args.length - least + 1;
  return of.length < count ? undefined : { op: 'several', count, of };
}

function choicesOf(
  args: readonly Expression[],
  unitOf: (leaf: ResolvedLeaf, literal: Literal) => Unit,
): GuardChoices[] {
  return args.map((arg) => guardChoices(arg, unitOf)).filter((choices) => choices !== undefined);
}

/**
 * @param costOf what a unit costs
 * @returns the cheapest guard
 */
export function cheapestGuard(choices: GuardChoices, costOf: (unit: Unit) => number): Guard {
  if (choices.op === 'unit') return { units: [choices.unit], cost: costOf(choices.unit) };
  const guards = choices.of.map((one) => cheapestGuard(one, costOf));
  if (choices.op === 'one') return guards.reduce((best, one) => (one.cost < best.cost ? one : best));
  if (choices.count < guards.length) guards.sort((a, b) => a.cost - b.cost).length = choices.count;
  return {
    units: guards.flatMap((guard) => guard.units),
    cost: guards.reduce((sum, guard) => sum + guard.cost, 0),
  };
}
