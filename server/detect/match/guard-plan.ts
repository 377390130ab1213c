import type { ResolvedLeaf } from '../routing.js';
import { type Expression, leaves } from '../sigma/expression.js';
import { type Guard, guardOf, type Unit } from './guard.js';
import { type Literal, requiredLiteral } from './literal.js';
import { LiteralIndex } from './literal-index.js';

/** Cost of reading a slot and looking its value up, in evaluations of a rule. */
const slotCost = 0.3;
/** Cost of a value that was not seen before, and of its length. */
const newValueCost = 1;
const charactersPerCost = 50;
/** How often rules are assigned anew once it is known which slots are read anyway. */
const rounds = 3;

/** Lower-case texts of one slot by event: none, one, or several of an array. */
export type SlotSample = readonly (readonly string[])[];

/**
 * Chooses a guard for each rule of a route so that few rules become candidates and few slots are read.
 * @param expressions the route's rules
 * @param slotOf slot of a leaf
 * @param samples per slot: what was seen there; empty before anything was
 * @returns a guard per rule, undefined for those that are always candidates
 */
export function planGuards(
  expressions: readonly Expression[],
  slotOf: (leaf: ResolvedLeaf) => number,
  samples: readonly SlotSample[],
): (Guard | undefined)[] {
  const shares = measure(expressions, slotOf, samples);
  const costs = samples.map(costOfSlot);
  let users = new Map<number, number>();
  let guards: (Guard | undefined)[] = [];
  for (let round = 0; round < rounds; round++) {
    const frequency = (unit: Unit): number => {
      const share = shares.get(keyOf(unit)) ?? expectedShare(unit);
      if (round === 0) return share;
      return share + (costs[unit.slot] ?? slotCost) / (1 + (users.get(unit.slot) ?? 0));
    };
    guards = expressions.map((expression) => guardOf(expression, { slotOf, frequency }));
    users = new Map();
    for (const guard of guards) {
      for (const slot of new Set(guard?.units.map((unit) => unit.slot))) {
        users.set(slot, (users.get(slot) ?? 0) + 1);
      }
    }
  }
  return guards;
}

/** @returns share of the sampled events for which each literal holds, by its key */
function measure(
  expressions: readonly Expression[],
  slotOf: (leaf: ResolvedLeaf) => number,
  samples: readonly SlotSample[],
): Map<string, number> {
  const shares = new Map<string, number>();
  const units: Unit[] = [];
  const indexes = samples.map(() => new LiteralIndex());
  for (const leaf of expressions.flatMap(leaves) as ResolvedLeaf[]) {
    const literal = requiredLiteral(leaf.test);
    if (literal === undefined) continue;
    const unit = { ...literal, slot: slotOf(leaf) };
    if ((samples[unit.slot]?.length ?? 0) === 0 || shares.has(keyOf(unit))) continue;
    shares.set(keyOf(unit), 0);
    indexes[unit.slot]!.add(unit, units.push(unit) - 1);
  }
  const hits = new Uint32Array(units.length);
  samples.forEach((sample, slot) => {
    const index = indexes[slot]!;
    if (sample.length === 0) return;
    index.complete();
    for (const texts of sample) {
      const found = new Set(texts.flatMap((text) => index.find(text)));
      for (const unit of found) hits[unit]!++;
    }
  });
  units.forEach((unit, i) => {
    // What was not seen is still rarer the longer it is.
    const { length } = samples[unit.slot]!;
    shares.set(keyOf(unit), (hits[i]! + expectedShare(unit)) / (length + 1));
  });
  return shares;
}

function keyOf({ slot, kind, text }: Unit): string {
  return `${slot} ${kind} ${text}`;
}

/** Before anything was seen: longer literals are rarer, and those tied to an end of the value rarer still. */
function expectedShare({ kind, text }: Literal): number {
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
