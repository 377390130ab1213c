import type { Event } from '../../contract/event.js';
import type { ResolvedLeaf } from '../routing.js';
import type { Expression } from '../sigma/expression.js';
import { fieldReader } from './field-reader.js';
import { interpretLeaf } from './interpret.js';

/**
 * Asks every rule of an event, leaf by leaf, without routing, index or cache: the oracle that the fast evaluator
 * is tested against, and the measure of what those gain.
 * @param expressions routed expressions
 * @returns indexes of those that are true, ascending
 */
export function fullScan(expressions: readonly Expression[], event: Event): number[] {
  const hits: number[] = [];
  expressions.forEach((expression, index) => {
    if (holds(expression, event)) hits.push(index);
  });
  return hits;
}

function holds(expression: Expression, event: Event): boolean {
  switch (expression.op) {
    case 'and':
      return expression.args.every((arg) => holds(arg, event));
    case 'or':
      return expression.args.some((arg) => holds(arg, event));
    case 'not':
      return !holds(expression.arg, event);
    case 'of':
      return expression.args.filter((arg) => holds(arg, event)).length >= expression.count;
    case 'constant':
      return expression.value;
    case 'leaf': {
      const { names } = expression as ResolvedLeaf;
      return interpretLeaf(expression, event, names === null ? () => undefined : fieldReader(names));
    }
  }
}
