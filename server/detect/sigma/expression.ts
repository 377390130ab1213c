import type { FieldTest } from './field-test.js';

/** What a rule asks of one event. */
export type Expression =
  | { op: 'and'; args: Expression[] }
  | { op: 'or'; args: Expression[] }
  | { op: 'not'; arg: Expression }
  /** At least `count` of the arguments are true. */
  | { op: 'of'; count: number; args: Expression[] }
  | { op: 'constant'; value: boolean }
  | Leaf;

/** A test of one field, or (field null) of the whole event: a keyword. */
export interface Leaf {
  op: 'leaf';
  field: string | null;
  test: FieldTest;
}

/** @returns the conjunction, simplified; true for no arguments */
export function and(args: Expression[]): Expression {
  return junction('and', args);
}

/** @returns the disjunction, simplified; false for no arguments */
export function or(args: Expression[]): Expression {
  return junction('or', args);
}

function junction(op: 'and' | 'or', args: Expression[]): Expression {
  const neutral = op === 'and';
  const flat: Expression[] = [];
  for (const arg of args) {
    if (arg.op === 'constant') {
      if (arg.value !== neutral) return arg;
    } else if (arg.op === op) flat.push(...arg.args);
    else flat.push(arg);
  }
  if (flat.length === 0) return { op: 'constant', value: neutral };
  return flat.length === 1 ? flat[0]! : { op, args: flat };
}

/** @returns the negation, simplified */
export function not(arg: Expression): Expression {
  if (arg.op === 'constant') return { op: 'constant', value: !arg.value };
  return arg.op === 'not' ? arg.arg : { op: 'not', arg };
}

/** @returns "at least count of args", simplified */
export function atLeast(count: number, args: Expression[]): Expression {
  let wanted = count;
  const open: Expression[] = [];
  for (const arg of args) {
    if (arg.op !== 'constant') open.push(arg);
    else if (arg.value) wanted--;
  }
  if (wanted <= 0) return { op: 'constant', value: true };
  if (wanted > open.length) return { op: 'constant', value: false };
  if (wanted === 1) return or(open);
  return wanted === open.length ? and(open) : { op: 'of', count: wanted, args: open };
}

/**
 * @param map what becomes of a leaf
 * @returns the same expression with every leaf replaced, simplified
 */
export function mapLeaves(expression: Expression, map: (leaf: Leaf) => Expression): Expression {
  switch (expression.op) {
    case 'and':
    case 'or': {
      const decisive = expression.op === 'or';
      const args: Expression[] = [];
      for (const arg of expression.args) {
        const mapped = mapLeaves(arg, map);
        // The rest cannot change the result.
        if (mapped.op === 'constant' && mapped.value === decisive) return mapped;
        args.push(mapped);
      }
      return junction(expression.op, args);
    }
    case 'not':
      return not(mapLeaves(expression.arg, map));
    case 'of':
      return atLeast(
        expression.count,
        expression.args.map((arg) => mapLeaves(arg, map)),
      );
    case 'constant':
      return expression;
    case 'leaf':
      return map(expression);
  }
}

/** @returns whether the test holds for every leaf */
export function everyLeaf(expression: Expression, holds: (leaf: Leaf) => boolean): boolean {
  switch (expression.op) {
    case 'and':
    case 'or':
    case 'of':
      for (const arg of expression.args) if (!everyLeaf(arg, holds)) return false;
      return true;
    case 'not':
      return everyLeaf(expression.arg, holds);
    case 'constant':
      return true;
    case 'leaf':
      return holds(expression);
  }
}

/** @returns every leaf, in order of appearance */
export function leaves(expression: Expression): Leaf[] {
  switch (expression.op) {
    case 'and':
    case 'or':
    case 'of':
      return expression.args.flatMap(leaves);
    case 'not':
      return leaves(expression.arg);
    case 'constant':
      return [];
    case 'leaf':
      return [expression];
  }
}
