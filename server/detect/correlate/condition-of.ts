import type { SigmaCorrelation } from '../sigma/correlation.js';
import type { Shape } from './entry-pool.js';
import { eventCount } from './event-count.js';
import { temporal, temporalExpression, temporalOrdered } from './temporal.js';
import { valueAverage, valuePercentile, valueShare, valueSum } from './value-aggregate.js';
import { valueCount } from './value-count.js';
import type { Condition } from './window.js';

/** @returns which columns the entries of a correlation need */
export function entryShape({ type }: SigmaCorrelation): Shape {
  return { rules: type === 'temporal' || type === 'temporal_ordered', values: type.startsWith('value_') };
}

/** @returns whether the correlation looks at numbers, not at texts */
export function isNumeric(rule: SigmaCorrelation): boolean {
  return rule.fields.length > 0 && rule.type !== 'value_count' && !isShare(rule);
}

function isShare(rule: SigmaCorrelation): boolean {
  return rule.type === 'value_percentile' && rule.percentile === undefined;
}

/** @returns the condition of a correlation over the entries of a window */
export function conditionOf(rule: SigmaCorrelation): Condition {
  const { criteria, rules } = rule;
  switch (rule.type) {
    case 'event_count':
      return eventCount(criteria);
    case 'value_count':
      return valueCount(criteria);
    case 'temporal':
      return rule.expression === undefined
        ? temporal(criteria, rules.length)
        : temporalExpression(rule.expression, rules.length);
    case 'temporal_ordered':
      return temporalOrdered(criteria, rules.length);
    case 'value_sum':
      return valueSum(criteria);
    case 'value_avg':
      return valueAverage(criteria);
    case 'value_median':
      return valuePercentile(criteria, 50);
    case 'value_percentile':
      return rule.percentile === undefined
        ? valueShare(criteria)
        : valuePercentile(criteria, rule.percentile);
  }
}
