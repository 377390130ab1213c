import type { ResolvedLeaf } from '../routing.js';
import type { Expression } from '../sigma/expression.js';
import { decisiveLiteral, type Literal, type Requirement, requirementOf } from './literal.js';

/** A literal of one slot, to be there or not; equal ones of a route are the same object. */
export interface Unit extends Literal {
  readonly slot: number;
  /** Whether the unit holds where the literal does not. */
  readonly negated: boolean;
  /** Expected share of events for which it holds. */
  share: number;
}

/** @returns the unit for a leaf's literal, or for its absence */
export type UnitOf = (leaf: ResolvedLeaf, literal: Literal, negated: boolean) => Unit;

/** Units of which at least one must hold for a rule to be true. */
export interface Guard {
  units: readonly Unit[];
  /** Expected number of them that hold for an event. */
  share: number;
  slots: ReadonlySet<number>;
  /** {@link share}, and what reading the slots costs. */
  cost: number;
}

/** What may guard an expression. */
export type GuardChoices =
  | { op: 'unit'; unit: Unit }
  /** One of them is enough. */
  | { op: 'one'; of: readonly GuardChoices[] }
  /** So many of them, the cheapest, are needed together. */
  | { op: 'several'; count: number; of: readonly GuardChoices[] };

/**
 * Finds what may guard an expression: any argument of a conjunction, all of a disjunction. A negation is that of its
 * argument's leaves (De Morgan), of which those count that a single literal decides.
 * @param value what the expression must be; false for what stands under a negation
 * @returns undefined when it can be so whatever the literals are
 */
export function guardChoices(expression: Expression, unitOf: UnitOf, value = true): GuardChoices | undefined {
  switch (expression.op) {
    case 'leaf':
      return choicesOfTest(expression as ResolvedLeaf, unitOf, value);
    case 'and':
    case 'or': {
      if ((expression.op === 'or') === value) return atLeastOf(1, expression.args, unitOf, value);
      const of = choicesOf(expression.args, unitOf, value);
      return of.length > 1 ? { op: 'one', of } : of[0];
    }
    case 'of': {
      const { args, count } = expression;
      return atLeastOf(value ? count : args.length - count + 1, args, unitOf, value);
    }
    case 'constant':
      return expression.value === value ? undefined : { op: 'several', count: 0, of: [] };
    case 'not':
      return guardChoices(expression.arg, unitOf, !value);
  }
}

function choicesOfTest(leaf: ResolvedLeaf, unitOf: UnitOf, value: boolean): GuardChoices | undefined {
  if (value) {
    const requirement = requirementOf(leaf.test);
    return requirement && choicesOfLeaf(leaf, requirement, unitOf);
  }
  const literal = leaf.names === null ? undefined : decisiveLiteral(leaf.test);
  return literal && { op: 'unit', unit: unitOf(leaf, literal, true) };
}

function choicesOfLeaf(leaf: ResolvedLeaf, requirement: Requirement, unitOf: UnitOf): GuardChoices {
  if (requirement.op === 'literal') return { op: 'unit', unit: unitOf(leaf, requirement.literal, false) };
  const of = requirement.of.map((one) => choicesOfLeaf(leaf, one, unitOf));
  return requirement.op === 'all' ? { op: 'one', of } : { op: 'several', count: of.length, of };
}

/** Of n arguments at least `least` are so, therefore of any n - least + 1 at least one is. */
function atLeastOf(
  least: number,
  args: readonly Expression[],
  unitOf: UnitOf,
  value: boolean,
): GuardChoices | undefined {
  const of = choicesOf(args, unitOf, value);
  const count = args.length - least + 1;
  return of.length < count ? undefined : { op: 'several', count, of };
}

function choicesOf(args: readonly Expression[], unitOf: UnitOf, value: boolean): GuardChoices[] {
  return args.map((arg) => guardChoices(arg, unitOf, value)).filter((choices) => choices !== undefined);
}

/**
 * @param costOf what it costs a rule that a slot is read
 * @returns the cheapest guard
 */
export function cheapestGuard(choices: GuardChoices, costOf: (slot: number) => number): Guard {
  if (choices.op === 'unit') {
    const { unit } = choices;
    return {
      units: [unit],
      share: unit.share,
      slots: new Set([unit.slot]),
      cost: unit.share + costOf(unit.slot),
    };
  }
  const guards = choices.of.map((one) => cheapestGuard(one, costOf));
  if (choices.op === 'one') return guards.reduce((best, one) => (one.cost < best.cost ? one : best));
  if (choices.count < guards.length) guards.sort((a, b) => a.cost - b.cost).length = choices.count;
  const units = guards.flatMap((guard) => guard.units);
  const slots = new Set(units.map((unit) => unit.slot));
  const share = units.reduce((sum, unit) => sum + unit.share, 0);
  return { units, share, slots, cost: [...slots].reduce((sum, slot) => sum + costOf(slot), share) };
}
