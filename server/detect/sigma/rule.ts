import type { RuleInfo } from '../../contract/detection.js';
import type { ProblemList } from '../problems.js';
import { type Entry, get, itemsOf, type MapNode, type Node, textOf } from '../yaml/tree.js';
import { closest } from './closest.js';
import { type Condition, ConditionFault, parseCondition, selectNames } from './condition.js';
import { parseSearchIdentifier } from './detection.js';
import { and, atLeast, type Expression, not, or } from './expression.js';
import { type Logsource, parseLogsource } from './logsource.js';
import { type Metadata, parseMetadata } from './metadata.js';
import type { Placeholders } from './placeholders.js';

/** A detection rule, read and checked. */
export interface SigmaRule {
  info: RuleInfo;
  name: string | undefined;
  logsource: Logsource;
  expression: Expression;
}

/** Where a document comes from. */
export interface Origin {
  /** File, with the document's number where a file has several. */
  path: string;
  source: string;
  /** Set and only tenant of the rule, where it has one. */
  set?: string;
  tenant?: string;
}

/**
 * Reads a detection rule (Sigma 2.1). All problems are collected; the result may only be used when there is no
 * error among them.
 */
export function parseRule(
  root: Node,
  origin: Origin,
  placeholders: Placeholders,
  problems: ProblemList,
): SigmaRule {
  const metadata = parseMetadata(root, origin.path, problems);
  const logsource = parseLogsource(root, problems);
  const expression = parseDetection(get(root, 'detection'), root, 'detection', placeholders, problems);
  return {
    info: ruleInfo(metadata, 'detection', logsource, origin),
    name: metadata.name,
    logsource,
    expression,
  };
}

/** @returns a rule as users see it */
export function ruleInfo(
  metadata: Metadata,
  type: RuleInfo['type'],
  logsource: Logsource,
  origin: Origin,
): RuleInfo {
  const { name: _, ...info } = metadata;
  return { ...info, type, logsource, ...origin };
}

/**
 * Reads search identifiers and the condition over them; also used for filters.
 * @param node the map that holds both
 * @param where `detection` or `filter`
 * @param skip keys that are neither identifier nor condition
 */
export function parseDetection(
  node: Node | undefined,
  root: Node,
  where: string,
  placeholders: Placeholders,
  problems: ProblemList,
  skip: readonly string[] = ['timeframe'],
): Expression {
  if (node?.kind !== 'map') {
    problems.error(
      node?.place ?? root.place,
      'detection-missing',
      where,
      'The rule has no map `{name}`.',
      'Add search identifiers and a condition.',
      { name: where },
    );
    return or([]);
  }
  const identifiers = new Map<string, Expression>();
  for (const entry of identifierEntries(node, skip)) {
    const expression = parseSearchIdentifier(entry.value, `${where}.${entry.key}`, placeholders, problems);
    identifiers.set(entry.key, expression);
  }
  return parseConditions(node, where, identifiers, problems);
}

/**
 * @param skip keys that are neither identifier nor condition
 * @returns the search identifiers below `detection`
 */
export function identifierEntries(node: MapNode, skip: readonly string[] = ['timeframe']): Entry[] {
  return node.entries.filter(({ key }) => key !== 'condition' && !skip.includes(key));
}

function parseConditions(
  detection: MapNode,
  where: string,
  identifiers: ReadonlyMap<string, Expression>,
  problems: ProblemList,
): Expression {
  const place = `${where}.condition`;
  const node = get(detection, 'condition');
  if (node === undefined) {
    problems.error(detection.place, 'condition-missing', place, 'There is no condition.', 'Add `condition`.');
    return or([]);
  }
  const used = new Set<string>();
  const alternatives = itemsOf(node).map((item) => {
    const text = textOf(item);
    try {
      if (text === undefined || text.trim() === '') {
        throw new ConditionFault('condition-missing', 'The condition is empty.', 'Name an identifier.', 0);
      }
      return resolve(parseCondition(text), identifiers, used);
    } catch (error) {
      if (!(error instanceof ConditionFault)) throw error;
      const at = { line: item.place.line, column: item.place.column + error.offset };
      problems.error(at, error.code, place, error.message, error.hint, error.values);
      return or([]);
    }
  });
  for (const name of identifiers.keys()) {
    if (used.has(name) || name.startsWith('_') || problems.failed) continue;
    problems.warn(
      node.place,
      'identifier-unused',
      `${where}.${name}`,
      'The condition does not use `{name}`.',
      'Use it in the condition or remove it.',
      { name },
    );
  }
  return or(alternatives);
}

function resolve(
  condition: Condition,
  identifiers: ReadonlyMap<string, Expression>,
  used: Set<string>,
): Expression {
  const names = [...identifiers.keys()];
  switch (condition.op) {
    case 'and':
      return and(condition.args.map((arg) => resolve(arg, identifiers, used)));
    case 'or':
      return or(condition.args.map((arg) => resolve(arg, identifiers, used)));
    case 'not':
      return not(resolve(condition.arg, identifiers, used));
    case 'identifier': {
      used.add(condition.name);
      const found = identifiers.get(condition.name);
      if (found !== undefined) return found;
      const near = closest(condition.name, names);
      throw new ConditionFault(
        'condition-identifier',
        'There is no search identifier `{name}`.',
        near !== undefined
          ? 'Did you mean `{near}`?'
          : names.length > 0
            ? 'There are {known}.'
            : 'There are none.',
        0,
        { name: condition.name, near: near ?? '', known: names.join(', ') },
      );
    }
    case 'of': {
      const selected = selectNames(condition.pattern, names);
      for (const name of selected) used.add(name);
      const count = condition.count ?? selected.length;
      if (selected.length < Math.max(1, count)) {
        throw new ConditionFault(
          'condition-pattern',
          '`{pattern}` stands for {found} search identifiers, {needed} are needed.',
          'Correct the pattern or the count.',
          0,
          { pattern: condition.pattern, found: selected.length, needed: Math.max(1, count) },
        );
      }
      return atLeast(
        count,
        selected.map((name) => identifiers.get(name)!),
      );
    }
  }
}
