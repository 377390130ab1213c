import type { ResolvedLeaf } from '../routing.js';
import type { Expression } from '../sigma/expression.js';
import { fieldReader } from './field-reader.js';
import type { Frame } from './frame.js';
import { flatten } from './interpret.js';
import { keywordTexts } from './keyword-text.js';
import { anyOf, isTextTest, testKey } from './predicate.js';
import type { LineScreen, ScreenPart } from './screen.js';
import { Slot } from './slot.js';
import { referenceTest, testTime } from './value-test.js';

/** An expression compiled for one route. */
export type Program = (frame: Frame) => boolean;

/** What JSON lines are matched by. */
export interface LineSource {
  /** @returns numbers of the JSON keys that a field's text can stand under, undefined when only events have it */
  keysOf(names: readonly string[]): number[] | undefined;
  /** @returns what finds candidates by a line's bytes */
  screenOf?(parts: readonly ScreenPart[]): LineScreen;
}

/** For events alone. */
export const noLines: LineSource = { keysOf: () => undefined };

/** In tests of a text. */
const [regexCost, keywordCost] = [50, 500];

/** The slots of a route while its rules are compiled. */
export class SlotTable {
  readonly slots: Slot[] = [];
  /** The slot of the whole event's texts, or -1. */
  keywordSlot = -1;
  private readonly byNames = new Map<string, number>();
  private readonly lines: LineSource;

  constructor(lines: LineSource) {
    this.lines = lines;
  }

  /** @returns number of the slot that reads these names; null reads the whole event's texts */
  slotOf(names: readonly string[] | null): number {
    const key = names === null ? '' : names.join('\n');
    const known = this.byNames.get(key);
    if (known !== undefined) return known;
    this.byNames.set(key, this.slots.length);
    const slot =
      names === null
        ? new Slot(keywordTexts, undefined, false)
        : new Slot(fieldReader(names), this.lines.keysOf(names), true);
    this.slots.push(slot);
    if (names === null) this.keywordSlot = this.slots.length - 1;
    return this.slots.length - 1;
  }
}

/**
 * Compiles an expression into closures. Alternatives on the same field become one predicate, and equal
 * predicates of all rules are evaluated once per distinct text.
 */
export function compileProgram(expression: Expression, table: SlotTable): Program {
  switch (expression.op) {
    case 'and':
      return conjunction(
        [...expression.args].sort((a, b) => costOf(a) - costOf(b)).map((arg) => compileProgram(arg, table)),
      );
    case 'or':
      return disjunction(compileAlternatives(expression.args, table));
    case 'not': {
      const program = compileProgram(expression.arg, table);
      return (frame) => !program(frame);
    }
    case 'of': {
      const programs = expression.args.map((arg) => compileProgram(arg, table));
      const { count } = expression;
      return (frame) => {
        let left = count;
        for (const program of programs) if (program(frame) && --left === 0) return true;
        return false;
      };
    }
    case 'constant': {
      const { value } = expression;
      return () => value;
    }
    case 'leaf':
      return compileLeaves([expression as ResolvedLeaf], table);
  }
}

/** @returns what evaluating an expression costs, to ask the cheap parts of a conjunction first */
function costOf(expression: Expression): number {
  switch (expression.op) {
    case 'and':
    case 'or':
    case 'of':
      return expression.args.reduce((sum, arg) => sum + costOf(arg), 0);
    case 'not':
      return costOf(expression.arg);
    case 'constant':
      return 0;
    case 'leaf':
      if (expression.field === null) return keywordCost;
      return expression.test.kind === 'regex' ? regexCost : 1;
  }
}

function compileAlternatives(args: readonly Expression[], table: SlotTable): Program[] {
  const bySlot = new Map<number, ResolvedLeaf[]>();
  const programs: Program[] = [];
  for (const arg of args) {
    if (arg.op !== 'leaf' || !isTextTest(arg.test)) {
      programs.push(compileProgram(arg, table));
      continue;
    }
    const leaf = arg as ResolvedLeaf;
    const slot = table.slotOf(leaf.names);
    const group = bySlot.get(slot);
    if (group === undefined) bySlot.set(slot, [leaf]);
    else group.push(leaf);
  }
  return [...[...bySlot.values()].map((group) => compileLeaves(group, table)), ...programs];
}

/** @param leaves alternatives on the same field; several only if all are text tests */
function compileLeaves(leaves: readonly ResolvedLeaf[], table: SlotTable): Program {
  const [first] = leaves;
  const { test, names } = first!;
  const slot = table.slotOf(names);
  if (isTextTest(test)) {
    const tests = leaves.map((leaf) => leaf.test);
    const key = tests.map(testKey).sort().join('\n');
    const predicate = table.slots[slot]!.addPredicate(key, () => anyOf(tests));
    return (frame) => frame.test(slot, predicate);
  }
  switch (test.kind) {
    case 'exists':
      return (frame) => frame.value(slot) !== undefined;
    case 'null':
      return (frame) => {
        const value = frame.value(slot);
        if (value === undefined || value === null) return true;
        return Array.isArray(value) && (flatten(value).length === 0 || flatten(value).includes(null));
      };
    case 'time':
      return (frame) => flatten(frame.value(slot)).some((value) => testTime(test, value));
    case 'fieldref': {
      const other = table.slotOf(test.names ?? [test.field]);
      const holds = referenceTest(test);
      if (test.affix === 'equals')
        return (frame) => !frame.surelyDiffer(slot, other) && frame.pairs(slot, other, holds);
      return (frame) => frame.pairs(slot, other, holds);
    }
    default:
      throw new Error(`no program for a ${test.kind} test`);
  }
}

function conjunction(programs: readonly Program[]): Program {
  const [a, b] = programs;
  if (programs.length === 2) return (frame) => a!(frame) && b!(frame);
  return (frame) => {
    for (const program of programs) if (!program(frame)) return false;
    return true;
  };
}

function disjunction(programs: readonly Program[]): Program {
  const [a, b] = programs;
  if (programs.length === 1) return a!;
  if (programs.length === 2) return (frame) => a!(frame) || b!(frame);
  return (frame) => {
    for (const program of programs) if (program(frame)) return true;
    return false;
  };
}
