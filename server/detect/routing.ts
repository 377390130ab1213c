import { fieldNames } from './match/field-reader.js';
import type { PipelineEntry, PipelineRoute } from './pipeline.js';
import { and, type Expression, type Leaf, mapLeaves, or } from './sigma/expression.js';
import { includes, type Logsource, specificity } from './sigma/logsource.js';
import { literalOf, literalPattern } from './sigma/pattern.js';

/** A leaf whose field stands for the names to look up, in order; null for keywords. */
export interface ResolvedLeaf extends Leaf {
  names: readonly string[] | null;
}

/**
 * Where a log source's events are: the routes of the most specific entries that include it; entries of equal
 * specificity but different attributes must both hold. A log source more general than every entry (`category`
 * alone) is found wherever one of them is. Without any entry: module and dataset named like product and service.
 */
export function routesOf(logsource: Logsource, entries: readonly PipelineEntry[]): PipelineRoute[] {
  const general = entries.filter((entry) => includes(entry.logsource, logsource));
  if (general.length === 0) {
    const special = entries.filter((entry) => includes(logsource, entry.logsource));
    return special.length > 0 ? special.flatMap((entry) => entry.routes) : [defaultRoute(logsource)];
  }
  const most = Math.max(...general.map((entry) => specificity(entry.logsource)));
  const byAttributes = new Map<string, PipelineRoute[]>();
  for (const entry of general) {
    if (specificity(entry.logsource) !== most) continue;
    const key = Object.keys(entry.logsource).sort().join();
    byAttributes.set(key, [...(byAttributes.get(key) ?? []), ...entry.routes]);
  }
  return [...byAttributes.values()].reduce((all, routes) =>
    all.flatMap((one) => routes.map((other) => joinRoutes(one, other))),
  );
}

function joinRoutes(one: PipelineRoute, other: PipelineRoute): PipelineRoute {
  return {
    condition: and([one.condition, other.condition]),
    fields: new Map([...one.fields, ...other.fields]),
    values: new Map([...one.values, ...other.values]),
    spaced: one.spaced || other.spaced,
  };
}

function defaultRoute({ product, category, service }: Logsource): PipelineRoute {
  const equals = (field: string, text: string): Leaf => ({
    op: 'leaf',
    field,
    test: { kind: 'string', pattern: literalPattern(text), cased: false },
  });
  const parts: Leaf[] = [];
  if (product !== undefined) parts.push(equals('event.module', product));
  if (service !== undefined) {
    parts.push(
      product === undefined
        ? equals('event.module', service)
        : equals('event.dataset', `${product}.${service}`),
    );
  }
  if (category !== undefined) parts.push(equals('event.category', category));
  return { condition: and(parts), fields: new Map(), values: new Map(), spaced: false };
}

/**
 * @returns the rule as it is to be asked of events: true where one of the routes' conditions and, with that
 * route's names and values, the rule's expression hold
 */
export function routedExpression(expression: Expression, routes: readonly PipelineRoute[]): Expression {
  return or(routes.map((route) => and([conditionOf(route), expressionAt(expression, route)])));
}

/** @returns the expression with the route's names and values, without its condition */
export function expressionAt(expression: Expression, route: PipelineRoute): Expression {
  return mapLeaves(expression, (leaf) => mapRuleLeaf(leaf, route));
}

const conditions = new WeakMap<PipelineRoute, Expression>();

/** @returns the route's condition, the same object for all rules */
function conditionOf(route: PipelineRoute): Expression {
  const known = conditions.get(route);
  if (known !== undefined) return known;
  const condition = mapLeaves(route.condition, (leaf) => resolveLeaf(leaf, [], false));
  conditions.set(route, condition);
  return condition;
}

function mapRuleLeaf(leaf: Leaf, route: PipelineRoute): Expression {
  const { field, test } = leaf;
  if (field === null) return resolveLeaf(leaf, [], false);
  const mapped = route.fields.get(field) ?? [];
  if (test.kind === 'fieldref') {
    const names = fieldNames(route.fields.get(test.field) ?? [], test.field, route.spaced);
    return resolveLeaf({ ...leaf, test: { ...test, names } }, mapped, route.spaced);
  }
  const literal = test.kind === 'string' ? literalOf(test.pattern) : undefined;
  const replaced = literal === undefined ? undefined : route.values.get(field)?.get(literal.toLowerCase());
  if (replaced === undefined || test.kind !== 'string') return resolveLeaf(leaf, mapped, route.spaced);
  return or(
    [...replaced, literal!].map((text) =>
      resolveLeaf({ ...leaf, test: { ...test, pattern: literalPattern(text) } }, mapped, route.spaced),
    ),
  );
}

function resolveLeaf(leaf: Leaf, mapped: readonly string[], spaced: boolean): ResolvedLeaf {
  const { op, field, test } = leaf;
  return { op, field, test, names: field === null ? null : fieldNames(mapped, field, spaced) };
}
