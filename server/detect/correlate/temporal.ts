import type { Criterion, TemporalExpression } from '../sigma/correlation.js';
import { satisfies } from './criteria.js';
import type { Condition } from './window.js';

/** How many different rules matched (correlation specification, "Temporal Proximity"). */
export function temporal(criteria: readonly Criterion[], ruleCount: number): Condition {
  return (entries, start, end) => {
    const seen = new Uint8Array(ruleCount);
    let distinct = 0;
    for (let i = start; i < end; i++) {
      const rule = entries.rules[i]!;
      if (seen[rule] === 0) {
        seen[rule] = 1;
        distinct++;
      }
    }
    return satisfies(criteria, distinct);
  };
}

/**
 * How many different rules matched one after the other in the order of the rules (correlation specification,
 * "Ordered Temporal Proximity"); events of the same time count in the order of their arrival. An event that several
 * rules match stands in one place of the order alone.
 */
export function temporalOrdered(criteria: readonly Criterion[], ruleCount: number): Condition {
  // chain[r]: most rules in order that end with rule r
  const chain = new Int32Array(ruleCount);
  const add = (rule: number): void => {
    let before = 0;
    for (let r = 0; r < rule; r++) if (chain[r]! > before) before = chain[r]!;
    if (before + 1 > chain[rule]!) chain[rule] = before + 1;
  };
  return ({ rules, events }, start, end) => {
    chain.fill(0);
    for (let i = start; i < end; ) {
      const first = i++;
      while (i < end && events[i] === events[first]) i++;
      if (i - first === 1) add(rules[first]!);
      // The last rule first: what an event adds to one rule must not count for a later one.
      else for (const rule of rules.slice(first, i).sort().reverse()) add(rule);
    }
    return satisfies(criteria, Math.max(...chain));
  };
}

/**
 * Whether an expression over the rules holds, a rule being true when it matched within the window (draft for Sigma
 * 2.2, "Condition Extension in Temporal Correlation Rules"). `not` is read as upper limits are: not so far.
 */
export function temporalExpression(expression: TemporalExpression, ruleCount: number): Condition {
  const seen = new Uint8Array(ruleCount);
  return (entries, start, end) => {
    seen.fill(0);
    for (let i = start; i < end; i++) seen[entries.rules[i]!] = 1;
    return isTrue(expression, seen);
  };
}

function isTrue(expression: TemporalExpression, seen: Uint8Array): boolean {
  switch (expression.op) {
    case 'rule':
      return seen[expression.rule] === 1;
    case 'not':
      return !isTrue(expression.arg, seen);
    case 'and':
      return expression.args.every((arg) => isTrue(arg, seen));
    case 'or':
      return expression.args.some((arg) => isTrue(arg, seen));
  }
}
