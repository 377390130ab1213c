import type { ResolvedLeaf } from '../routing.js';
import type { Expression } from '../sigma/expression.js';
import { cheapestGuard, type Guard, type GuardChoices, guardChoices, type Unit } from './guard.js';
import type { Literal } from './literal.js';
import { LiteralIndex } from './literal-index.js';

/** Cost of reading a slot and looking its value up, in evaluations of a rule. */
const slotCost = 0.3;
/** Cost of a value that was not seen before, and of its length. */
const newValueCost = 1;
const charactersPerCost = 400;
/** Cost of making a line's event for a slot that only events have. */
const eventCost = 50;
/** How often rules are assigned anew once it is known which slots are read anyway. */
const rounds = 3;

/** Lower-case texts of one slot by event: none, one, or several of an array. */
export type SlotSample = readonly (readonly string[])[];

/** Chooses a guard for each rule of a route so that few rules become candidates and few slots are read. */
export class GuardPlan {
  private readonly choices: (GuardChoices | undefined)[];
  /** Per slot, by kind and text. */
  private readonly units: Map<string, Unit>[] = [];
  private costs: number[] = [];

  /**
   * @param expressions the route's rules
   * @param slotOf slot of a leaf
   */
  constructor(expressions: readonly Expression[], slotOf: (leaf: ResolvedLeaf) => number) {
    const unitOf = (leaf: ResolvedLeaf, literal: Literal, negated: boolean): Unit =>
      this.unitOf(slotOf(leaf), literal, negated);
    this.choices = expressions.map((expression) => guardChoices(expression, unitOf));
  }

  /**
   * @param eventOnly whether a line's event must be made to read the slot
   * @returns a guard per rule, undefined for those that are always candidates
   */
  guards(eventOnly: (slot: number) => boolean): (Guard | undefined)[] {
    let costOf = (slot: number): number => (eventOnly(slot) ? eventCost : 0);
    let guards: (Guard | undefined)[] = [];
    for (let round = 0; round < rounds; round++) {
      guards = this.choices.map((choices) => choices && cheapestGuard(choices, costOf));
      const users = usersOfSlots(guards);
      costOf = (slot) =>
        (this.costs[slot] ?? slotCost) / (1 + (users.get(slot) ?? 0)) + (eventOnly(slot) ? eventCost : 0);
    }
    return guards;
  }

  /** @param samples per slot: what was seen there */
  learn(samples: readonly SlotSample[]): void {
    this.costs = samples.map(costOfSlot);
    this.units.forEach((units, slot) => {
      const sample = samples[slot];
      if (sample !== undefined && sample.length > 0) measureShares([...units.values()], sample);
    });
  }

  private unitOf(slot: number, literal: Literal, negated: boolean): Unit {
    this.units[slot] ??= new Map();
    const key = `${negated ? 'no' : 'a'} ${literal.kind} ${literal.least ?? ''} ${literal.text}`;
    const known = this.units[slot].get(key);
    if (known !== undefined) return known;
    const share = expectedShare(literal);
    const unit = { ...literal, slot, negated, share: negated ? 1 - share : share };
    this.units[slot].set(key, unit);
    return unit;
  }
}

function usersOfSlots(guards: readonly (Guard | undefined)[]): Map<number, number> {
  const users = new Map<number, number>();
  for (const guard of guards) {
    for (const slot of guard?.slots ?? []) {
      users.set(slot, (users.get(slot) ?? 0) + 1);
    }
  }
  return users;
}

function measureShares(units: readonly Unit[], sample: SlotSample): void {
  const index = new LiteralIndex();
  units.forEach((unit, number) => {
    index.add(unit, number);
  });
  const hits = new Uint32Array(units.length);
  const found = new Map<string, readonly number[]>();
  for (const texts of sample) {
    const all = texts.flatMap((text) => {
      const known = found.get(text) ?? index.find(text);
      found.set(text, known);
      return known;
    });
    for (const unit of texts.length > 1 ? new Set(all) : all) hits[unit]!++;
  }
  units.forEach((unit, number) => {
    // What was not seen is still rarer the longer it is.
    const share = (hits[number]! + expectedShare(unit)) / (sample.length + 1);
    unit.share = unit.negated ? 1 - share : share;
  });
}

/** Before anything was seen: longer literals are rarer, and those tied to an end of the value rarer still. */
function expectedShare({ kind, text, least }: Literal): number {
  if (kind === 'run') return 0.3 * Math.exp(-0.1 * least!);
  const tied = kind === 'exact' ? 0.2 : kind === 'substring' ? 1 : 0.5;
  return 0.3 * tied * Math.exp(-0.2 * text.length);
}

function costOfSlot(sample: SlotSample): number {
  const texts = sample.flat();
  if (texts.length === 0) return slotCost;
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  const newShare = new Set(texts).size / sample.length;
  return slotCost + newShare * (newValueCost + characters / texts.length / charactersPerCost);
}
