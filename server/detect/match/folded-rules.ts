import { createHash } from 'node:crypto';
import type { ResolvedLeaf } from '../routing.js';
import { type Expression, mapLeaves } from '../sigma/expression.js';
import type { RouteFilter } from './route-filter.js';
import { fold, type RouteKey, sampleEvent } from './route-key.js';

/** The rules that can be true for the events of a route, and what is left of them to be asked. */
export interface FoldedRules {
  /** Their numbers, ascending. */
  rules: number[];
  expressions: Expression[];
  /** The same for routes of which the same is to be asked. */
  signature: string;
}

/** @param expressions routed expressions of all rules */
export function foldRules(
  key: RouteKey,
  expressions: readonly Expression[],
  filter: RouteFilter,
): FoldedRules {
  const sample = sampleEvent(key);
  const possible = filter.possible((condition) => {
    const folded = mapLeaves(condition, (leaf) => fold(leaf as ResolvedLeaf, key, sample));
    return folded.op === 'constant' ? folded.value : undefined;
  });
  const rules: number[] = [];
  const left: Expression[] = [];
  const signature = createHash('sha256');
  // What becomes of the leaves, in their order, tells the expressions apart that the same rule can become.
  let decisions = '';
  const decide = (leaf: ResolvedLeaf): Expression => {
    const folded = fold(leaf, key, sample);
    decisions += folded.op !== 'constant' ? '?' : folded.value ? '1' : '0';
    return folded;
  };
  expressions.forEach((expression, rule) => {
    if (!possible[rule]) return;
    decisions = '';
    const folded = mapLeaves(expression, (leaf) => decide(leaf as ResolvedLeaf));
    if (folded.op === 'constant' && !folded.value) return;
    rules.push(rule);
    left.push(folded);
    signature.update(`${rule} ${decisions}\n`);
  });
  return { rules, expressions: left, signature: signature.digest('base64') };
}
