import type { Event } from '../../contract/event.js';
import type { ResolvedLeaf } from '../routing.js';
import type { Expression } from '../sigma/expression.js';
import { fieldReader } from './field-reader.js';
import { leafTest } from './interpret.js';

/**
 * Compiles one expression, for events that are few: without routing, index or cache.
 * @param expression routed; see `routedExpression`
 */
export function eventTest(expression: Expression): (event: Event) => boolean {
  switch (expression.op) {
    case 'and': {
      const tests = expression.args.map(eventTest);
      return (event) => tests.every((test) => test(event));
    }
    case 'or': {
      const tests = expression.args.map(eventTest);
      return (event) => tests.some((test) => test(event));
    }
    case 'of': {
      const tests = expression.args.map(eventTest);
      return (event) => tests.filter((test) => test(event)).length >= expression.count;
    }
    case 'not': {
      const test = eventTest(expression.arg);
      return (event) => !test(event);
    }
    case 'constant':
      return () => expression.value;
    case 'leaf': {
      const { names } = expression as ResolvedLeaf;
      return leafTest(expression, names === null ? () => undefined : fieldReader(names));
    }
  }
}
