import type { ProblemList } from '../problems.js';
import type { Node } from '../yaml/tree.js';
import { parseItem, parseKeyword } from './detection-item.js';
import { and, type Expression, or } from './expression.js';
import type { Placeholders } from './placeholders.js';

/**
 * Reads one search identifier (Sigma 2.1, "Lists" and "Maps"): a map is a conjunction, a list a disjunction of
 * maps or keywords, a single text a keyword.
 * @param where place inside the rule, such as `detection.selection`
 */
export function parseSearchIdentifier(
  node: Node,
  where: string,
  placeholders: Placeholders,
  problems: ProblemList,
): Expression {
  if (node.kind === 'map') {
    if (node.entries.length === 0) return empty(node, where, problems);
    return and(node.entries.map((entry) => parseItem(entry, where, placeholders, problems)));
  }
  if (node.kind === 'list') {
    if (node.items.length === 0) return empty(node, where, problems);
    const parts = node.items.map((item, index) => {
      if (item.kind !== 'list') {
        return parseSearchIdentifier(item, `${where}[${index}]`, placeholders, problems);
      }
      problems.error(
        item.place,
        'detection-nested-list',
        `${where}[${index}]`,
        'A list inside a list has no meaning in Sigma.',
        'List texts or maps.',
      );
      return or([]);
    });
    return or(parts);
  }
  if (node.value === null) return empty(node, where, problems);
  return parseKeyword(node, where, problems);
}

function empty(node: Node, where: string, problems: ProblemList): Expression {
  problems.error(
    node.place,
    'detection-empty',
    where,
    'The search identifier is empty.',
    'Add a field or a keyword.',
  );
  return or([]);
}
